"""The spine of a meeting: what is it, in what state, what is the next step; the rail of all steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from evaluations.meetings.access import seeing, sittings, steps
from evaluations.meetings.access.sitting import statements_made
from evaluations.meetings.queries import meetings
from registry.access import YES, Answer
from rulebook.lifecycle.draw import DrawState
from rulebook.lifecycle.meeting import MeetingState
from rulebook.meeting.agenda import ballot_hindrances

if TYPE_CHECKING:
    from evaluations.meetings.models import Meeting
    from registry.models import User
    from rulebook.meeting.composition import Gauges

S = MeetingState
RAIL = ("筹备", "名册", "抽取", "通知", "签到", "投票", "计票", "签字", "反馈", "归档")
STAGES = {"筹备": "准备阶段", "签到": "实施阶段", "反馈": "整改阶段"}
"""Where the three stages of S0-21 begin."""
TONES = {S.DRAFT: "neutral", S.ARCHIVED: "done", S.FED_BACK: "done", S.VOID: "neutral"}
PLACES = {
    S.DRAFT: 0,
    S.POOL: 1,
    S.DRAWN: 3,
    S.NOTIFIED: 4,
    S.CHECK_IN: 4,
    S.VOTING: 5,
    S.COUNTED: 6,
    S.COUNT_SIGNED: 8,
    S.FED_BACK: 9,
    S.ARCHIVED: 10,
}


@dataclass(frozen=True)
class NextStep:
    """The one red button, and the sentence that says where the meeting stands."""

    sentence: str
    label: str = ""
    url: str = ""
    method: str = "get"
    answer: Answer = YES
    confirm: str = ""


def tone(meeting: "Meeting") -> str:
    """Tone of the state badge."""
    return TONES.get(MeetingState(meeting.state), "due")


def place(meeting: "Meeting") -> int:
    """Index of the current step on the rail; 10 when all are done, -1 when void."""
    state = MeetingState(meeting.state)
    if state == S.VOID:
        return -1
    if state == S.POOL and meeting.draw is not None:
        return 2
    if state == S.DRAWN and meeting.draw is not None and meeting.draw.state == DrawState.DRAWN:
        return 2
    if state == S.COUNTED and meeting.vote is not None:
        return 7
    return PLACES[state]


def rail(user: "User", meeting: "Meeting") -> list[dict[str, Any]]:
    """All steps, those that have a page with its address."""
    at = place(meeting)
    urls = _urls(user, meeting)
    return [
        {
            "title": title,
            "state": "done" if number < at else "current" if number == at else "todo",
            "url": urls.get(title, "") if number <= at or title in ("名册", "通知") else "",
            "note": STAGES.get(title, ""),
        }
        for number, title in enumerate(RAIL)
    ]


def _urls(user: "User", meeting: "Meeting") -> dict[str, str]:
    def own(name: str) -> str:
        return reverse(f"meetings:{name}", args=[meeting.pk])

    urls = {
        "签到": own("check-in"),
        "通知": own("notice-show"),
        "计票": own("result-show"),
        "签字": own("report-show"),
    }
    if seeing.may_read_pool(user, meeting):
        urls["名册"] = own("pool-show")
    if meeting.draw and seeing.may_see_draw(user, meeting.draw):
        urls["抽取"] = reverse("draws:draw-show", args=[meeting.draw.pk])
    if meeting.vote:
        urls["投票"] = reverse("ballots:vote-show", args=[meeting.vote.pk])
    return urls


def next_step(
    user: "User", meeting: "Meeting", gauges: "Gauges | None", lacking: Sequence[str] = ()
) -> NextStep:
    """What is to be done now, and whether this user may; ``gauges`` are those of a meeting at check-in, ``lacking`` what
    the preparation of one that waits for its day still lacks. No query."""
    if meeting.state == S.NOTIFIED:
        return _notified(user, meeting, lacking)
    if meeting.state == S.CHECK_IN and gauges is not None:
        return _check_in(user, meeting, gauges)
    return STEPS[MeetingState(meeting.state)](user, meeting)


def _own(name: str, meeting: "Meeting") -> str:
    return reverse(f"meetings:{name}", args=[meeting.pk])


def _draft(user: "User", meeting: "Meeting") -> NextStep:
    answer = steps.may_open_pool(user, meeting)
    who = "现任主要负责人" if meeting.activity.collective else "现任正、副职"
    sentence = f"{who}将述职；核对后开始编制名册。"
    return NextStep(sentence, "开始编制名册", _own("pool-open", meeting), "post", answer)


def _pool(user: "User", meeting: "Meeting") -> NextStep:
    draw = meeting.draw
    if draw is None:
        seen = seeing.may_read_pool(user, meeting)
        answer = Answer(seen, "名册由监察室和抽取主体编制。")
        return NextStep(
            "编制消费者名单、排除和聘请，然后准备抽取。",
            "编制名册",
            _own("pool-show", meeting),
            answer=answer,
        )
    sentence = f"抽取 {draw.number}：{draw.get_state_display()}。"
    return _to_draw(user, meeting, sentence, "进入抽取")


def _to_draw(user: "User", meeting: "Meeting", sentence: str, label: str) -> NextStep:
    draw = meeting.draw
    if draw is None:
        return NextStep(sentence)
    answer = Answer(seeing.may_open_draw(user, draw), "抽取由市纪委办理，监察室或纪委书记确认。")
    return NextStep(sentence, label, reverse("draws:draw-show", args=[draw.pk]), answer=answer)


def _drawn(user: "User", meeting: "Meeting") -> NextStep:
    if meeting.draw and meeting.draw.state == DrawState.DRAWN:
        return _to_draw(user, meeting, "代表已经抽出，公布结果后通知代表。", "公布抽取结果")
    answer = steps.may_notify(user, meeting)
    sentence = "抽取结果已公布，请通知代表。"
    if meeting.edition > 1:
        sentence = "时间或地点有变，抽取仍然有效，全体代表都须重新通知。"
    return NextStep(sentence, "通知代表", _own("notice-show", meeting), answer=answer)


def _notified(user: "User", meeting: "Meeting", lacking: Sequence[str] = ()) -> NextStep:
    when = (
        f"{meeting.held_on:%Y-%m-%d} {meeting.held_at:%H:%M}"
        if meeting.held_on and meeting.held_at
        else "时间未定"
    )
    sentence = f"代表已通知，会议定于 {when}，{meeting.place or '地点未定'}。"
    answer = steps.may_open_check_in(user, meeting, lacking)
    return NextStep(sentence, "开始签到", _own("check-in-open", meeting), "post", answer)


def _to_sitting(meeting: "Meeting", sentence: str, label: str, answer: Answer = YES) -> NextStep:
    return NextStep(sentence, label, _own("sitting-show", meeting), answer=answer)


def _check_in(user: "User", meeting: "Meeting", gauges: "Gauges") -> NextStep:
    """The door, then the sitting as far as the ballot, then the vote (S0-13)."""
    sitting = meeting.sitting
    if sitting is not None and (left := ballot_hindrances(sitting.steps)):
        return _to_sitting(meeting, f"会议进行中：{left[0]}", "进入会议流程")
    missing = [f"{gauge.text}。" for gauge in gauges.missed]
    if missing:
        answer = steps.may_check_in(user, meeting)
        return NextStep("".join(missing), "签到", _own("check-in", meeting), answer=answer)
    if meeting.vote is None:
        answer = steps.may_prepare_vote(user, meeting)
        return NextStep(
            "上一次投票已作废，请重新准备投票。", "准备投票", _own("vote-prepare", meeting), "post", answer
        )
    if sitting is None:
        answer = sittings.may_begin_meeting(user, meeting)
        begin = _own("sitting-begin", meeting)
        return NextStep("到会人数和比例均已达到，可以开会。", "开始会议", begin, answer=answer)
    return _to_vote(
        user, meeting, f"到会人数和比例均已达到，投票{meeting.vote.get_state_display()}。", "进入投票"
    )


def _to_vote(user: "User", meeting: "Meeting", sentence: str, label: str) -> NextStep:
    if meeting.vote is None:
        return NextStep(sentence)
    answer = Answer(seeing.may_see_vote(user, meeting.vote), "投票由监察室和纪委书记办理。")
    return NextStep(sentence, label, reverse("ballots:vote-show", args=[meeting.vote.pk]), answer=answer)


def _voting(user: "User", meeting: "Meeting") -> NextStep:
    word = meeting.vote.get_state_display() if meeting.vote else ""
    return _to_vote(user, meeting, f"投票进行到“{word}”。", "进入投票")


def _counted(user: "User", meeting: "Meeting") -> NextStep:
    report = getattr(meeting, "count_report", None)
    url = _own("report-show", meeting)
    if report is None or report.pdf_id is None:
        answer = steps.may_make_report(user, meeting)
        return NextStep("票箱已封存，请生成计票报告。", "生成计票报告", url, answer=answer)
    answer = steps.may_sign_count(user, meeting)
    return NextStep("计票报告已生成，打印签字后上传扫描件。", "上传签字扫描件", url, answer=answer)


def _count_signed(user: "User", meeting: "Meeting") -> NextStep:
    made = statements_made(meeting)
    if not made.allowed:
        return _to_sitting(meeting, made.reason, "进入会议流程")
    answer = steps.may_feed_back(user, meeting)
    sentence = "计票已签字，请把结果分别反馈给单位和每名述职人员。"
    return NextStep(sentence, "登记反馈", _own("feed-back", meeting), answer=answer)


def _fed_back(user: "User", meeting: "Meeting") -> NextStep:
    sentence = f"结果已于 {meeting.fed_back_on:%Y-%m-%d} 反馈。" if meeting.fed_back_on else "结果已反馈。"
    answer = steps.may_archive(user, meeting)
    return NextStep(
        sentence,
        "归档",
        _own("meeting-archive", meeting),
        "post",
        answer,
        "归档后会议记录不再变动，整改仍可继续填报。确定归档吗？",
    )


def _archived(user: "User", meeting: "Meeting") -> NextStep:
    return NextStep("本场会议已办结归档。")


def _void(user: "User", meeting: "Meeting") -> NextStep:
    sentence = f"作废原因：{meeting.void_reason or '未写明'}。"
    if meetings.may_have_successor(meeting):
        create = reverse("meetings:meeting-create", args=[meeting.activity_id])
        answer = steps.may_edit_activity(user, meeting.activity)
        return NextStep(
            f"{sentence}可为本单位另建会议，重新抽取、述职和投票。", "另建会议", create, answer=answer
        )
    return NextStep(sentence)


STEPS = {
    S.DRAFT: _draft,
    S.POOL: _pool,
    S.DRAWN: _drawn,
    S.VOTING: _voting,
    S.COUNTED: _counted,
    S.COUNT_SIGNED: _count_signed,
    S.FED_BACK: _fed_back,
    S.ARCHIVED: _archived,
    S.VOID: _void,
}
