"""Who may see and do what in rounds and meetings. Every ``may_…`` says why not, for the button that stands disabled."""

from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from ballots.models import Vote
from draws.access import may_substitute
from draws.models import Draw
from evaluations.models import Activity, Meeting, ReportingOfficer
from registry.access import AnyUser, current_posts, holds, may_view_contacts, unit_ids_with
from registry.models import Person, Role, Unit
from registry.models.units import UnitKind
from registry.roles import CAPABILITIES, Capability, roles_with
from rulebook.lifecycle.draw import DrawState
from rulebook.lifecycle.meeting import MEETING, MeetingState
from rulebook.lifecycle.vote import VoteState

S = MeetingState
OPEN_RESULT = frozenset({S.FED_BACK, S.ARCHIVED})
COUNTED = frozenset({S.COUNTED, S.COUNT_SIGNED, S.FED_BACK, S.ARCHIVED})
SEALED = frozenset({VoteState.SEALED, VoteState.PUBLISHED})
POOL_READERS = (Capability.MANAGE_ROUNDS, Capability.ENTER_CONSUMERS, Capability.VIEW_DRAWS)


class Answer(NamedTuple):
    """Whether, and if not, the sentence that says what is missing; ``by_post``: it is the user's post that lacks it."""

    allowed: bool
    reason: str = ""
    by_post: bool = False


YES = Answer(True)


def _holds(user: AnyUser, unit: Unit, *capabilities: Capability) -> Answer:
    if any(holds(user, capability, unit) for capability in capabilities):
        return YES
    roles = {role for capability in capabilities for role in roles_with(capability)}
    names = "、".join(role.label for role in Role if role in roles)
    return Answer(False, f"须由{names}办理。", by_post=True)


def _in_state(meeting: Meeting, *states: MeetingState) -> Answer:
    if meeting.state in states:
        return YES
    wanted = "”“".join(MEETING.label(state) for state in states)
    return Answer(False, f"会议现为“{MEETING.label(meeting.state)}”，在“{wanted}”时才能办理。")


def first_no(*answers: Answer) -> Answer:
    """The first refusal, or yes."""
    return next((answer for answer in answers if not answer.allowed), YES)


def is_of_the_office(user: AnyUser, office_id: int) -> bool:
    """Whether the user holds a post in the very office that is assessed (S0-03: it sees nothing of its pool)."""
    return any(post.unit_id == office_id for post in current_posts(user))


def _outside(user: AnyUser, meeting: Meeting, reason: str) -> Answer:
    return Answer(False, reason, by_post=True) if is_of_the_office(user, meeting.office_id) else YES


def activities_for(user: AnyUser) -> QuerySet[Activity]:
    """Rounds of which the user sees at least a part."""
    units = unit_ids_with(user, Capability.VIEW_ROUNDS)
    seen = Activity.objects.filter(Q(bureau__in=units) | Q(meetings__office__in=units))
    return seen.select_related("bureau", "group_office").distinct()


def meetings_for(user: AnyUser) -> QuerySet[Meeting]:
    """Meetings of the offices in which the user may follow rounds."""
    units = unit_ids_with(user, Capability.VIEW_ROUNDS)
    rows = Meeting.objects.filter(office__in=units)
    return rows.select_related(
        "activity", "activity__bureau", "activity__group_office", "office", "draw", "vote"
    )


def pool_units(user: AnyUser) -> set[int]:
    """Offices whose pools the user may read; never one in which he holds a post."""
    units: set[int] = set()
    for capability in POOL_READERS:
        units |= unit_ids_with(user, capability)
    return units - {post.unit_id for post in current_posts(user)}


def pools_for(user: AnyUser) -> QuerySet[Meeting]:
    """Meetings whose pool the user may read."""
    return meetings_for(user).filter(office__in=pool_units(user))


def may_read_pool(user: AnyUser, meeting: Meeting) -> bool:
    return meeting.office_id in pool_units(user)


def meetings_of_round(user: AnyUser, activity: Activity) -> QuerySet[Meeting]:
    """Meetings of one round that the user may see, by office."""
    return meetings_for(user).filter(activity=activity).order_by("office__code", "pk")


def own_results_for(user: AnyUser) -> QuerySet[Meeting]:
    """Meetings whose result was fed back to the office that the user heads or helps to head (S0-20)."""
    own = {
        post.unit_id
        for post in current_posts(user)
        if Capability.VIEW_OWN_RESULT in CAPABILITIES[Role(post.role)]
    }
    rows = Meeting.objects.filter(office__in=own, state__in=OPEN_RESULT)
    return rows.select_related("activity", "office", "vote")


def own_officer(user: AnyUser, meeting: Meeting) -> ReportingOfficer | None:
    """The reporting officer that the user is: by the person of his post, else by his name in this office."""
    posts = [post for post in current_posts(user) if post.unit_id == meeting.office_id]
    persons = {post.person_id for post in posts if post.person_id}
    name = getattr(user, "name", "")
    for officer in meeting.officers.all():
        if officer.person_id in persons or (posts and not persons and officer.name == name):
            return officer
    return None


def heads_office(user: AnyUser, meeting: Meeting) -> bool:
    """Whether the office's own result goes to this user: its head answers for it (S0-20)."""
    return any(post.unit_id == meeting.office_id and post.role == Role.HEAD for post in current_posts(user))


def listed_persons(meeting: Meeting) -> QuerySet[Person]:
    """Persons on the meeting's consumers' list."""
    return Person.objects.filter(pk__in=meeting.consumers.values("person"))


def may_follow_rounds(user: AnyUser) -> bool:
    """Whether the menu shows 述职述廉."""
    return holds(user, Capability.VIEW_ROUNDS) or holds(user, Capability.VIEW_OWN_RESULT)


def bureaus_managed(user: AnyUser) -> QuerySet[Unit]:
    """Bureaus in which the user may set up a round."""
    units = unit_ids_with(user, Capability.MANAGE_ROUNDS)
    return Unit.objects.filter(pk__in=units, kind__in=[UnitKind.BUREAU, UnitKind.COUNTY])


def may_create_activity(user: AnyUser) -> Answer:
    if holds(user, Capability.MANAGE_ROUNDS):
        return YES
    return Answer(False, "须由监察室人员办理。", by_post=True)


def may_edit_activity(user: AnyUser, activity: Activity) -> Answer:
    return _holds(user, activity.bureau, Capability.MANAGE_ROUNDS)


def may_manage_meeting(user: AnyUser, meeting: Meeting) -> Answer:
    """Set up, edit, notify, feed back, archive."""
    return _holds(user, meeting.office, Capability.MANAGE_ROUNDS)


def may_edit_meeting(user: AnyUser, meeting: Meeting) -> Answer:
    states = (S.DRAFT, S.POOL, S.DRAWN, S.NOTIFIED, S.CHECK_IN)
    return first_no(may_manage_meeting(user, meeting), _in_state(meeting, *states))


def may_open_pool(user: AnyUser, meeting: Meeting) -> Answer:
    return first_no(may_manage_meeting(user, meeting), _in_state(meeting, S.DRAFT))


def may_close_pool(user: AnyUser, meeting: Meeting) -> Answer:
    free = Answer(meeting.draw_id is None, "抽取已准备，须先作废抽取。")
    unasked = Answer(meeting.vote_id is None, "投票已按现有述职人员准备，须先作废投票。")
    return first_no(may_manage_meeting(user, meeting), _in_state(meeting, S.POOL), free, unasked)


def _pool_is_open(user: AnyUser, meeting: Meeting) -> Answer:
    own = _outside(user, meeting, "被评议单位的人员不得接触本单位的名册。")
    draw = meeting.draw
    unlocked = Answer(draw is None or draw.state == DrawState.DRAFT, "抽取名册已锁定，不能再改。")
    return first_no(own, _in_state(meeting, S.POOL), unlocked)


def may_enter_consumers(user: AnyUser, meeting: Meeting) -> Answer:
    """The consumers' list is entered by the drawing body (S0-02)."""
    return first_no(_holds(user, meeting.office, Capability.ENTER_CONSUMERS), _pool_is_open(user, meeting))


def may_exclude(user: AnyUser, meeting: Meeting) -> Answer:
    held = _holds(user, meeting.office, Capability.MANAGE_ROUNDS, Capability.ENTER_CONSUMERS)
    return first_no(held, _pool_is_open(user, meeting))


def may_engage(user: AnyUser, meeting: Meeting) -> Answer:
    own = _outside(user, meeting, "被评议单位的人员不得聘请本单位的评议员。")
    return first_no(may_manage_meeting(user, meeting), own, _in_state(meeting, S.POOL, S.DRAWN, S.NOTIFIED))


def may_prepare_draw(user: AnyUser, meeting: Meeting) -> Answer:
    held = _holds(user, meeting.office, Capability.MANAGE_ROUNDS, Capability.RUN_DRAW)
    return first_no(held, _pool_is_open(user, meeting))


def may_notify(user: AnyUser, meeting: Meeting) -> Answer:
    draw: Draw | None = meeting.draw
    shown = Answer(
        draw is not None and draw.state in (DrawState.PUBLISHED, DrawState.ARCHIVED),
        "抽取结果尚未公布，公布后才能通知代表。",
    )
    ready = Answer(
        bool(meeting.held_on and meeting.held_at and meeting.place), "请先填写会议的日期、时间和地点。"
    )
    states = _in_state(meeting, S.DRAWN, S.NOTIFIED, S.CHECK_IN)
    return first_no(may_manage_meeting(user, meeting), states, shown, ready)


def may_record_reply(user: AnyUser, meeting: Meeting) -> Answer:
    return first_no(may_manage_meeting(user, meeting), _in_state(meeting, S.DRAWN, S.NOTIFIED, S.CHECK_IN))


def may_withdraw(user: AnyUser, meeting: Meeting) -> Answer:
    """Record that a member leaves; with a drawn one the next ticket steps in, so either side of the draw may."""
    held = YES
    if meeting.draw is None or not may_substitute(user, meeting.draw):
        held = _holds(user, meeting.office, Capability.RUN_DRAW, Capability.CONFIRM_DRAW)
    return first_no(held, _in_state(meeting, S.DRAWN, S.NOTIFIED, S.CHECK_IN))


def may_open_check_in(user: AnyUser, meeting: Meeting) -> Answer:
    held = _holds(user, meeting.office, Capability.CHECK_IN)
    ready = Answer(
        bool(meeting.held_on and meeting.held_at and meeting.place), "请先填写会议的日期、时间和地点。"
    )
    return first_no(held, _in_state(meeting, S.NOTIFIED), ready)


def may_check_in(user: AnyUser, meeting: Meeting) -> Answer:
    """Until the vote is closing; late arrivals enter."""
    held = _holds(user, meeting.office, Capability.CHECK_IN)
    vote = meeting.vote
    open_now = meeting.state == S.CHECK_IN or (
        meeting.state == S.VOTING and vote is not None and vote.state == VoteState.OPEN
    )
    closed = "投票已截止，签到结束。" if meeting.state == S.VOTING else "现在不是签到时间。"
    return first_no(held, Answer(open_now, closed))


def may_undo_check_in(user: AnyUser, meeting: Meeting) -> Answer:
    before = Answer(meeting.state == S.CHECK_IN, "投票已经开启，签到不能再撤销。")
    return first_no(may_check_in(user, meeting), before)


def may_postpone(user: AnyUser, meeting: Meeting) -> Answer:
    return first_no(may_manage_meeting(user, meeting), _in_state(meeting, S.CHECK_IN))


def may_prepare_vote(user: AnyUser, meeting: Meeting) -> Answer:
    held = _holds(user, meeting.office, Capability.RUN_VOTE)
    none = Answer(meeting.vote_id is None, "投票已经准备。")
    return first_no(held, _in_state(meeting, S.CHECK_IN), none)


def _sealed(meeting: Meeting) -> Answer:
    vote = meeting.vote
    return Answer(vote is not None and vote.state in SEALED, "票箱尚未封存，封存后才有结果。")


def may_view_internal_count(user: AnyUser, meeting: Meeting) -> Answer:
    held = _holds(user, meeting.office, Capability.VIEW_INTERNAL_COUNT)
    own = _outside(user, meeting, "被评议单位的人员不得查看内部计票报告。")
    return first_no(held, own, _sealed(meeting))


def may_view_published(user: AnyUser, meeting: Meeting) -> Answer:
    vote = meeting.vote
    shown = Answer(
        vote is not None and vote.state == VoteState.PUBLISHED, "投票结果尚未公布，公布后才能查看公布件。"
    )
    return first_no(_holds(user, meeting.office, Capability.VIEW_ROUNDS), shown)


def may_make_report(user: AnyUser, meeting: Meeting) -> Answer:
    held = _holds(user, meeting.office, Capability.COUNT_VOTE)
    return first_no(held, _in_state(meeting, S.COUNTED), _sealed(meeting))


def may_sign_count(user: AnyUser, meeting: Meeting) -> Answer:
    report = getattr(meeting, "count_report", None)
    made = Answer(report is not None and report.pdf_id is not None, "请先生成计票报告并打印签字。")
    held = _holds(user, meeting.office, Capability.SIGN_COUNT)
    return first_no(held, _in_state(meeting, S.COUNTED), made)


def may_feed_back(user: AnyUser, meeting: Meeting) -> Answer:
    return first_no(may_manage_meeting(user, meeting), _in_state(meeting, S.COUNT_SIGNED))


def may_archive(user: AnyUser, meeting: Meeting) -> Answer:
    vote = meeting.vote
    shown = Answer(
        vote is not None and vote.state == VoteState.PUBLISHED, "投票结果尚未公布，公布后才能归档。"
    )
    return first_no(may_manage_meeting(user, meeting), _in_state(meeting, S.FED_BACK), shown)


def may_void_meeting(user: AnyUser, meeting: Meeting) -> Answer:
    free = Answer(
        meeting.draw_id is None and meeting.vote_id is None,
        "会议还有有效的抽取或投票，须先由两人在抽取页或投票页作废。",
    )
    return first_no(may_manage_meeting(user, meeting), free, _in_state(meeting, S.DRAFT, S.POOL))


def may_see_draw(user: AnyUser, draw: Draw) -> bool:
    """Asked by ``draws``: whoever follows the office's rounds, but nobody of the office itself (S0-03). No query."""
    return draw.unit_id in unit_ids_with(user, Capability.VIEW_ROUNDS) and not is_of_the_office(
        user, draw.unit_id
    )


def may_open_draw(user: AnyUser, draw: Draw) -> bool:
    """Whether the draw's own page opens to the user."""
    held = holds(user, Capability.VIEW_DRAWS, draw.unit) or holds(user, Capability.RUN_DRAW, draw.unit)
    return held and may_see_draw(user, draw)


def may_see_vote(user: AnyUser, vote: Vote) -> bool:
    """Asked by ``ballots``: whoever follows the office's rounds, but nobody of the office itself (S0-19). No query."""
    return vote.unit_id in unit_ids_with(user, Capability.VIEW_ROUNDS) and not is_of_the_office(
        user, vote.unit_id
    )


def members_meetings_for(user: AnyUser) -> QuerySet[Meeting]:
    """Meetings whose members the user may see; never those of an office in which he holds a post (S0-19)."""
    return meetings_for(user).exclude(office__in={post.unit_id for post in current_posts(user)})


def sees_contacts(user: AnyUser, meeting: Meeting) -> bool:
    """Whether telephone numbers stand in full; to everybody else they are masked."""
    return may_view_contacts(user, meeting.office)


def meetings_under_way(user: AnyUser) -> QuerySet[Meeting]:
    """Meetings that still wait for something, the earliest first."""
    rows = meetings_for(user).exclude(state__in=[S.ARCHIVED, S.VOID])
    return rows.order_by(F("held_on").asc(nulls_last=True), "office__code")
