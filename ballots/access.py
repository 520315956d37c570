"""Who may see and run a vote. Rights come from posts within the vote's unit; nobody holds a right on a single ballot."""

from django.db.models import Q, QuerySet

from ballots.models import PaperEntry, ReleasedOpinion, ReplySlip, Tablet, Vote
from ballots.ports import origin_of, origins
from registry.access import Answer, AnyUser, first_no, held, unit_ids_with
from registry.models import User
from registry.roles import Capability


def votes_for(user: AnyUser) -> QuerySet[Vote]:
    """Votes of the units in which the user has the part that their owner asks for; what else is invisible answers as not found."""
    seen = Q(pk__in=[])
    for view in {origin.view for origin in origins.values()}:
        kinds = [origin.kind for origin in origins.values() if origin.view == view]
        seen |= Q(origin_kind__in=kinds, unit__in=unit_ids_with(user, view))
    return Vote.objects.filter(seen)


def visible_vote(user: AnyUser, pk: int) -> Vote | None:
    """One vote, if posts allow it and the wing it comes from agrees."""
    vote = votes_for(user).select_related("unit").filter(pk=pk).first()
    if vote is None or not isinstance(user, User):
        return None
    return vote if origin_of(vote).may_see(user, vote) else None


def may_print_cards(user: AnyUser, vote: Vote) -> Answer:
    return held(user, vote.unit, Capability.PRINT_CARDS)


def may_run_vote(user: AnyUser, vote: Vote) -> Answer:
    return held(user, vote.unit, origin_of(vote).run)


def may_confirm_vote(user: AnyUser, vote: Vote) -> Answer:
    """The watcher: confirms opening, an exceptional close, publication and voiding, never what he asked himself."""
    return held(user, vote.unit, origin_of(vote).confirm)


def may_attend_vote(user: AnyUser, vote: Vote) -> Answer:
    """One of the two sides of a vote: voids cards by scanning, counts them by hand, and offers the screen for confirming."""
    return held(user, vote.unit, origin_of(vote).run, origin_of(vote).confirm)


def may_handle_tablets(user: AnyUser, vote: Vote) -> Answer:
    """Sets up tablets and sees what each has still to deliver: who runs the vote, and who stands at the door."""
    return held(user, vote.unit, origin_of(vote).run, Capability.CHECK_IN)


def tablet_of(vote: Vote, pk: int) -> Tablet | None:
    """One tablet of a vote that the user has come to through ``visible_vote``."""
    return Tablet.objects.filter(vote=vote, pk=pk).select_related("vote").first()


def may_count_vote(user: AnyUser, vote: Vote) -> Answer:
    return held(user, vote.unit, Capability.COUNT_VOTE)


def may_handle_paper(user: AnyUser, vote: Vote) -> Answer:
    """One of those who give paper out, open its box, enter its sheets or decide on them."""
    return held(user, vote.unit, origin_of(vote).run, origin_of(vote).confirm, Capability.COUNT_VOTE)


def may_decide_paper(user: AnyUser, vote: Vote) -> Answer:
    """The watcher or the inspectorate, with the sheet in hand; never whoever entered one of its readings."""
    return may_confirm_vote(user, vote) or (may_run_vote(user, vote) and may_count_vote(user, vote))


def has_entered_paper(user: AnyUser, vote: Vote) -> bool:
    """A clerk of this vote, who must not learn what the other read."""
    return PaperEntry.objects.filter(sheet__vote=vote, entered_by=user.pk).exists()


def may_view_internal_count(user: AnyUser, vote: Vote) -> Answer:
    closed = origin_of(vote).counts_closed(vote)
    return first_no(held(user, vote.unit, Capability.VIEW_INTERNAL_COUNT), Answer(not closed, closed))


def may_screen_opinions(user: AnyUser, vote: Vote) -> Answer:
    """Reads opinions as they were written and decides what others may read (S0-19)."""
    return held(user, vote.unit, Capability.SCREEN_OPINIONS)


def may_view_opinions(user: AnyUser, vote: Vote) -> Answer:
    """Reads opinions once they are screened."""
    return held(user, vote.unit, Capability.VIEW_OPINIONS)


def may_view_slips(user: AnyUser, vote: Vote) -> Answer:
    """Sees who asked for a reply: the inspectorate only, each look logged (S0-19)."""
    return held(user, vote.unit, Capability.VIEW_REPLY_SLIPS)


def opinion_of(vote: Vote, pk: int) -> ReleasedOpinion | None:
    """One released opinion of a vote that the user has come to through ``visible_vote``."""
    return ReleasedOpinion.objects.filter(vote=vote, pk=pk).first()


def slip_of(vote: Vote, pk: str) -> ReplySlip | None:
    """One reply slip of a vote that the user has come to through ``visible_vote``."""
    return ReplySlip.objects.filter(vote=vote, pk=pk).first()
