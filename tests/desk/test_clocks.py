"""Clocks as rows: started, moved, stopped; swept so that everybody concerned hears of each step once."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from desk import ports
from desk.models import Clock, ClockPolicy, Notice
from desk.queries.calendar import working_calendar
from desk.services import clocks, moving, sweeping
from desk.services.calendar import enter_notice, load_year
from desk.services.clocks import ClockRefused
from registry.models import AuditEvent, Role, Unit, User
from rulebook.desk.clocks import DEFAULT_LADDER, LadderStep, LimitUnit, SegmentKind, StepKind
from rulebook.desk.workdays import DayOff
from tests.factories import user_with

pytestmark = pytest.mark.django_db
D = date.fromisoformat
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def policies(monkeypatch: pytest.MonkeyPatch) -> None:
    made = {
        "reply": ports.PolicyDefault("答复来信", 20, LimitUnit.WORKDAYS, "信访条例"),
        "summary": ports.PolicyDefault("报送总结", 0, LimitUnit.FIXED, "S0-18"),
    }
    monkeypatch.setattr(ports, "clock_policies", made)
    monkeypatch.setattr("desk.services.clocks.clock_policies", made)


@pytest.fixture(autouse=True)
def years() -> None:
    for year in (2025, 2026):
        load_year(actor=None, year=year)


@pytest.fixture
def people(bureau: Unit, office: Unit) -> dict[str, User]:
    return {
        "handler": user_with(Role.RECEPTIONIST, office, name="经办人"),
        "head": user_with(Role.HEAD, office, name="所长"),
        "deputy": user_with(Role.DEPUTY, office, name="副所长"),
        "inspectorate": user_with(Role.INSPECTORATE, bureau, name="监察员"),
        "leader": user_with(Role.LEADER, bureau, name="局长"),
    }


@pytest.fixture
def at() -> Iterator[Any]:
    with time_machine.travel("2026-02-06T09:00:00+08:00", tick=False) as traveller:
        yield traveller


def moved_by(people: dict[str, User], clock: Clock, **move: Any) -> Clock:
    """The inspectorate asks, the leader approves."""
    asked = moving.ask_move(actor=people["inspectorate"], clock=clock, **move)
    return moving.approve_move(actor=people["leader"], move=asked)


def start(people: dict[str, User], office: Unit, on: str = "2026-02-06", **more: Any) -> Clock:
    return clocks.start_clock(
        actor=people["handler"],
        code="reply",
        title="答复第 1 号来信",
        unit=office,
        started_on=D(on),
        origin_kind="letters",
        origin_label="来信",
        handler=people["handler"],
        **more,
    )


def moment(day: str, hour: int = 9) -> datetime:
    return datetime.combine(D(day), datetime.min.time(), SHANGHAI).replace(hour=hour)


def heard(people: dict[str, User]) -> dict[str, list[str]]:
    return {
        name: list(Notice.objects.filter(recipient=user).order_by("pk").values_list("step", flat=True))
        for name, user in people.items()
    }


def test_a_clock_runs_over_the_spring_festival_to_its_due_day(
    people: dict[str, User], office: Unit, at: Any
) -> None:
    clock = start(people, office)
    assert (clock.due_on, clock.original_due_on, clock.provisional) == (
        D("2026-03-12"),
        D("2026-03-12"),
        False,
    )
    assert clock.policy.ladder[0] == {"offset": -5, "kind": "remind", "to": ["handler", "deputy"]}


def test_every_step_lands_once_on_the_right_desk_however_often_it_is_swept(
    people: dict[str, User], office: Unit, at: Any
) -> None:
    start(people, office)
    day = D("2026-02-06").toordinal()
    while day <= D("2026-04-10").toordinal():
        for hour in (3, 9, 9):
            sweeping.sweep_clocks(now=moment(date.fromordinal(day).isoformat(), hour))
        day += 1
    assert heard(people) == {
        "handler": [step.key for step in DEFAULT_LADDER],
        "head": ["remind-1", "amber+0", "red+1", "blue_sheet+3", "orange_sheet+5", "red_sheet+10"],
        "deputy": ["remind-5", "remind-3"],
        "inspectorate": ["blue_sheet+3", "orange_sheet+5", "red_sheet+10"],
        "leader": ["red_sheet+10"],
    }
    days = dict(Notice.objects.filter(recipient=people["handler"]).values_list("step", "made_on"))
    assert days["remind-5"] == D("2026-03-05")
    assert days["red_sheet+10"] == D("2026-03-26")


def test_nothing_is_sent_at_night_or_on_a_holiday_and_a_make_up_saturday_is_a_working_day(
    people: dict[str, User], office: Unit, at: Any
) -> None:
    start(people, office, on="2026-01-12")
    assert Clock.objects.get().due_on == D("2026-02-09")
    assert sweeping.sweep_clocks(now=moment("2026-02-10", 8)) == 0
    assert sweeping.sweep_clocks(now=moment("2026-02-17", 9)) == 0, "Spring Festival"
    assert sweeping.sweep_clocks(now=moment("2026-02-14", 9)) > 0, "a Saturday that is worked"


def test_after_days_of_silence_each_thing_is_sent_once_and_only_what_is_still_true(
    people: dict[str, User], office: Unit, at: Any
) -> None:
    start(people, office)
    sweeping.sweep_clocks(now=moment("2026-03-11"))
    sweeping.sweep_clocks(now=moment("2026-03-17"))
    sweeping.sweep_clocks(now=moment("2026-03-17", 15))
    assert heard(people)["handler"] == ["remind-1", "red+1", "blue_sheet+3"]
    told = Notice.objects.filter(step="remind-1", recipient=people["handler"]).get()
    assert told.text == "“答复第 1 号来信”应于 2026-03-12 前办结，还有 1 个工作日。"


def test_a_clock_that_is_stopped_or_stands_still_is_not_swept(
    people: dict[str, User], office: Unit, at: Any
) -> None:
    done, still, runs = start(people, office), start(people, office), start(people, office)
    clocks.stop_clock(actor=people["handler"], clock=done, on=D("2026-03-12"))
    moved_by(
        people,
        still,
        kind=SegmentKind.SUSPEND,
        first=D("2026-02-10"),
        reason="征求第三方意见",
    )
    sweeping.sweep_clocks(now=moment("2026-03-17"))
    assert set(Notice.objects.values_list("clock", flat=True)) == {runs.pk}
    done.refresh_from_db()
    assert (done.outcome, done.stopped_on) == ("met", D("2026-03-12"))


def test_a_suspension_an_extension_and_a_restart_move_the_due_day_with_reason_and_approver(
    people: dict[str, User], office: Unit, at: Any
) -> None:
    clock = start(people, office, on="2026-03-02")
    boss, chief = people["inspectorate"], people["leader"]
    moved_by(
        people,
        clock,
        kind=SegmentKind.SUSPEND,
        first=D("2026-03-09"),
        last=D("2026-03-20"),
        reason="征求意见",
    )
    assert Clock.objects.get().due_on == D("2026-04-13")
    moved = moved_by(
        people, clock, kind=SegmentKind.EXTEND, first=D("2026-04-01"), amount=5, reason="情况复杂"
    )
    assert moved.due_on == D("2026-04-20")
    moved = moved_by(people, clock, kind=SegmentKind.RESET, first=D("2026-04-07"), reason="补正材料")
    assert (moved.due_on, moved.original_due_on) == (D("2026-05-08"), D("2026-03-30"))
    rows = clock.segments.values_list("kind", "reason", "asked_by", "approved_by")
    assert list(rows) == [
        ("suspend", "征求意见", boss.pk, chief.pk),
        ("extend", "情况复杂", boss.pk, chief.pk),
        ("reset", "补正材料", boss.pk, chief.pk),
    ]
    noted = AuditEvent.objects.filter(verb="approve_move").order_by("number").last()
    assert noted is not None


def test_a_suspended_clock_goes_on_when_it_is_resumed(people: dict[str, User], office: Unit, at: Any) -> None:
    clock = start(people, office, on="2026-03-02")
    boss = people["inspectorate"]
    moved_by(people, clock, kind=SegmentKind.SUSPEND, first=D("2026-03-09"), reason="征求意见")
    with pytest.raises(ClockRefused, match="已经中止"):
        moved_by(people, clock, kind=SegmentKind.SUSPEND, first=D("2026-03-10"), reason="再次")
    with pytest.raises(ClockRefused, match="恢复日期不能早于"):
        clocks.resume_clock(actor=boss, clock=clock, on=D("2026-03-08"))
    with pytest.raises(ClockRefused, match="不能晚于今天"):
        clocks.resume_clock(actor=boss, clock=clock, on=D("2026-03-20"))
    at.move_to("2026-03-23T09:00:00+08:00")
    assert clocks.resume_clock(actor=boss, clock=clock, on=D("2026-03-20")).due_on == D("2026-04-13")
    with pytest.raises(ClockRefused, match="没有中止"):
        clocks.resume_clock(actor=boss, clock=clock, on=D("2026-03-21"))


def test_a_fixed_day_is_given_and_does_not_move(people: dict[str, User], office: Unit, at: Any) -> None:
    given = {"code": "summary", "title": "总结", "unit": office, "origin_kind": "x", "origin_label": "总结"}
    clock = clocks.start_clock(actor=None, started_on=D("2026-02-06"), due_on=D("2026-10-31"), **given)
    assert clock.due_on == D("2026-10-31")
    with pytest.raises(ClockRefused, match="固定日期"):
        moved_by(
            people,
            clock,
            kind=SegmentKind.EXTEND,
            first=D("2026-03-01"),
            amount=3,
            reason="忙",
        )
    with pytest.raises(ClockRefused, match="应写明日期"):
        clocks.start_clock(actor=None, started_on=D("2026-02-06"), **given)
    with pytest.raises(ClockRefused, match="早于起算日期"):
        clocks.start_clock(actor=None, started_on=D("2026-02-06"), due_on=D("2026-02-05"), **given)


def test_a_limit_into_a_year_without_a_calendar_is_refused_in_words(
    people: dict[str, User], office: Unit, at: Any
) -> None:
    with pytest.raises(ClockRefused, match="该年日历未录入：2027 年，请先在系统设置的工作日历中录入"):
        start(people, office, on="2026-12-04")
    load_year(actor=None, year=2027)
    clock = start(people, office, on="2026-12-04")
    assert (clock.due_on, clock.provisional) == (D("2027-01-04"), True)


def test_a_notice_of_the_next_year_moves_open_clocks_and_says_old_and_new(
    people: dict[str, User], office: Unit, at: Any
) -> None:
    load_year(actor=None, year=2027)
    clock, done = start(people, office, on="2026-12-04"), start(people, office, on="2026-12-04")
    clocks.stop_clock(actor=None, clock=done, on=D("2026-12-20"))
    off = next(day for day in working_calendar().years if day.year == 2027).off

    enter_notice(
        actor=people["inspectorate"],
        year=2027,
        version=1,
        notice="国办发明电〔2026〕5号",
        off=[*off, DayOff(D("2027-01-04"), "元旦")],
        makeup=[],
    )
    clock.refresh_from_db()
    assert (clock.due_on, clock.provisional, clock.original_due_on) == (
        D("2027-01-05"),
        False,
        D("2027-01-04"),
    )
    told = list(Notice.objects.order_by("recipient__name").values_list("recipient__name", "text"))
    words = "工作日历变动，“答复第 1 号来信”的期限由 2027-01-04 改为 2027-01-05。"
    assert told == [("所长", words), ("经办人", words)]
    done.refresh_from_db()
    assert done.due_on == D("2027-01-04")


def test_a_policy_changes_from_a_day_on_and_running_clocks_keep_theirs(
    people: dict[str, User], office: Unit, at: Any
) -> None:
    old = start(people, office)
    ladder = [LadderStep(-1, StepKind.REMIND)]
    change = {
        "actor": people["inspectorate"],
        "code": "reply",
        "amount": 15,
        "ladder": ladder,
        "source": "新规定",
    }
    with pytest.raises(ClockRefused, match="从明天或以后起"):
        clocks.change_policy(valid_from=D("2026-02-06"), **change)
    clocks.change_policy(valid_from=D("2026-02-09"), **change)
    with pytest.raises(ClockRefused, match="已另有规定"):
        clocks.change_policy(valid_from=D("2026-02-09"), **change)
    assert ClockPolicy.objects.count() == 2
    new = start(people, office, on="2026-02-09")
    assert (new.policy.amount, old.policy.amount) == (15, 20)
    clocks.recompute_clocks(actor=None)
    old.refresh_from_db()
    assert old.due_on == D("2026-03-12")


def test_the_head_gives_a_reason_once_the_limit_has_passed(
    people: dict[str, User], office: Unit, at: Any
) -> None:
    clock = start(people, office)
    with pytest.raises(ClockRefused, match="期限还没有过"):
        clocks.give_late_reason(actor=people["head"], clock=clock, reason="材料未到")
    at.move_to("2026-03-13T09:00:00+08:00")
    late = clocks.give_late_reason(actor=people["head"], clock=clock, reason="材料未到")
    assert (late.late_reason, late.late_reason_by) == ("材料未到", people["head"])
    stopped = clocks.stop_clock(actor=people["head"], clock=clock, on=D("2026-03-13"))
    assert stopped.outcome == "late"
    assert clocks.stop_clock(actor=people["head"], clock=clock, on=D("2026-03-20")).stopped_on == D(
        "2026-03-13"
    )
    with pytest.raises(ClockRefused, match="期限逾期办结，不能再动"):
        clocks.give_late_reason(actor=people["head"], clock=clock, reason="再说")
    assert clocks.reopen_clock(actor=people["head"], clock=clock).outcome == "open"
