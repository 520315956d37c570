"""Who may take the steps of a meeting, from the pool to the archive."""

from collections.abc import Sequence

from draws.access import may_substitute
from draws.models import Draw
from evaluations.meetings.access.answers import in_state, outside
from evaluations.meetings.access.sitting import statements_made
from evaluations.meetings.models import Activity, Meeting
from registry.access import YES, Answer, AnyUser, first_no, held, holds
from registry.roles import Capability
from rulebook.lifecycle.draw import DrawState
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.vote import VoteState

S = MeetingState
SEALED = frozenset({VoteState.SEALED, VoteState.PUBLISHED})


def may_create_activity(user: AnyUser) -> Answer:
    if holds(user, Capability.MANAGE_ROUNDS):
        return YES
    return Answer(False, "须由监察室人员办理。", by_post=True)


def may_edit_activity(user: AnyUser, activity: Activity) -> Answer:
    real = Answer(activity.rehearsal_of_id is None, "演练照会议而建，不能另行修改。")
    return first_no(held(user, activity.bureau, Capability.MANAGE_ROUNDS), real)


def may_manage_meeting(user: AnyUser, meeting: Meeting) -> Answer:
    """Set up, edit, notify, feed back, archive."""
    return held(user, meeting.office, Capability.MANAGE_ROUNDS)


def may_edit_meeting(user: AnyUser, meeting: Meeting) -> Answer:
    states = (S.DRAFT, S.POOL, S.DRAWN, S.NOTIFIED)
    return first_no(may_manage_meeting(user, meeting), in_state(meeting, *states))


def may_open_pool(user: AnyUser, meeting: Meeting) -> Answer:
    return first_no(may_manage_meeting(user, meeting), in_state(meeting, S.DRAFT))


def may_close_pool(user: AnyUser, meeting: Meeting) -> Answer:
    free = Answer(meeting.draw_id is None, "抽取已准备，须先作废抽取。")
    unasked = Answer(meeting.vote_id is None, "投票已按现有述职人员准备，须先作废投票。")
    return first_no(may_manage_meeting(user, meeting), in_state(meeting, S.POOL), free, unasked)


def _pool_is_open(user: AnyUser, meeting: Meeting) -> Answer:
    own = outside(user, meeting, "被评议单位的人员不得接触本单位的名册。")
    draw = meeting.draw
    unlocked = Answer(draw is None or draw.state == DrawState.DRAFT, "抽取名册已锁定，不能再改。")
    return first_no(own, in_state(meeting, S.POOL), unlocked)


def may_enter_consumers(user: AnyUser, meeting: Meeting) -> Answer:
    """The consumers' list is entered by the drawing body (S0-02)."""
    return first_no(held(user, meeting.office, Capability.ENTER_CONSUMERS), _pool_is_open(user, meeting))


def may_exclude(user: AnyUser, meeting: Meeting) -> Answer:
    post = held(user, meeting.office, Capability.MANAGE_ROUNDS, Capability.ENTER_CONSUMERS)
    return first_no(post, _pool_is_open(user, meeting))


def may_engage(user: AnyUser, meeting: Meeting) -> Answer:
    own = outside(user, meeting, "被评议单位的人员不得聘请本单位的评议员。")
    return first_no(may_manage_meeting(user, meeting), own, in_state(meeting, S.POOL, S.DRAWN, S.NOTIFIED))


def may_prepare_draw(user: AnyUser, meeting: Meeting) -> Answer:
    post = held(user, meeting.office, Capability.MANAGE_ROUNDS, Capability.RUN_DRAW)
    return first_no(post, _pool_is_open(user, meeting))


def may_notify(user: AnyUser, meeting: Meeting) -> Answer:
    draw: Draw | None = meeting.draw
    shown = Answer(
        draw is not None and draw.state in (DrawState.PUBLISHED, DrawState.ARCHIVED),
        "抽取结果尚未公布，公布后才能通知代表。",
    )
    ready = Answer(
        bool(meeting.held_on and meeting.held_at and meeting.place), "请先填写会议的日期、时间和地点。"
    )
    states = in_state(meeting, S.DRAWN, S.NOTIFIED, S.CHECK_IN)
    return first_no(may_manage_meeting(user, meeting), states, shown, ready)


def may_record_reply(user: AnyUser, meeting: Meeting) -> Answer:
    return first_no(may_manage_meeting(user, meeting), in_state(meeting, S.DRAWN, S.NOTIFIED, S.CHECK_IN))


def may_withdraw(user: AnyUser, meeting: Meeting) -> Answer:
    """Record that a member leaves; with a drawn one the next ticket steps in, so either side of the draw may."""
    post = YES
    if meeting.draw is None or not may_substitute(user, meeting.draw):
        post = held(user, meeting.office, Capability.RUN_DRAW, Capability.CONFIRM_DRAW)
    return first_no(post, in_state(meeting, S.DRAWN, S.NOTIFIED, S.CHECK_IN))


def may_open_check_in(user: AnyUser, meeting: Meeting, lacking: Sequence[str] = ()) -> Answer:
    """``lacking`` is what the preparation still lacks, as ``queries.preparation_gaps`` says (S0-21, S0-22)."""
    post = held(user, meeting.office, Capability.CHECK_IN)
    ready = Answer(
        bool(meeting.held_on and meeting.held_at and meeting.place), "请先填写会议的日期、时间和地点。"
    )
    more = f"会前准备共缺 {len(lacking)} 项。" if len(lacking) > 1 else ""
    prepared = Answer(not lacking, f"{lacking[0]}{more}" if lacking else "")
    return first_no(post, in_state(meeting, S.NOTIFIED), ready, prepared)


def may_check_in(user: AnyUser, meeting: Meeting) -> Answer:
    """Until the vote is closing; late arrivals enter."""
    post = held(user, meeting.office, Capability.CHECK_IN)
    vote = meeting.vote
    open_now = meeting.state == S.CHECK_IN or (
        meeting.state == S.VOTING and vote is not None and vote.state == VoteState.OPEN
    )
    closed = "投票已截止，签到结束。" if meeting.state == S.VOTING else "现在不是签到时间。"
    return first_no(post, Answer(open_now, closed))


def may_undo_check_in(user: AnyUser, meeting: Meeting) -> Answer:
    before = Answer(meeting.state == S.CHECK_IN, "投票已经开启，签到不能再撤销。")
    return first_no(may_check_in(user, meeting), before)


def may_postpone(user: AnyUser, meeting: Meeting) -> Answer:
    """Any time between draw and vote: the draw stays valid."""
    states = in_state(meeting, S.DRAWN, S.NOTIFIED, S.CHECK_IN)
    return first_no(may_manage_meeting(user, meeting), states)


def may_prepare_vote(user: AnyUser, meeting: Meeting) -> Answer:
    post = held(user, meeting.office, Capability.RUN_VOTE)
    none = Answer(meeting.vote_id is None, "投票已经准备。")
    return first_no(post, in_state(meeting, S.CHECK_IN), none)


def _sealed(meeting: Meeting) -> Answer:
    vote = meeting.vote
    return Answer(vote is not None and vote.state in SEALED, "票箱尚未封存，封存后才有结果。")


def may_view_internal_count(user: AnyUser, meeting: Meeting) -> Answer:
    post = held(user, meeting.office, Capability.VIEW_INTERNAL_COUNT)
    own = outside(user, meeting, "被评议单位的人员不得查看内部计票报告。")
    return first_no(post, own, _sealed(meeting))


def may_view_published(user: AnyUser, meeting: Meeting) -> Answer:
    vote = meeting.vote
    shown = Answer(
        vote is not None and vote.state == VoteState.PUBLISHED, "投票结果尚未公布，公布后才能查看公布件。"
    )
    return first_no(held(user, meeting.office, Capability.VIEW_ROUNDS), shown)


def may_make_report(user: AnyUser, meeting: Meeting) -> Answer:
    post = held(user, meeting.office, Capability.COUNT_VOTE)
    return first_no(post, in_state(meeting, S.COUNTED), _sealed(meeting))


def may_sign_count(user: AnyUser, meeting: Meeting) -> Answer:
    report = getattr(meeting, "count_report", None)
    made = Answer(report is not None and report.pdf_id is not None, "请先生成计票报告并打印签字。")
    post = held(user, meeting.office, Capability.SIGN_COUNT)
    return first_no(post, in_state(meeting, S.COUNTED, S.COUNT_SIGNED), made)


def may_feed_back(user: AnyUser, meeting: Meeting) -> Answer:
    answers = may_manage_meeting(user, meeting), in_state(meeting, S.COUNT_SIGNED)
    return first_no(*answers) if not all(each.allowed for each in answers) else statements_made(meeting)


def may_raise_from_meeting(user: AnyUser, meeting: Meeting) -> Answer:
    """Whoever runs problems above the office, once the count is sealed; a rehearsal leaves none."""
    counted = meeting.state in (S.COUNTED, S.COUNT_SIGNED, S.FED_BACK)
    return first_no(
        held(user, meeting.office, Capability.RUN_MATTERS),
        outside(user, meeting, "本单位的人不能登记本单位的问题。"),
        Answer(meeting.activity.rehearsal_of_id is None, "演练的意见不列入问题整改。"),
        Answer(counted, "计票封存之后、归档之前，意见才能列入问题整改。"),
    )


def may_archive(user: AnyUser, meeting: Meeting) -> Answer:
    vote = meeting.vote
    shown = Answer(
        vote is not None and vote.state == VoteState.PUBLISHED, "投票结果尚未公布，公布后才能归档。"
    )
    return first_no(may_manage_meeting(user, meeting), in_state(meeting, S.FED_BACK), shown)


def may_void_meeting(user: AnyUser, meeting: Meeting) -> Answer:
    free = Answer(
        meeting.draw_id is None and meeting.vote_id is None,
        "会议还有有效的抽取或投票，须先由两人在抽取页或投票页作废。",
    )
    return first_no(may_manage_meeting(user, meeting), free, in_state(meeting, S.DRAFT, S.POOL))
