"""递补: whoever leaves is replaced by the next unused ticket of the same order, step by step on record (S0-07)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from draws.access import acting_post
from draws.models import SUBSTITUTION_REASONS, Draw, RosterEntry, Substitution
from draws.ports import SUBSTITUTE, origin_of
from draws.queries.records import lots_of, roster_of, steps_of
from draws.services.moving import DrawRefused
from registry.models import User
from registry.services.audit import change
from rulebook.draw.errors import StratumTooSmall
from rulebook.draw.roster import Roster
from rulebook.draw.selection import Lot, Step, members, next_substitute
from rulebook.lifecycle.draw import DrawState

SUBSTITUTION_STATES = frozenset({DrawState.DRAWN, DrawState.PUBLISHED})
MAX_EVIDENCE = 200
LONG_NUMBER = re.compile(r"\d{7,}")


def substitute(
    *, actor: User, draw: Draw, withdrawn: RosterEntry, reason: str, evidence: str = ""
) -> Substitution:
    """Replace one of those selected by the next unused ticket, in every order where he holds a seat; who left never comes back.

    ``evidence`` is published with each step; the first step is returned. Raises ``DrawRefused`` in a wrong state, for
    somebody who holds no seat, for an unknown reason, for evidence that names a person or holds a telephone number, when
    the wing forbids it, and when no alternate is left.
    """
    if reason not in dict(SUBSTITUTION_REASONS):
        raise DrawRefused("请选择递补原因。")
    with change(actor, "substitute", draw) as log:
        row = Draw.objects.select_for_update(of=("self",)).select_related("unit").get(pk=draw.pk)
        if row.state not in SUBSTITUTION_STATES:
            raise DrawRefused(f"抽取现为“{row.get_state_display()}”，不能递补。")
        if hindrances := origin_of(row).hindrances(row, SUBSTITUTE):
            raise DrawRefused("".join(hindrances))
        leaving = RosterEntry.objects.select_for_update(of=("self",)).get(pk=withdrawn.pk, draw=row)
        if leaving.outcome == "withdrawn":
            raise DrawRefused("这一名已经退出，并已由他人递补。")
        _check_evidence(evidence, leaving)
        made = _steps_out(row, leaving, Why(actor, acting_post(actor, row), reason, evidence.strip()))
        log.note(
            numbers=[step.number for step in made],
            withdrawn=leaving.code,
            replacements=[step.replacement.code for step in made],
            reason=reason,
        )
        origin_of(row).moved(row, actor)
    return made[0]


@dataclass(frozen=True)
class Why:
    """What every step of one withdrawal has in common."""

    actor: User
    post: str
    reason: str
    evidence: str


def _steps_out(draw: Draw, leaving: RosterEntry, why: Why) -> list[Substitution]:
    """A step for every seat that is left; who is called and had left before is passed over, on record."""
    roster, steps = roster_of(draw), steps_of(draw)
    seated = [lot for lot in lots_of(draw) if leaving.code in members(lot, steps)]
    if not seated:
        raise DrawRefused("只有抽中的才能递补。")
    RosterEntry.objects.filter(pk=leaving.pk).update(outcome="withdrawn")
    made: list[Substitution] = []
    for lot in seated:
        gone = leaving
        while gone.outcome == "withdrawn" or gone == leaving:
            entering = draw.entries.get(code=_next(lot, roster, steps, gone))
            made.append(_write(draw, lot.label, gone, entering, why))
            steps = steps_of(draw)
            gone = entering
        RosterEntry.objects.filter(pk=gone.pk).update(outcome="selected")
    return made


def _next(lot: Lot, roster: Roster, steps: Sequence[Step], leaving: RosterEntry) -> str:
    """The code of who steps in."""
    try:
        return next_substitute(lot, roster, steps, leaving.code)
    except StratumTooSmall as error:
        raise DrawRefused(f"“{leaving.stratum}”的候补已经用完，没有可以递补的。") from error


def _write(draw: Draw, label: str, leaving: RosterEntry, entering: RosterEntry, why: Why) -> Substitution:
    number = (draw.substitutions.aggregate(last=Max("number"))["last"] or 0) + 1
    return Substitution.objects.create(
        draw=draw,
        number=number,
        withdrawn=leaving,
        replacement=entering,
        label=label,
        reason=why.reason,
        evidence=why.evidence,
        made_by=why.actor,
        actor_post=why.post,
        made_at=timezone.now(),
    )


def _check_evidence(evidence: str, leaving: RosterEntry) -> None:
    if len(evidence.strip()) > MAX_EVIDENCE:
        raise DrawRefused(f"依据不超过 {MAX_EVIDENCE} 字。")
    if LONG_NUMBER.search(evidence):
        raise DrawRefused("依据会随抽取包公布，不要写电话等号码。")
    if leaving.person_commit and leaving.label in evidence:
        raise DrawRefused("依据会随抽取包公布，不要写姓名；可写“电话记录第几号”。")
