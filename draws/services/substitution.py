"""递补: whoever leaves is replaced by the next unused ticket of the same order, step by step on record (S0-07)."""

import re

from django.db.models import Max
from django.utils import timezone

from draws.access import acting_post
from draws.models import SUBSTITUTION_REASONS, Draw, RosterEntry, Substitution
from draws.ports import origin_of
from draws.queries.records import lots_of, nested, roster_of, steps_of
from draws.services.moving import DrawRefused
from registry.models import User
from registry.services.audit import change
from rulebook.draw.errors import StratumTooSmall
from rulebook.draw.selection import members, next_substitute
from rulebook.lifecycle.draw import DrawState

SUBSTITUTION_STATES = frozenset({DrawState.DRAWN, DrawState.PUBLISHED})
MAX_EVIDENCE = 200
LONG_NUMBER = re.compile(r"\d{7,}")


def substitute(
    *, actor: User, draw: Draw, withdrawn: RosterEntry, reason: str, evidence: str = ""
) -> Substitution:
    """Replace one of those selected by the next unused ticket; who left never comes back.

    ``evidence`` is published with the step. Raises ``DrawRefused`` in a wrong state, for somebody who holds no seat, for
    an unknown reason, for evidence that names a person or holds a telephone number, and when no alternate is left.
    """
    if reason not in dict(SUBSTITUTION_REASONS):
        raise DrawRefused("请选择递补原因。")
    with change(actor, "substitute", draw) as log:
        row = Draw.objects.select_for_update(of=("self",)).select_related("unit").get(pk=draw.pk)
        if row.state not in SUBSTITUTION_STATES:
            raise DrawRefused(f"抽取现为“{row.get_state_display()}”，不能递补。")
        if nested(row):
            raise DrawRefused("本次抽取前后环节相互衔接，不能递补；缺席的按实到计票。")
        leaving = RosterEntry.objects.select_for_update(of=("self",)).get(pk=withdrawn.pk, draw=row)
        if leaving.outcome == "withdrawn":
            raise DrawRefused("这一名已经退出，并已由他人递补。")
        _check_evidence(evidence, leaving)
        label, code = _next(row, leaving)
        entering = row.entries.get(code=code)
        number = (row.substitutions.aggregate(last=Max("number"))["last"] or 0) + 1
        step = Substitution.objects.create(
            draw=row,
            number=number,
            withdrawn=leaving,
            replacement=entering,
            label=label,
            reason=reason,
            evidence=evidence.strip(),
            made_by=actor,
            actor_post=acting_post(actor, row),
            made_at=timezone.now(),
        )
        RosterEntry.objects.filter(pk=leaving.pk).update(outcome="withdrawn")
        RosterEntry.objects.filter(pk=entering.pk).update(outcome="selected")
        log.note(number=number, withdrawn=leaving.code, replacement=code, reason=reason)
        origin_of(row).moved(row, actor)
    return step


def _next(draw: Draw, leaving: RosterEntry) -> tuple[str, str]:
    """(stage string, code) of who steps in."""
    roster, steps = roster_of(draw), steps_of(draw)
    seated = [lot for lot in lots_of(draw) if leaving.code in members(lot, steps)]
    if not seated:
        raise DrawRefused("只有抽中的才能递补。")
    try:
        return seated[-1].label, next_substitute(seated[-1], roster, steps, leaving.code)
    except StratumTooSmall as error:
        raise DrawRefused(f"“{leaving.stratum}”的候补已经用完，没有可以递补的。") from error


def _check_evidence(evidence: str, leaving: RosterEntry) -> None:
    if len(evidence.strip()) > MAX_EVIDENCE:
        raise DrawRefused(f"依据不超过 {MAX_EVIDENCE} 字。")
    if LONG_NUMBER.search(evidence):
        raise DrawRefused("依据会随抽取包公布，不要写电话等号码。")
    if leaving.person_commit and leaving.label in evidence:
        raise DrawRefused("依据会随抽取包公布，不要写姓名；可写“电话记录第几号”。")
