"""What was said in a meeting, walked to its end over a Spring Festival: every reminder once, on a working day, on the right desk."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from desk.models import Clock, Notice
from desk.queries.calendar import working_calendar
from desk.services import sweeping
from desk.services.calendar import load_year
from evaluations.meetings.models import Meeting, MeetingClock
from evaluations.meetings.queries.matters import sayings
from evaluations.meetings.services import limits
from evaluations.meetings.services.composing import compose_round_summary
from evaluations.meetings.services.matters import raise_from_meeting
from matters.models import Matter
from matters.services import matters
from registry.models import Role, User
from rulebook.desk.workdays import is_workday
from rulebook.matter.matters import Finding
from tests.evaluations.meetings.stage import Stage
from tests.evaluations.meetings.test_activities import signed_in
from tests.evaluations.meetings.test_feedback import fed_back_meeting
from tests.evaluations.meetings.test_meeting_matters import heard
from tests.factories import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at() -> Iterator[Any]:
    with time_machine.travel("2026-02-11T09:00:00+08:00", tick=False) as traveller:
        for year in (2025, 2026, 2027):
            load_year(actor=None, year=year)
        yield traveller


def step(user: User, matter: Matter, name: str, **data: Any) -> None:
    answer = signed_in(user).post(reverse("matters:matter-step", args=[matter.pk, name]), data)
    assert answer.status_code == 302, answer.content.decode()


def pass_days(at: Any, first: date, last: date) -> None:
    """Every day the sweep runs at night, in the morning and late in the evening, and twice in the morning."""
    day = first
    while day <= last:
        for hour in ("07:00", "09:00", "09:10", "23:00"):
            at.move_to(f"{day.isoformat()}T{hour}:00+08:00")
            limits.keep_limits()
            sweeping.sweep_clocks()
        day += timedelta(days=1)


def told(clock: Clock, user: User) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(clock=clock, recipient=user).order_by("pk")
    return [(row.step, row.made_on.isoformat()) for row in rows]


def test_s0_14_s3_18_opinions_are_walked_to_their_end_over_a_spring_festival(stage: Stage, at: Any) -> None:
    """Every issue raised is answered and settled; the limit counts working days, and who is late hears of it step by step."""
    leader = user_with(Role.LEADER, stage.office.parent or stage.office, name="局领导")
    meeting = fed_back_meeting(stage)
    heard(meeting, "窗口午间无人值守")
    heard(meeting, "检查太密")
    page = reverse("meetings:meeting-matters", args=[meeting.pk])
    digests = [saying.digest for saying in sayings(meeting)]
    assert signed_in(stage.inspector).post(page, {"sayings": digests}).status_code == 302
    late, clear = Matter.objects.order_by("number")

    step(stage.inspector, late, "verify")
    step(stage.inspector, late, "finding", finding="true", basis="中午到现场看过")
    step(stage.inspector, late, "treatment", treatment="solve")
    step(stage.inspector, clear, "verify")
    step(stage.inspector, clear, "finding", finding="untrue", basis="查了记录", clarification="每月只查一次")
    step(stage.inspector, clear, "told", audience="raisers", on="2026-02-11", note="公告")
    step(stage.inspector, clear, "close")
    late.refresh_from_db()
    clock = late.clock
    assert clock is not None
    assert clock.due_on == date(2026, 2, 25)

    pass_days(at, date(2026, 2, 11), date(2026, 3, 11))
    assert told(clock, stage.head_user) == [
        ("remind-1", "2026-02-24"),
        ("amber+0", "2026-02-25"),
        ("red+1", "2026-02-26"),
        ("blue_sheet+3", "2026-02-28"),
        ("orange_sheet+5", "2026-03-03"),
        ("red_sheet+10", "2026-03-10"),
    ]
    assert told(clock, stage.inspector) == [
        ("blue_sheet+3", "2026-02-28"),
        ("orange_sheet+5", "2026-03-03"),
        ("red_sheet+10", "2026-03-10"),
    ]
    assert told(clock, leader) == [("red_sheet+10", "2026-03-10")]
    days = working_calendar()
    assert all(is_workday(days, day) for day in set(Notice.objects.values_list("made_on", flat=True)))

    for colour, name in (("blue", "蓝色"), ("orange", "橙色"), ("red", "红色")):
        sheet = signed_in(stage.inspector).get(reverse("desk:clock-sheet", args=[clock.pk, colour]))
        text = "".join(each.extract_text() for each in PdfReader(BytesIO(sheet.content)).pages)
        assert f"督办单（{name}）" in text.replace("\n", "")

    head = stage.head_user
    step(head, late, "measure", text="中午轮流值班", done_on="2026-03-11")
    proof = SimpleUploadedFile("值班表.pdf", b"%PDF-1.4 roster")
    step(head, late, "evidence", says="值班表", proves_on="2026-03-11", file=proof)
    step(head, late, "report")
    step(stage.inspector, late, "check", note="两次到现场", version=Matter.objects.get(pk=late.pk).version)
    step(stage.inspector, late, "told", audience="raisers", on="2026-03-11", note="公告", opinion="satisfied")
    step(stage.inspector, late, "close")
    before = Notice.objects.filter(clock=clock).count()
    late.refresh_from_db()
    clock.refresh_from_db()
    assert (late.state, clock.outcome) == ("closed", "late")
    at.move_to("2026-03-12T09:00:00+08:00")
    sweeping.sweep_clocks()
    assert Notice.objects.filter(clock=clock).count() == before


def test_s0_18_place_and_summary_are_reminded_and_the_summary_shows_open_problems(
    stage: Stage, at: Any
) -> None:
    """Place by 15 October, summary by 31 October; rectification may run on and is shown as open."""
    meeting = fed_back_meeting(stage)
    heard(meeting, "窗口午间无人值守")
    digests = [saying.digest for saying in sayings(meeting)]
    (raised,) = raise_from_meeting(actor=stage.inspector, meeting=meeting, digests=digests)
    accusation = compose_round_summary(meeting.activity)
    assert (
        "会议意见列入整改 1 项，已销号 0 项，正在核实 1 项。" in accusation,
        "窗口午间无人值守" in accusation,
    ) == (
        True,
        False,
    )
    matters.start_verifying(actor=stage.inspector, matter=raised)
    matters.record_finding(actor=stage.inspector, matter=raised, finding=Finding.TRUE, basis="现场")
    assert "会议意见列入整改 1 项，已销号 0 项，尚在办理 1 项：窗口午间无人值守。" in (
        compose_round_summary(meeting.activity)
    )
    limits.keep_limits()
    limits.keep_limits()
    clock = MeetingClock.objects.get(meeting=meeting, kind="meeting_summary").clock
    assert (clock.due_on, clock.unit) == (date(meeting.activity.year, 10, 31), stage.office)
    assert MeetingClock.objects.count() == Clock.objects.filter(origin_kind="meetings.limit").count()

    meeting.activity.summary_due = date(meeting.activity.year, 10, 30)
    meeting.activity.save()
    limits.keep_limits()
    assert Clock.objects.get(pk=clock.pk).outcome == "void"
    moved = MeetingClock.objects.get(meeting=meeting, kind="meeting_summary").clock
    assert (moved.due_on.day, moved.outcome) == (30, "open")

    Meeting.objects.filter(pk=meeting.pk).update(state="void")
    limits.keep_limits()
    assert Clock.objects.get(pk=moved.pk).outcome == "void"
    assert limits.keep_limits() == 0
