"""Tablets of the hall: staff add, renumber and retire them; a tablet enrols once and reports what it has still to deliver.

Enrolling and reporting leave no audit event: reports only overwrite, and their minute is coarse.
"""

import secrets
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from ballots.models import Tablet, Vote
from ballots.queries.tablets import tablet_of_token, tablets_in_lane, token_digest
from ballots.services.casting import Outcome
from ballots.services.keys import make_unsent_key
from ballots.services.moves import VoteRefused, lock, require
from ballots.services.throttle import enrol_failures
from ballots.sql import connecting
from registry.models import User
from registry.services.audit import change
from rulebook.ballot.codes import ALPHABET, plain_code
from rulebook.lifecycle.vote import VoteState as S

ENROLLING = (S.PREPARING, S.TESTING, S.READY, S.OPEN)
HIGHEST_NUMBER = 999
MOST_UNSENT = 100_000
TOKEN_BYTES = 32
ENROL_LETTERS = 12
UNKNOWN = Outcome(404, "登记码不对或已经用过，请在投票控制页重新生成。")


def add_tablet(*, actor: User, vote: Vote, number: int) -> tuple[Tablet, str]:
    """A place for the tablet of this number and its enrolment code, which is told once and works once.

    A tablet that is enrolled under the number already is retired, and told so when it reports.
    """
    with change(actor, "add_tablet", vote) as log:
        lock(vote)
        require(vote, *ENROLLING, doing="登记平板")
        _check_number(number)
        _retire(Tablet.objects.filter(vote=vote, number=number, retired=False))
        if not vote.wrap_public:
            vote.wrap_public = make_unsent_key(vote.pk)
            vote.save(update_fields=["wrap_public"])
        code = "".join(secrets.choice(ALPHABET) for _ in range(ENROL_LETTERS))
        tablet = Tablet.objects.create(vote=vote, number=number, enrol_hash=token_digest(code))
        log.note(number=number)
    return tablet, code


def renumber_tablet(*, actor: User, tablet: Tablet, number: int) -> None:
    """Another number for the same device; it stays enrolled."""
    with change(actor, "renumber_tablet", tablet.vote) as log:
        lock(tablet.vote)
        _check_number(number)
        alike = Tablet.objects.filter(vote=tablet.vote, number=number, retired=False).exclude(pk=tablet.pk)
        if alike.exists():
            raise VoteRefused(f"已有 {number} 号平板。")
        log.note(was=tablet.number, number=number)
        tablet.number = number
        tablet.save(update_fields=["number"])


def retire_tablet(*, actor: User, tablet: Tablet) -> None:
    """No voter may start on it any more; what it has still to deliver it may deliver, and closing waits for that."""
    with change(actor, "retire_tablet", tablet.vote) as log:
        lock(tablet.vote)
        if tablet.retired:
            raise VoteRefused("这台平板已经停用。")
        _retire(Tablet.objects.filter(pk=tablet.pk))
        tablet.retired = True
        log.note(number=tablet.number)


def enrol_tablet(*, vote: int, code: str, former: str = "") -> tuple[Outcome, Tablet | None, str]:
    """Give the device that brings the enrolment code its token; the code is spent. (outcome, tablet, token).

    ``former``: the token it held before, if any; what it has still to deliver is reported under the new one from now on,
    and the conflicts it met go with it.
    """
    plain = plain_code(code)
    found = tablets_in_lane().filter(
        enrol_hash=token_digest(plain), retired=False, vote_id=min(vote, connecting.HIGHEST_VOTE)
    )
    tablet = found.first()
    if tablet is None:
        # The right code always enrols, whatever others have guessed meanwhile.
        if enrol_failures.too_many(plain):
            return Outcome(429, "出错次数过多，请等一分钟再试。"), None, ""
        enrol_failures.failed(plain)
        return UNKNOWN, None, ""
    if tablet.vote.state not in ENROLLING:
        return Outcome(403, "投票已开始截止，不再登记平板。"), None, ""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    if not found.update(enrol_hash="", token_hash=token_digest(token), seen_at=_minute()):
        return UNKNOWN, None, ""
    was = tablet_of_token(vote, former)
    if was is not None:
        Tablet.objects.filter(pk=tablet.pk).update(conflicts=was.conflicts)
        Tablet.objects.filter(pk=was.pk).update(retired=True, settled=True, unsent=0, conflicts=0)
    return Outcome(201, "本机已登记。"), tablet, token


def report_tablet(
    *, vote: int, token: str, unsent: int, conflicts: int, busy: bool = False, knows: str = ""
) -> Tablet | None:
    """Overwrite what is known of a tablet. None for a token that no tablet holds.

    Once the vote is closing, a report counts only if the tablet knows it (``knows``: the state it last heard of), for
    only then it starts no voter; whoever is still filling in (``busy``) is one ballot to wait for. Conflicts never fall:
    each is a ballot that was not counted, and a tablet whose memory was wiped knows nothing of it.
    """
    tablet = tablet_of_token(vote, token)
    if tablet is None:
        return None
    closing = tablet.vote.state == S.CLOSING
    tablet.unsent = min(max(unsent, 0) + (1 if closing and busy else 0), MOST_UNSENT)
    tablet.conflicts = min(max(conflicts, tablet.conflicts), MOST_UNSENT)
    if not closing or knows == S.CLOSING:
        tablet.seen_at = _minute()
    tablet.save(update_fields=["unsent", "conflicts", "seen_at"])
    return tablet


def expect_reports(vote: Vote) -> None:
    """From now on every tablet counts as silent until it reports again; closing begins.

    A retired one too, if it was in use once the vote was open: a tablet put aside without a network may hold ballots.
    """
    opened = (vote.opened_at or timezone.now()).replace(second=0, microsecond=0)
    Tablet.objects.filter(vote=vote).exclude(retired=True, seen_at__lt=opened).update(seen_at=None)


def _minute() -> datetime:
    return timezone.now().replace(second=0, microsecond=0)


def _retire(found: QuerySet[Tablet]) -> None:
    found.update(retired=True, enrol_hash="")


def _check_number(number: int) -> None:
    if not 1 <= number <= HIGHEST_NUMBER:
        raise VoteRefused(f"平板号应为 1 至 {HIGHEST_NUMBER}。")
