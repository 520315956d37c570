"""Which problems and letters wait for whom, and that nobody hears of what is hidden from him."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.access import own_limits
from desk.queries.home import waiting_rows
from matters.models import Matter
from matters.queries import waiting
from matters.services import letters, matters, replies
from registry.models import Role, Unit, User
from rulebook.matter.letters import Box
from rulebook.matter.matters import Finding, Treatment
from tests.desk.test_clocks import D
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import user_with
from tests.matters.letter_steps import accepted, received
from tests.matters.test_matters import raised, reported, treating

pytestmark = pytest.mark.django_db


def steps(find: Any, people: dict[str, User]) -> dict[str, list[str]]:
    """By person the steps that wait for him; without those for whom nothing waits."""
    found = {name: [row.step for row in find(user)] for name, user in people.items()}
    return {name: told for name, told in found.items() if told}


def test_a_problem_waits_for_whoever_takes_the_next_step(people: dict[str, User], office: Unit) -> None:
    both = ["inspector", "second"]
    matter, actor = raised(people, office), people["inspector"]
    assert steps(waiting.matters_waiting, people) == {name: ["请开始核实"] for name in both}
    matters.start_verifying(actor=actor, matter=matter)
    assert steps(waiting.matters_waiting, people) == {name: ["请登记核实结论"] for name in both}
    matters.record_finding(actor=actor, matter=matter, finding=Finding.TRUE, basis="现场核实")
    assert steps(waiting.matters_waiting, people) == {name: ["请确定处理方式"] for name in both}
    matters.choose_treatment(actor=actor, matter=matter, treatment=Treatment.DEADLINE, due_on=D("2026-03-20"))
    assert steps(waiting.matters_waiting, people) == {
        name: ["请整改并报告结果"] for name in ("head", "deputy")
    }
    row = next(iter(waiting.matters_waiting(people["head"])))
    assert (row.title, row.of, row.due_on) == ("2026-0001 窗口午间无人值守", office.name, D("2026-03-20"))
    assert row.url == reverse("matters:matter-show", args=[matter.pk])


def test_whoever_reported_does_not_check_and_a_handler_rectifies(
    people: dict[str, User], office: Unit
) -> None:
    matter = reported(people, office)
    matter.reported_by = people["second"]
    matter.save()
    assert steps(waiting.matters_waiting, people) == {"inspector": ["请核查整改结果"]}
    handed = treating(people, office)
    keeper = user_with(Role.KEEPER, office)
    assert list(waiting.matters_waiting(keeper)) == []
    matters.hand_out(actor=people["inspector"], matters=[handed], handler=keeper)
    assert [row.step for row in waiting.matters_waiting(keeper)] == ["请整改并报告结果"]


def test_a_problem_of_one_s_own_unit_waits_for_somebody_else(people: dict[str, User], bureau: Unit) -> None:
    raised(people, bureau)
    assert steps(waiting.matters_waiting, people) == {}
    assert list(waiting.matters_waiting(user_with(Role.INSPECTORATE, bureau))) == []


def test_the_limit_of_a_problem_is_told_by_the_problem_only(people: dict[str, User], office: Unit) -> None:
    matter = treating(people, office)
    assert matter.clock is not None
    assert [row.pk for row in own_limits(people["head"])] == [matter.clock_id]
    rows = [row for row in waiting_rows(people["head"]) if row.waiting.due_on is not None]
    assert [(row.label, row.waiting.step) for row in rows] == [("问题", "请整改并报告结果")]
    Matter.objects.update(state="reported")
    rows = [row for row in waiting_rows(people["head"]) if row.waiting.due_on is not None]
    assert rows == [], "the limit runs on, but the next step is somebody else's"


def test_a_letter_waits_for_those_who_read_its_box_then_for_its_handler(
    people: dict[str, User], bureau: Unit
) -> None:
    letter = received(bureau)
    readers = {"inspector", "second", "leader", "clerk"}
    assert steps(waiting.letters_waiting, people) == {name: ["请受理"] for name in readers}
    letters.accept_letter(
        actor=people["inspector"], letter=letter, handler=people["clerk"], about_units=[], about_people=[]
    )
    assert steps(waiting.letters_waiting, people) == {"clerk": ["请办理并答复"]}
    row = next(iter(waiting.letters_waiting(people["clerk"])))
    letter.refresh_from_db()
    assert letter.clock is not None
    assert (row.title, row.of, row.due_on) == (
        f"{letter} 办照要几天",
        letter.get_box_display(),
        letter.clock.due_on,
    )


def test_a_report_waits_for_those_alone_who_read_close_boxes(people: dict[str, User], bureau: Unit) -> None:
    received(bureau, Box.REPORT)
    assert set(steps(waiting.letters_waiting, people)) == {"inspector", "second", "leader"}


def test_s2_11_a_letter_waits_for_nobody_whom_it_is_about(people: dict[str, User], bureau: Unit) -> None:
    letter = received(bureau, Box.REPORT, title="监察员乙收礼", about_text="监察员乙")
    assert set(steps(waiting.letters_waiting, people)) == {"inspector", "leader"}
    handled = letters.accept_letter(
        actor=people["inspector"],
        letter=letter,
        handler=people["inspector"],
        about_units=[],
        about_people=[people["second"], people["leader"]],
    )
    replies.ask_unreachable(actor=people["inspector"], letter=handled, reason="电话停机", text="已答复。")
    assert steps(waiting.letters_waiting, people) == {}
    assert "监察员乙收礼" in signed_in(people["inspector"]).get(reverse("matters:letter-list")).text
    assert "监察员乙收礼" not in signed_in(people["second"]).get("/").text


def test_s2_11_the_limit_of_a_letter_about_him_is_not_told_to_the_head_of_the_bureau(
    people: dict[str, User], bureau: Unit
) -> None:
    director = user_with(Role.HEAD, bureau, name="李局长")
    letter = received(bureau, Box.REPORT, about_text="李局长")
    letters.run_limit(letter, letters.ACCEPT)
    assert letter.clock is not None
    letter.clock.due_on = D("2026-03-02")
    letter.clock.save()
    home = signed_in(director).get("/").text
    assert str(letter) not in home
    assert str(letter) in signed_in(people["inspector"]).get("/").text


def test_that_nobody_can_be_reached_waits_for_whoever_did_not_ask(
    people: dict[str, User], bureau: Unit
) -> None:
    letter = accepted(people, bureau)
    assert steps(waiting.letters_waiting, people) == {"inspector": ["请办理并答复"]}
    replies.ask_unreachable(actor=people["inspector"], letter=letter, reason="电话停机", text="已答复。")
    assert steps(waiting.letters_waiting, people) == {
        name: ["请批准无法联系来信人"] for name in ("second", "leader")
    }


def test_home_asks_the_same_number_of_questions_for_any_number_of_problems_and_letters(
    people: dict[str, User], bureau: Unit, office: Unit
) -> None:
    raised(people, office)
    received(bureau)
    client = signed_in(people["inspector"])
    client.get("/")
    with CaptureQueriesContext(connection) as before:
        client.get("/")
    for _ in range(19):
        raised(people, office)
        received(bureau)
    with CaptureQueriesContext(connection) as after:
        pages = [client.get("/").text, client.get("/?page=2").text]
    assert sum(page.count("请开始核实</a>") + page.count("请受理</a>") for page in pages) == 40
    assert len(after) == 2 * len(before)
