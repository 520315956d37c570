"""The round's plan and the schedule annexed to it (S0-18)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from evaluations.meetings.access.preparation import BEFORE_THE_MEETING
from evaluations.meetings.models import Activity, Meeting
from evaluations.meetings.queries.preparation import (
    PLACE_WORDS,
    TONES,
    place_due,
    place_standing,
    summary_due,
)
from rulebook.lifecycle.meeting import MeetingState


@dataclass(frozen=True)
class ScheduleRow:
    """One office's line of the annexed schedule; ``remarks`` say what does not fit, ``open`` whether it may change."""

    meeting: Meeting
    open: bool
    place_word: str
    place_tone: str
    remarks: list[str]


def scheduled_meetings(activity: Activity) -> QuerySet[Meeting]:
    """The round's valid meetings, by office."""
    rows = activity.meetings.exclude(state=MeetingState.VOID).select_related("activity", "office")
    return rows.order_by("office__code", "pk")


def schedule_rows(activity: Activity) -> list[ScheduleRow]:
    """The annexed schedule, by day and time; offices without a day last."""
    meetings = list(scheduled_meetings(activity))
    moments = Counter((each.held_on, each.held_at) for each in meetings)
    last = _last_day(activity)
    rows = []
    for each in meetings:
        standing = place_standing(each)
        remarks = []
        if last and each.held_on and each.held_on > last:
            remarks.append(f"晚于实施阶段截止日 {last:%Y-%m-%d}。")
        if each.held_on and each.held_at and moments[each.held_on, each.held_at] > 1:
            remarks.append("与另一单位同一时间，主持人和监督人不能兼顾。")
        before = each.state in BEFORE_THE_MEETING
        rows.append(ScheduleRow(each, before, PLACE_WORDS[standing], TONES[standing], remarks))
    return rows


def _last_day(activity: Activity) -> date | None:
    """All meetings are held by the end of the second stage (S0-18)."""
    days = [date.fromisoformat(stage["to"]) for stage in activity.stages if stage["key"] == "carry_out"]
    return days[0] if days else None


def plan_days(activity: Activity) -> list[tuple[str, str]]:
    """The days that the plan names, in order: (what, when)."""
    days = [
        (stage["title"], f"{_chinese_day(stage['from'])}至{_chinese_day(stage['to'])}")
        for stage in activity.stages
    ]
    return [
        *days,
        ("各所（分局）上报会议地点", f"{_chinese_day(place_due(activity).isoformat())}前"),
        ("各所（分局）报送工作总结", f"{_chinese_day(summary_due(activity).isoformat())}前"),
    ]


def _chinese_day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"
