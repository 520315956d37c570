"""The first text of a written summary, composed from what is on record (S0-18)."""

from collections.abc import Iterable, Sequence

from evaluations.meetings.models import OPINION_CHANNELS, Activity, Meeting
from evaluations.meetings.queries.summaries import MeetingNumbers, meeting_numbers, round_meetings
from rulebook.lifecycle.meeting import MEETING

PROMPT = "（请填写本单位的经验做法、遇到的问题和完善制度的建议。）"
"""Stands where only the office can write; a summary is not handed in with it."""


def compose_meeting_summary(meeting: Meeting) -> str:
    """The office's summary as the record has it; what is not done yet is said to be open."""
    numbers = meeting_numbers([meeting])[0]
    return "\n".join(
        [
            "一、会议情况",
            _held(numbers),
            "二、征求意见和述职",
            _prepared([numbers]),
            "三、评议结果",
            _result(numbers),
            "四、整改情况",
            _rectified([numbers]),
            "五、经验做法和建议",
            PROMPT,
        ]
    )


def compose_round_summary(activity: Activity) -> str:
    """The round's summary for the superior bureau."""
    rows = meeting_numbers(round_meetings(activity))
    return "\n".join(
        [
            "一、总体情况",
            _overall(activity, rows),
            *(_held(row) for row in rows),
            "二、征求意见和述职",
            _prepared(rows),
            "三、评议结果",
            *(_result(row) for row in rows),
            "四、整改情况",
            _rectified(rows),
            "五、下一步打算",
            _open(rows),
        ]
    )


def _overall(activity: Activity, rows: Sequence[MeetingNumbers]) -> str:
    held = [row for row in rows if row.held]
    attended = sum(_attended(row.meeting) for row in held)
    officers = sum(row.officers for row in held)
    return (
        f"{activity.year}年，{activity.bureau}组织开展“{activity}”，应开会议 {len(rows)} 场，"
        f"已开 {len(held)} 场，{officers} 名{_who(activity)}，到会代表共 {attended} 人。"
    )


def _who(activity: Activity) -> str:
    return "主要负责人述职" if activity.collective else "正、副职述职述廉"


def _attended(meeting: Meeting) -> int:
    numbers = meeting.gauges_at_close or meeting.gauges_at_open or {}
    return int(numbers.get("total", 0))


def _held(row: MeetingNumbers) -> str:
    meeting = row.meeting
    if not row.held:
        return f"{meeting.office}：会议尚未开完，现为“{MEETING.label(meeting.state)}”。"
    day = f"{meeting.held_on:%-m月%-d日}" if meeting.held_on else "日期未登记"
    numbers = meeting.gauges_at_close or meeting.gauges_at_open or {}
    attended, service = _attended(meeting), int(numbers.get("service_objects", 0))
    share = f"，占 {service * 100 // attended}%" if attended else ""
    vote = meeting.vote
    cards = f"发出评议表 {vote.handed_out} 张，收回 {vote.returned} 张。" if vote else ""
    return (
        f"{meeting.office}于 {day}在{meeting.place or '未登记的地点'}召开会议，{row.officers} 名{_who(meeting.activity)}；"
        f"到会代表 {attended} 人，其中管理服务对象 {service} 人{share}。{cards}"
    )


def _prepared(rows: Iterable[MeetingNumbers]) -> str:
    rows = list(rows)
    by_channel = {
        label: n
        for channel, label in OPINION_CHANNELS
        if (n := sum(row.opinions.get(channel, 0) for row in rows))
    }
    measures, asked = sum(row.measures for row in rows), sum(row.questions for row in rows)
    answered = sum(row.answered for row in rows)
    total = sum(by_channel.values())
    parts = "、".join(f"{label} {n} 条" for label, n in by_channel.items())
    collected = f"会前征集意见 {total} 条（{parts}），" if total else "会前没有登记征集的意见，"
    open_questions = f"，尚有 {asked - answered} 条没有记录解答" if asked > answered else ""
    talked = (
        f"会上问询和建议 {asked} 条，已解答 {answered} 条{open_questions}。"
        if asked
        else "会上没有登记问询和建议。"
    )
    return f"{collected}提出措施 {measures} 项。{talked}"


def _result(row: MeetingNumbers) -> str:
    """Published figures only: who writes the summary may not see the internal count."""
    office = row.meeting.office
    if not row.held:
        return f"{office}：尚无结果。"
    if not row.rates:
        return f"{office}：结果尚未公布。"
    if not all(rate.shown for rate in row.rates.values()):
        return f"{office}：有效票不足最小分组，不公布分布。"
    parts = "；".join(
        f"{rate.label}满意率 {rate.satisfied.percent}（{rate.satisfied.numerator}/{rate.satisfied.denominator}），"
        f"基本满意以上率 {rate.combined.percent}"
        for rate in row.rates.values()
    )
    return f"{office}总体评价：{parts}。"


def _rectified(rows: Sequence[MeetingNumbers]) -> str:
    forms = sum(len(row.forms) for row in rows)
    if not forms:
        return "结果尚未反馈，整改尚未开始。" + _problems(rows)
    sent, done, late = (sum(getattr(row, name) for row in rows) for name in ("sent", "done", "late"))
    said = f"已向单位和个人分别反馈 {forms} 份，提交整改措施 {sent} 份，报送落实情况 {done} 份。"
    if done < forms:
        said += f"尚有 {forms - done} 份没有办结，其中逾期 {late} 份，按各自期限继续整改。"
    return said + _problems(rows)


def _problems(rows: Sequence[MeetingNumbers]) -> str:
    """The problems of the meetings: an open one is shown as open (S0-18)."""
    raised, closed, waiting = (
        sum(getattr(row.matters, name) for row in rows) for name in ("raised", "closed", "waiting")
    )
    if not raised:
        return ""
    said = f"会议意见列入整改 {raised} 项，已销号 {closed} 项"
    if waiting:
        said += f"，列入计划或作出说明、定期复查 {waiting} 项"
    if unverified := sum(row.matters.unverified for row in rows):
        said += f"，正在核实 {unverified} 项"
    still = [title for row in rows for title in row.matters.open]
    return said + (f"，尚在办理 {len(still)} 项：{'；'.join(still)}。" if still else "。")


def _open(rows: Sequence[MeetingNumbers]) -> str:
    waiting = [row for row in rows if not row.held]
    unfinished = [
        row
        for row in rows
        if (row.forms and row.done < len(row.forms)) or row.matters.open or row.matters.unverified
    ]
    said = []
    if waiting:
        said.append(f"尚未开完的会议：{'、'.join(str(row.meeting.office) for row in waiting)}。")
    if unfinished:
        said.append(f"整改尚未办结的单位：{'、'.join(str(row.meeting.office) for row in unfinished)}。")
    return "".join(said) or "会议和整改均已办结。"
