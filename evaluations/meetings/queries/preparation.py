"""What stands before the meeting: what the preparation still lacks, and what the office itself has to do (S0-09, S0-18, S0-21)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Q
from django.utils.timezone import localdate

from evaluations.meetings.access import preparation, steps
from evaluations.meetings.models import Activity, CollectedOpinion, Meeting
from evaluations.meetings.queries.duty_reports import ReportRow, report_rows, rows_by_meeting
from registry.access import AnyUser
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.representative import RepresentativeState
from rulebook.meeting.rounds import Timeliness, default_place_due, default_summary_due, timeliness

S = MeetingState
TONES = {
    Timeliness.DONE: "done",
    Timeliness.DONE_LATE: "done",
    Timeliness.DUE: "due",
    Timeliness.OVERDUE: "overdue",
}
PLACE_WORDS = {
    Timeliness.DONE: "已上报",
    Timeliness.DONE_LATE: "已上报（逾期）",
    Timeliness.DUE: "未上报",
    Timeliness.OVERDUE: "逾期未报",
}


def place_due(activity: Activity) -> date:
    """By when offices report their place; rounds from before this was kept have the document's day (S0-18)."""
    return activity.place_due or default_place_due(activity.year)


def summary_due(activity: Activity) -> date:
    return activity.summary_due or default_summary_due(activity.year)


def place_standing(meeting: Meeting) -> Timeliness:
    """How the reporting of the place stands today (S0-18)."""
    return timeliness(due=place_due(meeting.activity), done_on=meeting.place_reported_on, today=localdate())


def members_told(meeting: Meeting) -> bool:
    """Whether anybody was told of the day and the place as they stand."""
    told = [RepresentativeState.NOTIFIED, RepresentativeState.CONFIRMED]
    return meeting.state == S.NOTIFIED or meeting.representatives.filter(state__in=told).exists()


def preparation_gaps(meetings: Iterable[Meeting]) -> dict[int, list[str]]:
    """By meeting that waits for its day: why it may not start yet (S0-09, S0-22); a rehearsal needs no papers.

    The same few queries however many meetings there are.
    """
    waiting = [
        each for each in meetings if each.state == S.NOTIFIED and each.activity.rehearsal_of_id is None
    ]
    if not waiting:
        return {}
    rows = rows_by_meeting(waiting)
    counts = {
        pk: (loose, silent)
        for pk, loose, silent in CollectedOpinion.objects.filter(meeting__in=waiting)
        .order_by()
        .values_list("meeting")
        .annotate(
            loose=Count("pk", filter=Q(measure__isnull=True), distinct=True),
            silent=Count("pk", filter=Q(reports__isnull=True), distinct=True),
        )
    }
    return {
        each.pk: [*_lacking_reports(rows.get(each.pk, [])), *_lacking_opinions(*counts.get(each.pk, (0, 0)))]
        for each in waiting
    }


def _lacking_reports(rows: list[ReportRow]) -> list[str]:
    return [row.lacking for row in rows if row.lacking]


def _lacking_opinions(loose: int, silent: int) -> list[str]:
    found = []
    if loose:
        found.append(f"征集的意见有 {loose} 条没有整理归类。")
    if silent:
        found.append(f"征集的意见有 {silent} 条没有任何报告对应。")
    return found


@dataclass(frozen=True)
class Task:
    """Something to be done for a meeting: ``url_name`` (may be empty) takes ``on``, else the meeting's number, and ``more``."""

    title: str
    word: str
    tone: str
    note: str
    url_name: str
    due: date | None = None
    more: tuple[int, ...] = ()
    on: int | None = None

    @property
    def open(self) -> bool:
        return self.tone in ("due", "overdue")


def place_task(meeting: Meeting) -> Task:
    """Report the place by the day that the round sets (S0-18)."""
    standing = place_standing(meeting)
    note = meeting.place or "还没有填写地点。"
    if meeting.place_reported_on:
        note = f"{meeting.place}，{meeting.place_reported_on:%Y-%m-%d} 上报。"
    return Task(
        "上报会议地点",
        PLACE_WORDS[standing],
        TONES[standing],
        note,
        "meetings:own-place",
        place_due(meeting.activity),
    )


def opinion_task(meeting: Meeting) -> Task:
    """Collect opinions through several channels and sort them (S0-09)."""
    total = meeting.collected_opinions.count()
    loose = meeting.collected_opinions.filter(measure__isnull=True).count()
    if not total:
        return Task(
            "征集意见", "未开始", "due", "通过走访、座谈、问卷等多种渠道征集。", "meetings:opinion-list"
        )
    if loose:
        note = f"已征集 {total} 条，{loose} 条没有整理。"
        return Task("征集意见", "待整理", "due", note, "meetings:opinion-list")
    return Task("征集意见", "已整理", "done", f"已征集 {total} 条，均已整理。", "meetings:opinion-list")


def report_tasks(user: AnyUser, meeting: Meeting) -> list[Task]:
    """A task for every report that the user writes (S0-08, S0-22); due on the meeting's day."""
    return [
        Task(
            f"{row.officer.title}{row.officer.name}的{meeting.activity.report_word}",
            row.word,
            "done" if row.ready else "due",
            "".join(row.gaps) if row.report else "按规定的方面撰写，或上传文件。",
            "meetings:duty-report-edit",
            meeting.held_on,
            (row.officer.person.pk,),
        )
        for row in report_rows(meeting)
        if preparation.writes_report(user, meeting, row.officer.person.pk, row.officer.name).allowed
    ]


def preparation_tasks(user: AnyUser, meeting: Meeting) -> list[Task]:
    """How the recorded steps of the first stage stand, for the meeting's page (S0-21)."""
    edits = steps.may_edit_meeting(user, meeting).allowed
    place = replace(place_task(meeting), url_name="meetings:meeting-edit" if edits else "")
    rows = report_rows(meeting)
    ready = sum(row.ready for row in rows)
    word, tone = (f"{ready} / {len(rows)} 份", "done" if rows and ready == len(rows) else "due")
    note = "".join(row.lacking for row in rows)
    reports = Task(
        meeting.activity.report_word, word, tone, note, "meetings:duty-report-list", meeting.held_on
    )
    return [place, opinion_task(meeting), reports]


def kin_task(meeting: Meeting) -> Task:
    """Say whose kin could stand in the roster, before it is locked (S0-02)."""
    declared, locked = meeting.kin_declared_on, meeting.state not in (MeetingState.DRAFT, MeetingState.POOL)
    if declared:
        return Task("亲属申报", "已申报", "done", f"{declared:%Y-%m-%d} 申报。", "meetings:kin-show")
    if locked:
        return Task("亲属申报", "未申报", "neutral", "代表已抽取，不再申报。", "meetings:kin-show")
    return Task(
        "亲属申报",
        "待申报",
        "due",
        "有亲属在本所辖区内经营的逐人申报；没有的也请说明。",
        "meetings:kin-show",
    )
