"""The written summaries (S0-18): where each stands, and a first text composed from what is on record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from evaluations.meetings.models import (
    OPINION_CHANNELS,
    Activity,
    FeedbackForm,
    Meeting,
    MeetingClock,
    MeetingMatter,
    Question,
    WrittenSummary,
)
from evaluations.meetings.queries.preparation import summary_due
from evaluations.meetings.queries.rates import OverallRate, overall_rates
from matters.models import Matter
from rulebook.lifecycle.matter import MatterState
from rulebook.lifecycle.meeting import MEETING, MeetingState
from rulebook.lifecycle.vote import VoteState
from rulebook.meeting.deadlines import Standing, feedback_standing, summary_standing

HELD = frozenset(
    {MeetingState.COUNTED, MeetingState.COUNT_SIGNED, MeetingState.FED_BACK, MeetingState.ARCHIVED}
)
PROMPT = "（请填写本单位的经验做法、遇到的问题和完善制度的建议。）"
"""Stands where only the office can write; a summary is not handed in with it."""


@dataclass(frozen=True)
class SummaryRow:
    """A summary that is due: the office's, or (``meeting`` None) the round's."""

    meeting: Meeting | None
    summary: WrittenSummary | None
    standing: Standing


def round_meetings(activity: Activity) -> list[Meeting]:
    """Meetings of the round that are not void, by office."""
    rows = activity.meetings.exclude(state=MeetingState.VOID).order_by("office__code", "pk")
    return list(rows.select_related("activity", "activity__bureau", "office", "vote"))


def summary_rows(activity: Activity) -> list[SummaryRow]:
    """The round's summary first, then one for every meeting, whether it came or not."""
    found = {row.meeting_id: row for row in activity.summaries.select_related("meeting", "submitted_by")}
    wanted: list[Meeting | None] = [None, *round_meetings(activity)]
    rows = []
    for meeting in wanted:
        summary = found.get(meeting.pk if meeting else None)
        rows.append(SummaryRow(meeting, summary, standing_of(activity, summary)))
    return rows


def standing_of(activity: Activity, summary: WrittenSummary | None) -> Standing:
    sent = summary.submitted_on if summary else None
    return summary_standing(due_on=summary_due(activity), submitted_on=sent, today=localdate())


def summary_of(activity: Activity, meeting: Meeting | None) -> WrittenSummary | None:
    return activity.summaries.filter(meeting=meeting).select_related("submitted_by").first()


@dataclass
class MatterNumbers:
    """What became of the problems that a meeting raised; ``open`` are their titles."""

    raised: int = 0
    closed: int = 0
    waiting: int = 0
    open: list[str] = field(default_factory=list)


@dataclass
class MeetingNumbers:
    """What one meeting's paragraph is written from."""

    meeting: Meeting
    rates: Mapping[str, OverallRate]
    questions: int = 0
    answered: int = 0
    measures: int = 0
    officers: int = 0
    opinions: dict[str, int] = field(default_factory=dict)
    matters: MatterNumbers = field(default_factory=MatterNumbers)
    forms: list[tuple[date, date | None, date | None]] = field(default_factory=list)

    @property
    def held(self) -> bool:
        return self.meeting.state in HELD

    @property
    def sent(self) -> int:
        return sum(submitted is not None for _, submitted, _ in self.forms)

    @property
    def done(self) -> int:
        return sum(done is not None for _, _, done in self.forms)

    @property
    def late(self) -> int:
        today = localdate()
        return sum(
            feedback_standing(due_on=due, submitted_on=sent, done_on=done, today=today).late > 0
            for due, sent, done in self.forms
        )


def meeting_numbers(meetings: Sequence[Meeting]) -> list[MeetingNumbers]:
    """Everything counted for several meetings at once; a fixed number of queries."""
    published = [each.vote for each in meetings if each.vote and each.vote.state == VoteState.PUBLISHED]
    rates = overall_rates(published)
    found = {each.pk: MeetingNumbers(each, rates.get(each.vote_id or 0, {})) for each in meetings}
    rows = Meeting.objects.filter(pk__in=found).order_by()
    questions = Question.objects.filter(sitting__meeting__in=found).order_by()
    for pk, asked, answered in questions.values_list("sitting__meeting").annotate(
        asked=Count("pk"), answered=Count("pk", filter=Q(answer__gt=""))
    ):
        found[pk].questions, found[pk].answered = asked, answered
    for pk, measures in rows.values_list("pk").annotate(Count("measures")):
        found[pk].measures = measures
    for pk, officers in rows.values_list("pk").annotate(Count("officers")):
        found[pk].officers = officers
    channels = rows.filter(collected_opinions__isnull=False)
    for pk, channel, n in channels.values_list("pk", "collected_opinions__channel").annotate(
        Count("collected_opinions")
    ):
        found[pk].opinions[channel] = n
    forms = FeedbackForm.objects.filter(meeting__in=found)
    for pk, due_on, submitted_on, done_on in forms.values_list(
        "meeting", "due_on", "submitted_on", "done_on"
    ):
        found[pk].forms.append((due_on, submitted_on, done_on))
    for row in MeetingMatter.objects.filter(meeting__in=found).select_related("matter").order_by("pk"):
        _count_matter(found[row.meeting_id].matters, row.matter)
    return list(found.values())


def _count_matter(numbers: MatterNumbers, matter: Matter) -> None:
    """Merged ones are counted with the problem they were merged into."""
    if matter.state == MatterState.MERGED:
        return
    numbers.raised += 1
    numbers.closed += matter.state == MatterState.CLOSED
    numbers.waiting += matter.review_on is not None
    if matter.state != MatterState.CLOSED:
        numbers.open.append(matter.title)


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
    still = [title for row in rows for title in row.matters.open]
    return said + (f"，尚在办理 {len(still)} 项：{'；'.join(still)}。" if still else "。")


def _open(rows: Sequence[MeetingNumbers]) -> str:
    waiting = [row for row in rows if not row.held]
    unfinished = [row for row in rows if (row.forms and row.done < len(row.forms)) or row.matters.open]
    said = []
    if waiting:
        said.append(f"尚未开完的会议：{'、'.join(str(row.meeting.office) for row in waiting)}。")
    if unfinished:
        said.append(f"整改尚未办结的单位：{'、'.join(str(row.meeting.office) for row in unfinished)}。")
    return "".join(said) or "会议和整改均已办结。"


def meetings_with_limits(year: int) -> QuerySet[Meeting]:
    """Meetings of the year's rounds that the plan's limits concern; no rehearsals, and nothing that is archived."""
    rows = Meeting.objects.filter(activity__year=year, activity__rehearsal_of__isnull=True)
    return rows.exclude(state=MeetingState.ARCHIVED).select_related("activity", "office").order_by("pk")


def meeting_of_clock(clock: int) -> Meeting | None:
    """The meeting whose place or summary a clock watches over."""
    row = MeetingClock.objects.select_related("meeting").filter(clock=clock).first()
    return row.meeting if row is not None else None
