"""A letter from the public page to the day it is closed: always with an answer, never before the eyes of those it is about (S2-11)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from desk import services as desk
from desk.models import Clock
from matters import access, queries, services
from matters.models import BoxReading, Letter, LetterReply, Matter
from matters.services import LetterRefused, Written
from matters.views import mail
from registry.models import AuditEvent, Role, Unit, User
from registry.models.units import UnitKind
from rulebook.letters import Box, Channel, Opinion, ReplyKind
from rulebook.matters import Source, Triage
from tests.desk.test_clocks import D
from tests.factories import UnitFactory, user_with

pytestmark = pytest.mark.django_db
CODE = re.compile(r"(?:[2-9A-HJ-NP-Z]{4}-){4}[2-9A-HJ-NP-Z]")


@pytest.fixture(autouse=True)
def at() -> Iterator[Any]:
    mail.letters_sent.forget()
    with time_machine.travel("2026-03-02T09:00:00+08:00", tick=False) as traveller:
        desk.load_year(actor=None, year=2026)
        yield traveller


@pytest.fixture
def people(bureau: Unit, office: Unit) -> dict[str, User]:
    return {
        "inspector": user_with(Role.INSPECTORATE, bureau, name="监察员"),
        "second": user_with(Role.INSPECTORATE, bureau, name="监察员乙"),
        "leader": user_with(Role.LEADER, bureau, name="局长"),
        "clerk": user_with(Role.LETTER_HANDLER, bureau, name="信件员"),
        "head": user_with(Role.HEAD, office, name="所长"),
        "administrator": user_with(Role.ADMINISTRATOR, bureau, name="管理员"),
    }


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def received(bureau: Unit, box: Box = Box.ENQUIRY, **changes: Any) -> Letter:
    given: dict[str, Any] = {"box": box, "title": "办照要几天", "text": "营业执照几天能拿到？"}
    return services.receive_letter(
        actor=None, bureau=bureau, written=Written(**(given | changes)), code=services.fresh_code()
    )


def accepted(people: dict[str, User], bureau: Unit, box: Box = Box.ENQUIRY, **changes: Any) -> Letter:
    letter = received(bureau, box, **changes)
    return services.accept_letter(
        actor=people["inspector"], letter=letter, handler=people["inspector"], about_units=[], about_people=[]
    )


def answered(people: dict[str, User], bureau: Unit, box: Box = Box.ENQUIRY) -> Letter:
    letter = accepted(people, bureau, box)
    reply = services.write_reply(
        actor=people["inspector"], letter=letter, kind=ReplyKind.FINAL, text="三个工作日。"
    )
    services.send_reply(actor=people["inspector"], reply=reply, channel=Channel.WEB)
    letter.refresh_from_db()
    return letter


def ticket(page: Any) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


def written(client: Client, box: str = "enquiry", **changes: Any) -> Any:
    page = reverse("matters:mail-write", args=[box])
    data = {"title": "办照要几天", "text": "营业执照几天能拿到？", "ticket": ticket(client.get(page))}
    return client.post(page, data | changes)


def step(user: User, letter: Letter, name: str, **data: Any) -> Any:
    return signed_in(user).post(reverse("matters:letter-step", args=[letter.pk, name]), data)


def test_s2_11_a_letter_is_written_answered_and_followed_by_its_code(
    bureau: Unit, people: dict[str, User]
) -> None:
    """Every item gets a result, every letter an answer: by the pages, without an account on the writer's side."""
    sent = written(Client())
    code = CODE.search(sent.content.decode())
    assert code is not None
    letter = Letter.objects.get()
    assert (letter.box, letter.named, letter.state) == ("enquiry", False, "received")

    clerk = people["clerk"]
    assert step(clerk, letter, "accept", handler=clerk.pk).status_code == 302
    assert step(clerk, letter, "reply", kind="final", text="三个工作日，凭身份证领取。").status_code == 302
    follow = Client().post(reverse("matters:mail-follow"), {"code": code[0]})
    assert "三个工作日，凭身份证领取。" not in follow.content.decode()

    reply = LetterReply.objects.get()
    assert step(clerk, letter, "send", reply=reply.pk, channel="web").status_code == 302
    follow = Client().post(reverse("matters:mail-follow"), {"code": code[0].lower()})
    assert "三个工作日，凭身份证领取。" in follow.content.decode()
    assert step(clerk, letter, "close").status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.in_time) == ("closed", True)


def test_s2_11_no_letter_is_closed_without_an_answer(bureau: Unit, people: dict[str, User]) -> None:
    letter = accepted(people, bureau)
    services.write_reply(actor=people["inspector"], letter=letter, kind=ReplyKind.FINAL, text="未发出的答复")
    with pytest.raises(LetterRefused, match="还没有发出答复"):
        services.close_letter(actor=people["inspector"], letter=letter)
    news = services.write_reply(
        actor=people["inspector"], letter=letter, kind=ReplyKind.INTERIM, text="正在核实。"
    )
    services.send_reply(actor=people["inspector"], reply=news, channel=Channel.PHONE)
    with pytest.raises(LetterRefused, match="还没有发出答复"):
        services.close_letter(actor=people["inspector"], letter=letter)
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
    services.ask_unreachable(actor=people["inspector"], letter=letter, reason="电话三次无人接听")
    letter.refresh_from_db()
    assert step(people["inspector"], letter, "approve").status_code == 403
    with pytest.raises(LetterRefused, match="不能批准自己"):
        services.approve_unreachable(actor=people["inspector"], letter=letter)
    assert step(people["second"], letter, "approve").status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.unreachable_approved_by) == ("closed", people["second"])


def test_a_reply_goes_out_once(bureau: Unit, people: dict[str, User]) -> None:
    letter = answered(people, bureau)
    reply = letter.replies.get()
    with pytest.raises(LetterRefused, match="没有再发"):
        services.send_reply(actor=people["second"], reply=reply, channel=Channel.PHONE)
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
    assert access.may_see_letter(both, letter)
    both.posts.create(unit=office, role=Role.INSPECTOR)
    of_window = user_with(Role.LETTER_HANDLER, bureau, name="窗口信件员")
    of_window.posts.create(unit=window, role=Role.INSPECTOR)
    for user in (User.objects.get(pk=both.pk), User.objects.get(pk=of_window.pk), people["head"]):
        assert not access.may_see_letter(user, letter)
        client = signed_in(user)
        assert client.get(reverse("matters:letter-show", args=[letter.pk])).status_code == 404
        assert client.post(reverse("matters:letter-contact", args=[letter.pk])).status_code == 404
    assert access.may_see_letter(people["clerk"], letter)


def test_whoever_a_letter_names_never_sees_it_and_never_handles_it(
    bureau: Unit, office: Unit, people: dict[str, User]
) -> None:
    letter = received(bureau, Box.REPORT, about_text="监察员乙")
    assert not access.may_see_letter(people["second"], letter)
    assert access.may_see_letter(people["inspector"], letter)
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
        name: {box for box, letter in letters.items() if access.may_see_letter(user, letter)}
        for name, user in people.items()
    }
    open_boxes = {Box.ENQUIRY, Box.APPEAL, Box.HOTLINE}
    assert seen == {
        "inspector": set(Box),
        "second": set(Box),
        "leader": set(Box),
        "clerk": open_boxes,
        "head": set(),
        "administrator": set(),
    }


def test_a_letter_about_the_only_inspector_is_taken_up_by_the_leader(
    bureau: Unit, people: dict[str, User]
) -> None:
    """Whatever the writer typed around the name; the letter does not lie where nobody may open it."""
    letter = received(bureau, Box.REPORT, about_text="监察室的监察员、监察员乙")
    assert [name for name, user in people.items() if access.may_see_letter(user, letter)] == ["leader"]
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
    assert (refused.status_code, "不能登记本单位的问题" in refused.content.decode()) == (422, True)


def test_a_letter_sent_twice_is_one_letter_with_one_code(bureau: Unit) -> None:
    client = Client()
    page = reverse("matters:mail-write", args=["enquiry"])
    data = {"title": "办照", "text": "几天", "ticket": ticket(client.get(page))}
    first, second = client.post(page, data), client.post(page, data)
    assert CODE.findall(first.content.decode()) == CODE.findall(second.content.decode()) != []
    assert Letter.objects.count() == 1


def test_a_code_is_kept_nowhere(bureau: Unit) -> None:
    sent = written(Client(), name="王来信", phone="13800000000")
    found = CODE.search(sent.content.decode())
    assert found is not None
    code = found[0].replace("-", "")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith(("matters_", "registry_audit", "desk_")):
                cursor.execute(f"SELECT * FROM {table}")
                assert code not in repr(cursor.fetchall())
    assert queries.letter_of_code(code) == Letter.objects.get()


def test_contacts_are_encrypted_and_every_reading_is_kept(bureau: Unit, people: dict[str, User]) -> None:
    written(Client(), name="王来信", phone="13800000000")
    letter = Letter.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM matters_lettercontact")
        assert "王来信" not in repr(cursor.fetchall())
    client = signed_in(people["inspector"])
    page = reverse("matters:letter-show", args=[letter.pk])
    assert "13800000000" not in client.get(page).content.decode()
    assert "13800000000" in client.post(reverse("matters:letter-contact", args=[letter.pk])).content.decode()
    assert letter.steps.filter(text="查看了来信人的联系方式。", by=people["inspector"]).count() == 1
    assert AuditEvent.objects.filter(verb="read_letter_contact", actor=people["inspector"]).count() == 1
    assert (
        signed_in(people["head"]).post(reverse("matters:letter-contact", args=[letter.pk])).status_code == 404
    )


def test_half_a_name_is_refused_and_what_was_typed_stays(bureau: Unit) -> None:
    refused = written(Client(), name="王来信")
    assert refused.status_code == 422
    assert "署名的请留下联系电话或通信地址" in refused.content.decode()
    assert "营业执照几天能拿到？" in refused.content.decode()
    refused = written(Client(), phone="13800000000")
    assert "匿名的不填联系方式" in refused.content.decode()
    assert Letter.objects.count() == 0


def test_an_old_page_keeps_what_was_typed_and_sends_with_a_fresh_ticket(bureau: Unit, at: Any) -> None:
    client = Client()
    page = reverse("matters:mail-write", args=["enquiry"])
    data = {"title": "办照", "text": "写了两天的信", "ticket": ticket(client.get(page))}
    at.move_to("2026-03-04T09:00:00+08:00")
    refused = client.post(page, data)
    assert refused.status_code == 422
    assert "写了两天的信" in refused.content.decode()
    assert client.post(page, data | {"ticket": ticket(refused)}).status_code == 200
    assert Letter.objects.get().text == "写了两天的信"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("照片.jpg", b"MZ\x90\x00not a picture", "照片.jpg"),
        ("材料.pdf", b"<html></html>", "材料.pdf"),
        ("空.pdf", b"", "空"),
    ],
)
def test_files_are_told_by_their_content(bureau: Unit, name: str, content: bytes, said: str) -> None:
    refused = written(Client(), file=SimpleUploadedFile(name, content))
    assert refused.status_code == 422
    assert "营业执照几天能拿到？" in refused.content.decode()
    assert Letter.objects.count() == 0


def test_a_file_that_is_too_large_is_refused_and_the_letter_stays_on_the_page(bureau: Unit) -> None:
    large = SimpleUploadedFile("照片.pdf", b"%PDF-1.4" + b"0" * (10 * 1024 * 1024))
    refused = written(Client(), file=large)
    assert (refused.status_code, "文件超过 10 兆" in refused.content.decode()) == (422, True)
    assert "营业执照几天能拿到？" in refused.content.decode()


def test_a_picture_comes_with_the_letter_and_only_its_readers_get_it(
    bureau: Unit, people: dict[str, User]
) -> None:
    written(Client(), file=SimpleUploadedFile("票据.pdf", b"%PDF-1.4 receipt"))
    address = reverse("matters:letter-file", args=[Letter.objects.get().pk])
    assert signed_in(people["clerk"]).get(address).content == b"%PDF-1.4 receipt"
    assert signed_in(people["head"]).get(address).status_code == 404


def test_a_flood_into_one_box_leaves_the_others_open(bureau: Unit) -> None:
    client = Client()
    answers = [written(client, "enquiry").status_code for _ in range(21)]
    assert answers == [200] * 20 + [422]
    assert written(client, "appeal").status_code == 200


@pytest.mark.parametrize("code", ["", "abc", "2345-ABCD", "2222-2222-2222-2222-3", "票码" * 20, "\ud800"])
def test_a_wrong_code_is_said_in_words(bureau: Unit, code: str) -> None:
    page = Client().post(
        reverse("matters:mail-follow"), {"code": code.encode("utf-8", "surrogatepass").decode("latin-1")}
    )
    assert page.status_code == 422
    assert "field-error" in page.content.decode() or "invalid-feedback" in page.content.decode()


def test_dissatisfied_once_is_handled_again_and_the_second_opinion_stands(
    bureau: Unit, people: dict[str, User]
) -> None:
    letter = answered(people, bureau)
    services.rate_answer(letter=letter, opinion=Opinion.DISSATISFIED)
    letter.refresh_from_db()
    assert (letter.state, letter.reopened, letter.answered_on, letter.opinion) == ("handling", True, None, "")
    with pytest.raises(LetterRefused, match="还没有发出答复"):
        services.close_letter(actor=people["inspector"], letter=letter)
    again = services.write_reply(actor=people["second"], letter=letter, kind=ReplyKind.FINAL, text="再答")
    services.send_reply(actor=people["second"], reply=again, channel=Channel.WEB)
    services.rate_answer(letter=letter, opinion=Opinion.DISSATISFIED)
    letter.refresh_from_db()
    assert (letter.state, letter.opinion) == ("replied", "not")
    with pytest.raises(LetterRefused, match="已经评价过"):
        services.rate_answer(letter=letter, opinion=Opinion.SATISFIED)


def test_limits_run_from_receipt_and_from_acceptance_and_their_titles_tell_nothing(
    bureau: Unit, office: Unit, people: dict[str, User], at: Any
) -> None:
    letter = received(bureau, Box.REPORT, title="举报所长收礼", about_unit=office)
    first = Clock.objects.get()
    assert (first.due_on, first.title) == (D("2026-03-23"), f"来信 2026-{letter.number:04}（监察举报）")
    at.move_to("2026-03-10T09:00:00+08:00")
    services.accept_letter(
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
    letter = queries.letter_of_code(found[0].replace("-", ""))
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
    assert (
        step(
            people["inspector"], letter, "matter", unit=office.pk, title="再来", text="一次", triage="short"
        ).status_code
        == 403
    )
    with pytest.raises(LetterRefused, match="已经登记"):
        services.raise_from_letter(
            actor=people["inspector"], letter=letter, unit=office, title="再", text="再", triage=Triage.SHORT
        )


def test_rates_count_what_was_answered_in_time(bureau: Unit, people: dict[str, User]) -> None:
    for _ in range(4):
        answered(people, bureau)
    few = queries.numbers_by_box(access.letters_for(people["inspector"]), [Box.ENQUIRY])[0]
    assert (few.received, few.answered, few.answered_rate) == (4, 4, None)
    received(bureau)
    (one,) = queries.numbers_by_box(access.letters_for(people["inspector"]), [Box.ENQUIRY])
    assert (one.received, one.answered, one.waiting, one.answered_rate) == (5, 4, 1, 80)
    assert queries.public_numbers() == (5, 4)
