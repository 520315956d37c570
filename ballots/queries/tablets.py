"""The tablets of a vote: which are enrolled, what each has still to deliver, and for which of them closing waits."""

import hashlib

from django.db.models import QuerySet

from ballots.models import CodeIssued, Tablet, Vote
from ballots.sql import connecting, urn
from rulebook.lifecycle.vote import VoteState as S

OF_TABLET = ("number", "enrol_hash", "token_hash", "unsent", "conflicts", "seen_at", "retired", "settled")
OF_VOTE = ("vote__title", "vote__state", "vote__wrap_public")


def token_digest(token: str) -> str:
    """What is kept of a token or an enrolment code."""
    return hashlib.sha256(f"tablet\n{token}".encode("utf-8", "surrogatepass")).hexdigest()


def tablets_of(vote: Vote) -> QuerySet[Tablet]:
    """Every tablet of the vote, those in use first."""
    return Tablet.objects.filter(vote=vote).order_by("retired", "number", "pk")


def tablet_of_token(vote: int, token: str) -> Tablet | None:
    """The tablet that holds this token, retired or not."""
    if not token or vote > connecting.HIGHEST_VOTE:
        return None
    return tablets_in_lane().filter(vote=vote, token_hash=token_digest(token)).first()


def tablets_in_lane() -> QuerySet[Tablet]:
    """Tablets with that of their vote which the lane may read: its database role sees no more (``deploy/grants.sql``)."""
    return Tablet.objects.select_related("vote").only(*OF_TABLET, *OF_VOTE)


def issued_digests(vote: int) -> list[str]:
    """Digests of all cards of the vote, sorted: what a tablet must know to turn a foreign card away without a network."""
    return list(CodeIssued.objects.filter(vote=vote).order_by("hash").values_list("hash", flat=True))


def issued_by_unit(vote: int) -> dict[str, list[str]]:
    """Digests of the cards that name the unit they rate, under its name: a tablet shows it without a network too."""
    found: dict[str, list[str]] = {}
    for digest, unit in urn.issued_units(vote):
        found.setdefault(unit, []).append(digest)
    return found


def tablets_waited_for(vote: Vote) -> list[str]:
    """Why the vote may not be closed yet: tablets with undelivered ballots, or silent since closing began. In Chinese.

    A tablet retired while ballots were cast is waited for like any other; nobody waits for one never enrolled or settled.
    """
    if vote.state != S.CLOSING:
        return []
    reasons = []
    for tablet in tablets_of(vote).exclude(token_hash=""):
        if tablet.unsent:
            reasons.append(f"{tablet}还有 {tablet.unsent} 张选票未上传")
        elif tablet.seen_at is None and not tablet.settled:
            reasons.append(f"{tablet}在开始截止后还没有报告")
    return reasons
