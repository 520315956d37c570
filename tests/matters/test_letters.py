"""A letter inside the office: taken up, answered, closed, and never before the eyes of those it is about (S2-11)."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from desk.models import Clock
from matters import access
from matters.models import BoxReading, Letter, Matter
from matters.queries.letters import letter_of_code, numbers_by_box, public_numbers, unreachable_seal
from matters.services import replies
from matters.services.letters import LetterRefused, accept_letter
from registry.models import Role, Unit, User
from registry.models.units import UnitKind
from rulebook.matter.letters import Box, Channel, Opinion, ReplyKind
from rulebook.matter.matters import Source, Triage
from tests.desk.test_clocks import D
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import UnitFactory, user_with
from tests.matters.letter_steps import CODE, accepted, answered, received, step, ticket

pytestmark = pytest.mark.django_db


def test_s2_11_no_letter_is_closed_without_an_answer(bureau: Unit, people: dict[str, User]) -> None:
    letter = accepted(people, bureau)
    replies.write_reply(actor=people["inspector"], letter=letter, kind=ReplyKind.FINAL, text="未发出的答复")
    with pytest.raises(LetterRefused, match="还没有发出答复"):
        replies.close_letter(actor=people["inspector"], letter=letter)
    news = replies.write_reply(
        actor=people["inspector"], letter=letter, kind=ReplyKind.INTERIM, text="正在核实。"
    )
    replies.send_reply(actor=people["inspector"], reply=news, channel=Channel.PHONE)
    with pytest.raises(LetterRefused, match="还没有发出答复"):
        replies.close_letter(actor=people["inspector"], letter=letter)
    letter.refresh_from_db()
    assert letter.state == "handling"


def test_the_database_itself_keeps_no_closed_letter_without_an_answer(
    bureau: Unit, people: dict[str, User]
) -> None:
    from django.db import IntegrityError, transaction

    letter = accepted(people, bureau)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(state="closed")


def test_that_nobody_can_be_reached_is_approved_by_somebody_else(
    bureau: Unit, people: dict[str, User]
) -> None:
    letter = accepted(people, bureau)
    replies.ask_unreachable(
        actor=people["inspector"], letter=letter, reason="电话三次无人接听", text="已经办好。"
    )
    letter.refresh_from_db()
    assert step(people["inspector"], letter, "approve").status_code == 403
    with pytest.raises(LetterRefused, match="不能批准自己"):
        replies.approve_unreachable(actor=people["inspector"], letter=letter, version=0)
    assert step(people["second"], letter, "approve", version=unreachable_seal(letter)).status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.unreachable_approved_by) == ("closed", people["second"])


def test_a_reply_goes_out_once(bureau: Unit, people: dict[str, User]) -> None:
    letter = answered(people, bureau)
    reply = letter.replies.get()
    with pytest.raises(LetterRefused, match="没有再发"):
        replies.send_reply(actor=people["second"], reply=reply, channel=Channel.PHONE)
    reply.refresh_from_db()
    assert (reply.channel, reply.sent_by) == ("web", people["inspector"])
    assert letter.steps.filter(text__startswith="发出").count() == 1


def test_s2_11_a_letter_about_a_unit_is_invisible_to_all_of_it(
    bureau: Unit, office: Unit, people: dict[str, User]
) -> None:
    window = UnitFactory(kind=UnitKind.WINDOW, parent=office, name="所里的窗口")
    both = user_with(Role.LETTER_HANDLER, bureau, name="兼职信件员")
    assert access.letters_for(both).count() == 0
    letter = received(bureau, Box.APPEAL, about_unit=office)
    assert access.sees_letter(both, letter)
    both.posts.create(unit=office, role=Role.INSPECTOR)
    of_window = user_with(Role.LETTER_HANDLER, bureau, name="窗口信件员")
    of_window.posts.create(unit=window, role=Role.INSPECTOR)
    for user in (User.objects.get(pk=both.pk), User.objects.get(pk=of_window.pk), people["head"]):
        assert not access.sees_letter(user, letter)
        client = signed_in(user)
        assert client.get(reverse("matters:letter-show", args=[letter.pk])).status_code == 404
        assert client.post(reverse("matters:letter-contact", args=[letter.pk])).status_code == 404
    assert access.sees_letter(people["clerk"], letter)


def test_whoever_a_letter_names_never_sees_it_and_never_handles_it(
    bureau: Unit, office: Unit, people: dict[str, User]
) -> None:
    letter = received(bureau, Box.REPORT, about_text="监察员乙")
    assert not access.sees_letter(people["second"], letter)
    assert access.sees_letter(people["inspector"], letter)
    assert people["second"] not in access.letter_handlers(letter)
    letter = received(bureau, Box.REPORT)
    refused = step(
        people["inspector"], letter, "accept", handler=people["second"].pk, about_people=[people["second"].pk]
    )
    assert refused.status_code == 422
    assert "被反映的人不能办理这封来信" in refused.content.decode()
    mixed = user_with(Role.INSPECTORATE, bureau, name="监察员丙")
    mixed.posts.create(unit=office, role=Role.DEPUTY)
    refused = step(people["inspector"], letter, "accept", handler=mixed.pk, about_units=[office.pk])
    assert "被反映单位的人不能办理这封来信" in refused.content.decode()
    letter.refresh_from_db()
    assert (letter.state, letter.handler) == ("received", None)


def test_reports_and_the_director_s_box_are_read_by_the_inspectorate_and_leaders_alone(
    bureau: Unit, people: dict[str, User]
) -> None:
    letters = {box: received(bureau, box) for box in Box}
    seen = {
        name: {box for box, letter in letters.items() if access.sees_letter(user, letter)}
        for name, user in people.items()
    }
    open_boxes = {Box.ENQUIRY, Box.APPEAL, Box.HOTLINE}
    assert seen == {
        "inspector": set(Box),
        "second": set(Box),
        "leader": set(Box),
        "clerk": open_boxes,
        "head": set(),
        "deputy": set(),
        "administrator": set(),
    }


def test_a_letter_about_the_only_inspector_is_taken_up_by_the_leader(
    bureau: Unit, people: dict[str, User]
) -> None:
    """Whatever the writer typed around the name; the letter does not lie where nobody may open it."""
    letter = received(bureau, Box.REPORT, about_text="监察室的监察员、监察员乙")
    assert [name for name, user in people.items() if access.sees_letter(user, letter)] == ["leader"]
    leader = people["leader"]
    assert step(leader, letter, "accept", handler=leader.pk).status_code == 302
    letter.refresh_from_db()
    assert letter.handler == leader


def test_nobody_enters_a_letter_s_problem_against_his_own_unit(
    bureau: Unit, office: Unit, people: dict[str, User]
) -> None:
    letter = accepted(people, bureau, Box.APPEAL)
    inspector = User.objects.get(pk=people["inspector"].pk)
    inspector.posts.create(unit=office, role=Role.DEPUTY)
    refused = step(inspector, letter, "matter", unit=office.pk, title="窗口", text="推诿", triage="short")
    assert (refused.status_code, "这个单位的问题不由您登记" in refused.content.decode()) == (422, True)


def test_dissatisfied_once_is_handled_again_and_the_second_opinion_stands(
    bureau: Unit, people: dict[str, User]
) -> None:
    letter = answered(people, bureau)
    replies.rate_answer(letter=letter, opinion=Opinion.DISSATISFIED)
    letter.refresh_from_db()
    assert (letter.state, letter.reopened, letter.answered_on, letter.opinion) == ("handling", True, None, "")
    with pytest.raises(LetterRefused, match="还没有发出答复"):
        replies.close_letter(actor=people["inspector"], letter=letter)
    again = replies.write_reply(actor=people["second"], letter=letter, kind=ReplyKind.FINAL, text="再答")
    replies.send_reply(actor=people["second"], reply=again, channel=Channel.WEB)
    replies.rate_answer(letter=letter, opinion=Opinion.DISSATISFIED)
    letter.refresh_from_db()
    assert (letter.state, letter.opinion) == ("replied", "not")
    with pytest.raises(LetterRefused, match="已经评价过"):
        replies.rate_answer(letter=letter, opinion=Opinion.SATISFIED)


def test_limits_run_from_receipt_and_from_acceptance_and_their_titles_tell_nothing(
    bureau: Unit, office: Unit, people: dict[str, User], at: Any
) -> None:
    letter = received(bureau, Box.REPORT, title="举报所长收礼", about_unit=office)
    first = Clock.objects.get()
    assert (first.due_on, first.title) == (D("2026-03-23"), f"来信 2026-{letter.number:04}（监察举报）")
    at.move_to("2026-03-10T09:00:00+08:00")
    accept_letter(
        actor=people["inspector"],
        letter=letter,
        handler=people["inspector"],
        about_units=[office],
        about_people=[],
    )
    letter.refresh_from_db()
    assert letter.clock is not None
    assert (letter.clock.due_on, letter.clock.handler) == (D("2026-03-31"), people["inspector"])
    first.refresh_from_db()
    assert first.outcome == "met"


def test_a_year_without_a_calendar_keeps_no_letter_out(bureau: Unit, at: Any) -> None:
    at.move_to("2029-12-20T09:00:00+08:00")
    letter = received(bureau)
    assert letter.clock is None
    assert letter.steps.filter(text="工作日历尚未录入，期限没有计算。").exists()


def test_s4_15_a_call_is_taken_down_and_its_code_told(bureau: Unit, people: dict[str, User]) -> None:
    client = signed_in(people["clerk"])
    page = reverse("matters:letter-create")
    data = {"title": "路边摊占道", "text": "城东路口", "ticket": ticket(client.get(page))}
    taken = client.post(page, data)
    found = CODE.search(taken.content.decode())
    assert found is not None
    letter = letter_of_code(found[0].replace("-", ""))
    assert letter is not None
    assert (letter.box, letter.title) == ("hotline", "路边摊占道")


def test_s2_22_leaders_say_that_they_have_read_a_box_once_a_day(
    bureau: Unit, people: dict[str, User]
) -> None:
    received(bureau, Box.DIRECTOR)
    leader = signed_in(people["leader"])
    address = reverse("matters:box-read", args=["director"])
    assert (leader.post(address).status_code, leader.post(address).status_code) == (302, 302)
    reading = BoxReading.objects.get()
    assert (reading.user, reading.box, reading.on, reading.waiting) == (
        people["leader"],
        "director",
        localdate(),
        1,
    )
    assert "局长阅看局长信箱，当时未答复 1 件" in leader.get(reverse("matters:letter-list")).content.decode()
    assert signed_in(people["clerk"]).post(address).status_code == 403


def test_a_letter_becomes_a_problem_that_does_not_tell_who_wrote(
    bureau: Unit, office: Unit, people: dict[str, User]
) -> None:
    letter = accepted(people, bureau, Box.APPEAL, name="王来信", phone="13800000000")
    assert (
        step(
            people["inspector"],
            letter,
            "matter",
            unit=office.pk,
            title="窗口态度差",
            text="多次推诿",
            triage="short",
        ).status_code
        == 302
    )
    matter = Matter.objects.get()
    assert (matter.source, matter.unit, matter.origin_label) == (Source.COMPLAINT, office, "")
    step(people["inspector"], letter, "matter", unit=office.pk, title="再来", text="一次", triage="short")
    assert Matter.objects.count() == 1
    with pytest.raises(LetterRefused, match="已经登记"):
        replies.raise_from_letter(
            actor=people["inspector"], letter=letter, unit=office, title="再", text="再", triage=Triage.SHORT
        )


def test_rates_count_what_was_answered_in_time(bureau: Unit, people: dict[str, User]) -> None:
    for _ in range(4):
        answered(people, bureau)
    few = numbers_by_box(access.letters_for(people["inspector"]), [Box.ENQUIRY])[0]
    assert (few.received, few.answered, few.answered_rate) == (4, 4, None)
    received(bureau)
    (one,) = numbers_by_box(access.letters_for(people["inspector"]), [Box.ENQUIRY])
    assert (one.received, one.answered, one.waiting, one.answered_rate) == (5, 4, 1, 80)
    assert public_numbers() == (5, 4)
