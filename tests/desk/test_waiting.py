"""What waits for whom: the order of the list, limits behind duties, what the desk itself tells, and the home page."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desk import ports
from desk.models import Job
from desk.ports import Waiting
from desk.queries import home, waiting
from desk.queries.home import LIMITS, waiting_rows
from desk.services import sweeping
from registry.models import Attachment, ImportRun, Role, Unit, User
from rulebook.desk.clocks import SegmentKind
from tests.desk.test_clock_pages import signed_in
from tests.desk.test_clocks import D, moment, moved_by, people, policies, start, years
from tests.factories import AreaFactory, user_with

__all__ = ["people", "policies", "years"]
pytestmark = pytest.mark.django_db
DUE = D("2026-03-12")
"""The day on which what ``start`` starts is due."""


@pytest.fixture(autouse=True)
def at() -> Iterator[Any]:
    with time_machine.travel("2026-03-17T09:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> dict[str, ports.WaitingKind]:
    """Nothing is registered but what the test registers."""
    made: dict[str, ports.WaitingKind] = {}
    monkeypatch.setattr(ports, "waiting_kinds", made)
    monkeypatch.setattr(home, "waiting_kinds", made)
    return made


def tell(*found: Waiting, kind: str = "test.things", label: str = "测试") -> None:
    ports.register_waiting(kind, label, lambda user: found)


def on(day: str | None, **more: Any) -> Waiting:
    return Waiting(day or "无期限", "请办理", "/", due_on=D(day) if day else None, **more)


@pytest.mark.usefixtures("kinds")
def test_what_is_overdue_comes_first_then_by_day_then_what_has_no_day(people: dict[str, User]) -> None:
    tell(on(None), on("2026-05-20"), on("2026-03-19"), kind="test.one", label="一")
    tell(on("2026-03-17"), on("2026-03-12"), on("2026-03-14"), kind="test.two", label="二")
    rows = waiting_rows(people["head"])
    assert [(row.waiting.title, row.label, row.word, row.tone) for row in rows] == [
        ("2026-03-12", "二", "已逾期 3 个工作日", "overdue"),
        ("2026-03-14", "二", "已逾期 2 个工作日", "overdue"),
        ("2026-03-17", "二", "今天到期", "due"),
        ("2026-03-19", "一", "还有 2 个工作日", "due"),
        ("2026-05-20", "一", "", "neutral"),
        ("无期限", "一", "", "neutral"),
    ]


@pytest.mark.usefixtures("kinds")
def test_a_year_without_a_calendar_is_counted_in_days(people: dict[str, User]) -> None:
    tell(on("2024-12-30"), on("2027-01-04"))
    words = [row.word for row in waiting_rows(people["head"])]
    assert words == ["已逾期 442 天", ""]


@pytest.mark.usefixtures("kinds")
def test_a_limit_and_the_duty_behind_it_are_one_line_with_the_limit_s_day(people: dict[str, User]) -> None:
    tell(on("2026-03-12", clock=5), on("2026-03-13", clock=6), kind=LIMITS, label="期限")
    tell(Waiting("问题", "请核查", "/matter/", due_on=D("2026-03-20"), clock=5))
    rows = waiting_rows(people["head"])
    assert [(row.label, row.waiting.step, row.waiting.due_on) for row in rows] == [
        ("测试", "请核查", D("2026-03-12")),
        ("期限", "请办理", D("2026-03-13")),
    ]


@pytest.mark.usefixtures("kinds")
def test_a_kind_is_registered_once() -> None:
    tell(on(None))
    with pytest.raises(ValueError, match=r"test\.things"):
        tell(on(None))


def test_limits_of_one_s_own_wait_and_those_of_others_do_not(
    people: dict[str, User], office: Unit, other_office: Unit
) -> None:
    start(people, office)
    far, still = start(people, office, "2026-03-16"), start(people, office)
    assert far.due_on > D("2026-04-01")
    moved_by(
        people,
        still,
        kind=SegmentKind.SUSPEND,
        first=D("2026-03-10"),
        reason="鉴定",
    )
    stranger = user_with(Role.HEAD, other_office)
    own = [(row.title, row.step, row.due_on) for row in waiting.limits(people["head"])]
    assert own == [("答复第 1 号来信", "请办理，并说明逾期原因", DUE)]
    assert [row.step for row in waiting.limits(people["handler"])] == ["请办理"]
    assert list(waiting.limits(stranger)) == []
    assert list(waiting.limits(people["leader"])) == [], "he watches over it and does not answer for it"


def test_a_limit_that_is_told_by_its_row_only_is_not_told_alone(
    people: dict[str, User], office: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(people, office)
    assert len(list(waiting.limits(people["head"]))) == 1
    made = {"letters": ports.ClockOrigin("letters", lambda clock, user: "", alone=False)}
    monkeypatch.setattr(waiting, "clock_origins", made)
    assert list(waiting.limits(people["head"])) == []


def test_the_rest_of_a_long_list_is_one_line_that_says_how_many(
    people: dict[str, User], office: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "MOST", 2)
    for _ in range(5):
        start(people, office)
    rows = list(waiting.limits(people["head"]))
    assert [(row.title, row.step, row.number) for row in rows[2:]] == [("期限", "另有 3 件等您办理", 3)]
    assert rows[2].url == reverse("desk:clock-list")
    monkeypatch.setattr(home, "COUNTED", 4)
    assert list(waiting.limits(people["head"]))[2].step == "另有 2 件以上等您办理"


def test_unread_notices_are_one_line_for_their_reader(people: dict[str, User], office: Unit) -> None:
    start(people, office)
    sweeping.sweep_clocks(now=moment("2026-03-17"))
    assert [row.step for row in waiting.notices(people["head"])] == ["未读 2 条，请阅看"]
    sweeping.read_notices(user=people["head"])
    assert list(waiting.notices(people["head"])) == []


def failed(user: User | None, title: str, days: int = 1) -> Job:
    return Job.objects.create(
        kind="x",
        title=title,
        state="failed",
        created_by=user,
        finished_at=timezone.now() - timedelta(days=days),
    )


def test_failed_work_waits_for_whoever_asked_for_it(people: dict[str, User], bureau: Unit) -> None:
    administrator = user_with(Role.ADMINISTRATOR, bureau)
    failed(people["inspectorate"], "通知书")
    failed(people["inspectorate"], "早先的", days=15)
    failed(None, "每日办理")
    assert [row.title for row in waiting.failed_jobs(people["inspectorate"])] == ["通知书"]
    assert [row.title for row in waiting.failed_jobs(administrator)] == ["每日办理"]
    assert list(waiting.failed_jobs(people["head"])) == []


def test_an_import_waits_for_whoever_began_it(people: dict[str, User], bureau: Unit) -> None:
    other = user_with(Role.INSPECTORATE, bureau)
    file = Attachment.objects.create(file="x", name="户口册.xlsx", content_type="x", size=1, sha256="0" * 64)
    for user, state in (
        (people["inspectorate"], "preview"),
        (people["inspectorate"], "done"),
        (other, "mapping"),
    ):
        ImportRun.objects.create(kind="businesses", file=file, state=state, created_by=user)
    assert [(row.title, row.step) for row in waiting.begun_imports(people["inspectorate"])] == [
        ("经济户口：户口册.xlsx", "请核对并确认导入")
    ]
    assert [row.step for row in waiting.begun_imports(other)] == ["请对应各列"]


def test_gaps_of_the_registry_wait_for_whoever_keeps_it(people: dict[str, User], office: Unit) -> None:
    AreaFactory(office=office)
    assert [row.step for row in waiting.gaps(people["inspectorate"])] == [
        "片区、责任人和市场主体还有 1 处没有对上，请核对"
    ]
    assert list(waiting.gaps(people["head"])) == []


def page(user: User, query: str = "") -> str:
    return " ".join(signed_in(user).get(f"/{query}").content.decode().split())


@pytest.mark.usefixtures("kinds")
def test_home_says_plainly_that_nothing_waits(people: dict[str, User]) -> None:
    assert "眼下没有等您办理的事项" in page(people["leader"])
    tell(on("2026-03-12"))
    shown = page(people["leader"])
    assert "共 1 项，其中逾期 1 项。" in shown
    assert "已逾期 3 个工作日" in shown
    assert "眼下没有等您办理的事项" not in shown


@pytest.mark.usefixtures("kinds")
def test_home_lists_thirty_lines_a_page_and_says_how_many_there_are(people: dict[str, User]) -> None:
    lines = [Waiting(f"第 {n:02} 件", "请办理", "/") for n in range(34)]
    tell(*lines, Waiting("问题整改", "另有 70 件等您办理", "/", number=70))
    first, second = page(people["head"]), page(people["head"], "?page=2")
    assert (first.count("请办理</a>"), second.count("请办理</a>")) == (30, 4)
    assert ("共 104 项。" in first, "第 29 件" in first, "第 30 件" in first) == (True, True, False)
    assert ("第 30 件" in second, "另有 70 件等您办理" in second, "第 31 至 35 行" in second) == (
        True,
        True,
        True,
    )


def test_home_asks_the_same_number_of_questions_for_any_number_of_limits(
    people: dict[str, User], office: Unit
) -> None:
    start(people, office)
    client = signed_in(people["head"])
    client.get("/")
    with CaptureQueriesContext(connection) as before:
        client.get("/")
    for _ in range(19):
        start(people, office)
    with CaptureQueriesContext(connection) as after:
        shown = client.get("/")
    assert shown.content.decode().count("答复第 1 号来信") == 20
    assert len(after) == len(before)
