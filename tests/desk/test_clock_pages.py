"""Pages of limits and the inbox: who sees what, what moves a limit, the three-colour sheets."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from desk.models import Clock, Notice
from desk.ports import FeedEntry, feeds
from desk.queries.feeds import feed_of
from desk.services import calendar, clocks, moving, sweeping
from desk.services.clocks import ClockRefused
from registry.models import Role, Unit, User
from rulebook.desk.clocks import SegmentKind
from tests.desk.test_clocks import D, moment, people, policies, start, years
from tests.factories import UnitFactory, UserFactory, user_with
from tests.printing.reading import pages

__all__ = ["people", "policies", "years"]
pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def at() -> Iterator[Any]:
    with time_machine.travel("2026-03-17T09:00:00+08:00", tick=False) as traveller:
        yield traveller


def test_a_unit_sees_its_own_limits_and_the_inspectorate_all_below_it(
    people: dict[str, User], office: Unit, bureau: Unit, at: Any
) -> None:
    other = UnitFactory(code="SO99", name="东湖工商所", kind="office", parent=bureau)
    mine, theirs = start(people, office), start(people, other)
    Clock.objects.filter(pk=theirs.pk).update(handler=None, title="东湖的事项")
    shown = signed_in(people["head"]).get(reverse("desk:clock-list")).content.decode()
    assert ("答复第 1 号来信" in shown, "东湖的事项" in shown) == (True, False)
    shown = signed_in(people["inspectorate"]).get(reverse("desk:clock-list")).content.decode()
    assert ("答复第 1 号来信" in shown, "东湖的事项" in shown, "逾期 5 天" in shown) == (True, True, True)
    assert signed_in(people["head"]).get(reverse("desk:clock-show", args=[theirs.pk])).status_code == 404
    assert signed_in(people["head"]).get(reverse("desk:clock-show", args=[mine.pk])).status_code == 200
    stranger = signed_in(user_with(Role.KEEPER, office))
    assert stranger.get(reverse("desk:clock-list")).status_code == 403


def test_the_inbox_holds_ones_own_notices_and_home_shows_the_unread(
    people: dict[str, User], office: Unit, at: Any
) -> None:
    start(people, office)
    sweeping.sweep_clocks(now=moment("2026-03-17"))
    client = signed_in(people["head"])
    page = client.get(reverse("desk:notice-list")).content.decode()
    assert "“答复第 1 号来信”已于 2026-03-12 到期，请单位负责人说明原因。" in page
    assert page.count("未读") == Notice.objects.filter(recipient=people["head"]).count() == 2
    assert "未读 2 条，请阅看" in client.get(reverse("home")).content.decode()
    client.post(reverse("desk:notice-read"))
    assert "未读" not in client.get(reverse("desk:notice-list")).content.decode()
    assert "请阅看" not in client.get(reverse("home")).content.decode()
    assert Notice.objects.filter(read_on=None).count() > 0, "other people's stay unread"


def test_the_inbox_has_the_unread_first_then_the_newest(
    people: dict[str, User], office: Unit, at: Any
) -> None:
    clock, me = start(people, office), people["head"]
    told = [
        Notice.objects.create(
            clock=clock, step=f"s{n}", for_due_on=clock.due_on, recipient=me, text=f"第 {n} 条",
            made_on=D("2026-03-01"), read_on=read,
        )
        for n, read in enumerate([None, D("2026-03-02"), D("2026-03-01"), None])
    ]  # fmt: skip
    rows = signed_in(me).get(reverse("desk:notice-list")).context["page"].rows
    assert rows == [told[3], told[0], told[2], told[1]]


def test_limits_that_were_met_stand_with_the_latest_first_open_ones_by_their_day(
    people: dict[str, User], office: Unit, at: Any
) -> None:
    later, sooner, first, second, third = (
        start(people, office, on) for on in ("2026-03-10", "2026-02-06", *["2026-02-06"] * 3)
    )
    for clock, day in ((first, "2026-03-05"), (second, "2026-03-04"), (third, "2026-03-06")):
        clocks.stop_clock(actor=None, clock=clock, on=D(day))

    def shown(show: str) -> list[Clock]:
        rows = signed_in(people["head"]).get(reverse("desk:clock-list"), {"show": show}).context["rows"]
        return [row.clock for row in rows]

    assert shown("done") == [third, first, second]
    assert (shown(""), shown("overdue")) == ([sooner, later], [sooner])
    assert shown("all") == [sooner, first, second, third, later]


def test_the_head_gives_his_reason_on_the_page(people: dict[str, User], office: Unit, at: Any) -> None:
    clock = start(people, office)
    client, url = signed_in(people["head"]), reverse("desk:clock-late-reason", args=[clock.pk])
    empty = client.post(url, {"reason": ""})
    assert (empty.status_code, "必填" in empty.content.decode()) == (422, True)
    assert client.post(url, {"reason": "材料未到"}).status_code == 302
    page = client.get(reverse("desk:clock-show", args=[clock.pk])).content.decode()
    assert "材料未到（所长）" in page
    assert signed_in(people["deputy"]).post(url, {"reason": "代填"}).status_code == 403


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"kind": "extend", "first": "2026-03-16", "reason": "忙"}, "请填写延长的天数。"),
        ({"kind": "suspend", "first": "2026-01-01", "reason": "征求意见"}, "不能早于起算日期"),
        ({"kind": "suspend", "first": "2026-03-16", "last": "2026-03-10", "reason": "征求意见"}, "恢复日期不能早于中止日期"),
        ({"kind": "away", "first": "2026-03-16", "reason": "x"}, "选择一个有效的选项"),
        ({"kind": "reset", "first": "今天", "reason": ""}, "必填"),
    ],
)  # fmt: skip
def test_a_move_that_cannot_be_is_refused_and_stays_on_the_page(
    people: dict[str, User], office: Unit, at: Any, data: dict[str, str], words: str
) -> None:
    clock = start(people, office)
    page = signed_in(people["inspectorate"]).post(reverse("desk:clock-move", args=[clock.pk]), data)
    text = page.content.decode()
    assert (page.status_code, words in text) == (422, True), text
    assert page.context["move_form"]["first"].value() == data["first"]
    clock.refresh_from_db()
    assert clock.due_on == D("2026-03-12")


def decide(user: User, clock: Clock, answer: str = "approve") -> Any:
    move = clock.moves.latest("pk")
    return signed_in(user).post(reverse("desk:clock-decide", args=[clock.pk, move.pk, answer]))


def test_a_limit_is_moved_by_two_and_stays_where_it_is_until_the_second_says_so(
    people: dict[str, User], office: Unit, bureau: Unit, at: Any
) -> None:
    clock = start(people, office)
    asks = signed_in(people["inspectorate"])
    move, show = (reverse(f"desk:clock-{name}", args=[clock.pk]) for name in ("move", "show"))
    data = {"kind": "extend", "first": "2026-03-10", "amount": "5", "reason": "案情复杂"}
    assert asks.post(move, data).status_code == 302
    clock.refresh_from_db()
    assert clock.due_on == D("2026-03-12")
    assert "由另一人批准，批准前期限不变" in asks.get(show).content.decode()
    assert decide(people["inspectorate"], clock).status_code == 403, "who asked"
    assert decide(people["head"], clock).status_code == 403, "who answers for the limit"
    assert asks.post(move, data).status_code == 422, "one at a time"
    assert clock.moves.count() == 1
    assert decide(people["leader"], clock, "decline").status_code == 302
    assert decide(people["leader"], clock).status_code == 302, "declined is declined"
    clock.refresh_from_db()
    assert (clock.due_on, clock.moves.get().state) == (D("2026-03-12"), "declined")
    assert asks.post(move, data).status_code == 302
    assert decide(people["leader"], clock).status_code == 302
    clock.refresh_from_db()
    assert clock.due_on == D("2026-03-19")


def test_an_approval_dies_with_the_limit_that_it_was_asked_for(
    people: dict[str, User], office: Unit, at: Any
) -> None:
    clock = start(people, office)
    moving.ask_move(
        actor=people["inspectorate"], clock=clock, kind=SegmentKind.EXTEND, first=D("2026-03-10"), amount=5,
        reason="案情复杂",
    )  # fmt: skip
    Clock.objects.filter(pk=clock.pk).update(due_on=D("2026-03-13"))
    refused = signed_in(people["leader"]).post(
        reverse("desk:clock-decide", args=[clock.pk, clock.moves.get().pk, "approve"]), follow=True
    )
    assert "这项申请失效" in refused.content.decode()
    clock.refresh_from_db()
    assert clock.due_on == D("2026-03-13")
    asked = moving.ask_move(
        actor=people["inspectorate"], clock=clock, kind=SegmentKind.EXTEND, first=D("2026-03-10"), amount=3,
        reason="改为三天",
    )  # fmt: skip
    assert list(clock.moves.values_list("state", flat=True)) == ["lapsed", "asked"]
    clocks.stop_clock(actor=None, clock=clock, on=D("2026-03-12"))
    with pytest.raises(ClockRefused, match="不能再动"):
        moving.approve_move(actor=people["leader"], move=asked)


def test_the_inspectorate_suspends_and_resumes_but_nobody_moves_his_own(
    people: dict[str, User], office: Unit, at: Any
) -> None:
    clock = start(people, office)
    client, show = signed_in(people["inspectorate"]), reverse("desk:clock-show", args=[clock.pk])
    move, resume = (reverse(f"desk:clock-{name}", args=[clock.pk]) for name in ("move", "resume"))
    data = {"kind": "suspend", "first": "2026-03-09", "reason": "征求第三方意见"}
    assert client.post(move, data).url == show
    assert "现在中止" not in client.get(show).content.decode(), "nobody has approved it"
    decide(people["leader"], clock)
    assert "现在中止" in client.get(show).content.decode()
    assert client.post(resume, {"on": "2026-03-16"}).url == show
    clock.refresh_from_db()
    assert clock.due_on == D("2026-03-19")
    assert "征求第三方意见（监察员提出，局长批准）" in client.get(show).content.decode()
    assert signed_in(people["head"]).post(move, data).status_code == 403
    Clock.objects.filter(pk=clock.pk).update(handler=people["inspectorate"])
    assert client.post(move, data).status_code == 403


@pytest.mark.parametrize(
    ("today", "colours"),
    [
        ("2026-03-16", []),
        ("2026-03-17", ["blue"]),
        ("2026-03-19", ["blue", "orange"]),
        ("2026-03-26", ["blue", "orange", "red"]),
    ],
)
def test_the_three_sheets_come_three_five_and_ten_working_days_late(
    people: dict[str, User], office: Unit, at: Any, today: str, colours: list[str]
) -> None:
    clock = start(people, office)
    calendar.load_year(actor=None, year=2027)
    at.move_to(f"{today}T09:00:00+08:00")
    client = signed_in(people["inspectorate"])
    found = {
        colour: client.get(reverse("desk:clock-sheet", args=[clock.pk, colour]))
        for colour in ("blue", "orange", "red", "green")
    }
    assert [colour for colour, answer in found.items() if answer.status_code == 200] == colours
    for colour in colours:
        (text,) = pages(found[colour].content)
        name = {"blue": "蓝色", "orange": "橙色", "red": "红色"}[colour]
        assert f"督办单（{name}）" in text
        assert "2026年3月12日" in text
        assert "城关工商所" in text


def test_ones_limits_are_a_calendar_feed_whose_address_can_be_revoked(
    people: dict[str, User], office: Unit, bureau: Unit, at: Any
) -> None:
    mine = start(people, office)
    Clock.objects.filter(pk=mine.pk).update(title="答复“很长的来信；含,逗号”" + "长" * 60)
    other = UnitFactory(code="SO99", name="东湖工商所", kind="office", parent=bureau)
    Clock.objects.filter(pk=start(people, other).pk).update(handler=None, title="东湖的事项")
    client = signed_in(people["head"])
    page = client.post(reverse("desk:feed-make"))
    address = page.context["address"]
    path = address[address.index("/feeds/") :]
    answer = Client().get(path)
    text = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "DTSTART;VALUE=DATE:20260312\r\n" in text
    unfolded = text.replace("\r\n ", "")
    assert "SUMMARY:答复“很长的来信；含\\,逗号”" + "长" * 60 in unfolded
    assert "东湖的事项" not in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    again = client.post(reverse("desk:feed-make")).context["address"]
    assert (Client().get(path).status_code, again != address) == (404, True)
    client.post(reverse("desk:feed-revoke"))
    assert Client().get(again[again.index("/feeds/") :]).status_code == 404


def test_a_wing_puts_days_of_its_own_into_the_feed(people: dict[str, User], office: Unit, at: Any) -> None:
    start(people, office)

    def meetings(user: User) -> list[FeedEntry]:
        return (
            [FeedEntry("meeting-7", "述职述廉会议", date(2026, 3, 1), "城关工商所")]
            if user == people["head"]
            else []
        )

    feeds.append(meetings)
    try:
        assert [(entry.key, entry.on) for entry in feed_of(people["head"])] == [
            ("meeting-7", date(2026, 3, 1)),
            (f"clock-{Clock.objects.get().pk}", date(2026, 3, 12)),
        ]
        assert feed_of(UserFactory()) == []
    finally:
        feeds.remove(meetings)
