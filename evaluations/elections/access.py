"""Who may see and run the departments' election; the assessed units read what is published of it (S3-19)."""

from django.db.models import Q, QuerySet

from ballots.models import Vote
from draws.models import Draw
from evaluations.elections.models import Election, ElectionUnit, PanelVote, Proposal
from registry.access import YES, Answer, AnyUser, first_no, held, holds, unit_ids_with
from registry.models import Unit
from registry.roles import Capability
from rulebook.lifecycle.election import ELECTION, ElectionState

S = ElectionState
COUNTS_CLOSED = "各层面全部封存以后，才能查看计票结果。"


def may_follow_elections(user: AnyUser) -> Answer:
    """Whether the menu shows 科室评选."""
    return held(user, None, Capability.VIEW_ROUNDS, Capability.VIEW_OWN_RESULT)


def elections_for(user: AnyUser) -> QuerySet[Election]:
    """Elections of the bureaus whose rounds the user follows; the assessed units see those that are published."""
    followed = Q(bureau__in=unit_ids_with(user, Capability.VIEW_ROUNDS))
    own = Q(units__unit__in=unit_ids_with(user, Capability.VIEW_OWN_RESULT), state=S.PUBLISHED)
    return Election.objects.filter(followed | own).select_related("bureau", "draw", "bulletin").distinct()


def run_elections_for(user: AnyUser) -> QuerySet[Election]:
    """Those whose panels, votes and dates the user may see before they are published."""
    units = unit_ids_with(user, Capability.VIEW_ROUNDS)
    return Election.objects.filter(bureau__in=units).select_related("bureau", "draw", "bulletin")


def runs_election(user: AnyUser, election: Election) -> bool:
    """Whether the user follows its preparation, and not only what is published of it."""
    return election.bureau_id in unit_ids_with(user, Capability.VIEW_ROUNDS)


def elections_to_decide(user: AnyUser) -> QuerySet[Election]:
    """Published elections whose consequences the user decides."""
    units = unit_ids_with(user, Capability.DECIDE_CONSEQUENCES)
    return Election.objects.filter(bureau__in=units, state=S.PUBLISHED)


def may_decide_any(user: AnyUser) -> bool:
    """Whether consequences can wait for the user at all."""
    return holds(user, Capability.DECIDE_CONSEQUENCES)


def unit_of(election: Election, pk: int) -> ElectionUnit | None:
    """One assessed unit of an election that the user has come to through ``elections_for``."""
    return election.units.select_related("unit", "election").filter(pk=pk).first()


def proposal_of(election: Election, pk: int) -> Proposal | None:
    """One proposed consequence of an election that the user has come to."""
    return Proposal.objects.filter(unit__election=election, pk=pk).select_related("unit").first()


def may_create_election(user: AnyUser) -> Answer:
    return held(user, None, Capability.MANAGE_ROUNDS)


def may_manage_election(user: AnyUser, election: Election, *states: ElectionState) -> Answer:
    """The inspectorate's steps, in these states (all if none is named)."""
    return first_no(held(user, election.bureau, Capability.MANAGE_ROUNDS), _in_state(election, *states))


def may_rehearse(user: AnyUser, election: Election) -> Answer:
    """Before the panels vote, and never a rehearsal of a rehearsal."""
    real = Answer(election.rehearsal_of_id is None, "演练不能再演练。")
    return first_no(may_manage_election(user, election, S.PREPARING, S.VOTING), real)


def may_fill_panels(user: AnyUser, election: Election) -> Answer:
    """Who sits in the panels; those of a rehearsal are stand-ins."""
    real = Answer(election.rehearsal_of_id is None, "演练的参评人员是替身，不登记、不抽取。")
    return first_no(may_manage_election(user, election, S.PREPARING, S.VOTING), real)


def may_publish(user: AnyUser, election: Election) -> Answer:
    real = Answer(election.rehearsal_of_id is None, "这是演练，不通报。")
    return first_no(may_manage_election(user, election, S.SCORED), real)


def may_view_scores(user: AnyUser, election: Election) -> Answer:
    """The internal edition: every panel and grade; each opening is audited. Nobody sees it while a panel is still to vote."""
    return first_no(held(user, election.bureau, Capability.VIEW_INTERNAL_COUNT), all_sealed(election))


def all_sealed(election: Election) -> Answer:
    """Whether the last panel is sealed: whoever still votes must not know how the others did, nor whom he sits with."""
    return Answer(election.state in (S.SCORED, S.PUBLISHED), COUNTS_CLOSED)


def may_make_election_report(user: AnyUser, election: Election) -> Answer:
    return first_no(held(user, election.bureau, Capability.COUNT_VOTE), _in_state(election, S.SCORED))


def may_sign_election_count(user: AnyUser, election: Election) -> Answer:
    return first_no(held(user, election.bureau, Capability.SIGN_COUNT), _in_state(election, S.SCORED))


def may_prepare_panel_vote(user: AnyUser, election: Election) -> Answer:
    return first_no(held(user, election.bureau, Capability.RUN_VOTE), _in_state(election, S.VOTING, S.SCORED))


def may_make_panel_keys(user: AnyUser, election: Election) -> Answer:
    """The keys of all panels at once; each vote is asked for itself as well."""
    return held(user, election.bureau, Capability.RUN_VOTE)


def may_count_panels(user: AnyUser, election: Election) -> Answer:
    """The counts of all panels at once; each vote is asked for itself as well."""
    return held(user, election.bureau, Capability.COUNT_VOTE)


def may_decide_consequences(user: AnyUser, election: Election) -> Answer:
    """A named leader (S3-14): nobody else confirms what follows for a unit or its head."""
    return first_no(
        held(user, election.bureau, Capability.DECIDE_CONSEQUENCES), _in_state(election, S.PUBLISHED)
    )


def may_confirm_publication(user: AnyUser, election: Election, asked_by: AnyUser) -> Answer:
    """The second person of the bulletin: the watcher or a leader, never the one who asked."""
    another = Answer(user != asked_by, "须由另一人确认，提请人不能确认自己的操作。")
    return first_no(
        another, held(user, election.bureau, Capability.CONFIRM_VOTE, Capability.DECIDE_CONSEQUENCES)
    )


def may_view_ledger(user: AnyUser, bureau: Unit) -> Answer:
    """The assessment ledger of all units: the leaders and the inspectorate."""
    return held(user, bureau, Capability.VIEW_TRENDS)


def may_see_election_draw(user: AnyUser, draw: Draw) -> bool:
    """Asked by ``draws``. No query."""
    return draw.unit_id in unit_ids_with(user, Capability.VIEW_DRAWS)


def election_result_closed(draw: Draw) -> str:
    """Why the public may not see who was drawn to rate which unit: who is known beforehand can be spoken to. Asked by ``draws``."""
    election = Election.objects.filter(draw=draw).first()
    over = election is None or election.state in (S.SCORED, S.PUBLISHED, S.VOID)
    return "" if over else "投票结束以前，不公开哪些企业、乡镇被抽去评议哪个单位。"


def may_see_panel_vote(user: AnyUser, vote: Vote) -> bool:
    """Asked by ``ballots``. No query."""
    return vote.unit_id in unit_ids_with(user, Capability.VIEW_ROUNDS)


def panel_counts_closed(vote: Vote) -> str:
    """Why a panel's sealed counts may not be seen; asked by ``ballots``. Those of a void vote are never seen."""
    row = PanelVote.objects.filter(vote=vote).select_related("election").first()
    return "" if row and all_sealed(row.election) else COUNTS_CLOSED


def _in_state(election: Election, *states: ElectionState) -> Answer:
    if not states or election.state in states:
        return YES
    wanted = "”“".join(ELECTION.label(state) for state in states)
    return Answer(False, f"评选现为“{election.get_state_display()}”，在“{wanted}”时才能办理。")
