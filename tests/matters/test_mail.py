"""The public side of the boxes: writing a letter, and following it by its code (S2-11)."""

import re
from itertools import count
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from matters.models import Letter, LetterReply
from matters.queries import letters
from matters.views.mail import letters_sent
from registry.models import AuditEvent, Unit, User
from rulebook.matter.effort import CALM, WITHOUT_EFFORT, is_effort
from tests.evaluations.meetings.test_activities import signed_in
from tests.matters.letter_steps import CODE, step, ticket, written

pytestmark = pytest.mark.django_db


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
    assert letters.letter_of_code(code) == Letter.objects.get()


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
        ("照片.jpg", b"MZ\x90\x00not a picture", "文件内容不是：JPEG 图片、PDF、PNG 图片"),
        ("材料.pdf", b"<html></html>", "文件内容不是：JPEG 图片、PDF、PNG 图片"),
        ("空.pdf", b"", "所提交的是空文件。"),
    ],
)
def test_files_are_told_by_their_content(bureau: Unit, name: str, content: bytes, said: str) -> None:
    refused = written(Client(), file=SimpleUploadedFile(name, content))
    assert refused.status_code == 422
    assert said in refused.content.decode()
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


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "必填"),
        ("abc", "查询码不对"),
        ("2222-2222-2222-2222-3", "查询码不对"),
        ("2345-ABCD", "查询码不对"),
        ("票码" * 20, "查询码不对"),
    ],
)
def test_a_wrong_code_is_said_in_words(bureau: Unit, code: str, said: str) -> None:
    page = Client().post(reverse("matters:mail-follow"), {"code": code})
    assert page.status_code == 422
    assert said in page.content.decode()


def effort_of(page: Any) -> str:
    """What the page's script finds."""
    bits = re.search(r'data-effort="([0-9]+)"', page.content.decode())
    assert bits is not None
    return next(str(n) for n in count() if is_effort(ticket(page), str(n), int(bits[1])))


def test_a_flood_without_effort_does_not_shut_the_box(bureau: Unit) -> None:
    page = reverse("matters:mail-write", args=["enquiry"])
    answers = [written(Client()).status_code for _ in range(WITHOUT_EFFORT + 1)]
    assert answers == [200] * WITHOUT_EFFORT + [422]
    refused = written(Client(), text="请不要丢掉这封信")
    assert "现在来信较多" in refused.content.decode()
    assert "请不要丢掉这封信" in refused.content.decode()
    client = Client()
    opened = client.get(page)
    honest = {"title": "办照", "text": "几天", "ticket": ticket(opened), "effort": effort_of(opened)}
    assert client.post(page, honest).status_code == 200
    assert Letter.objects.count() == WITHOUT_EFFORT + 1
    assert written(Client(), box="appeal").status_code == 200


def test_an_effort_is_good_for_one_letter(bureau: Unit) -> None:
    page = reverse("matters:mail-write", args=["enquiry"])
    client = Client()
    opened = client.get(page)
    data = {"title": "办照", "text": "几天", "ticket": ticket(opened), "effort": effort_of(opened)}
    for _ in range(3):
        client.post(page, data)
    assert Letter.objects.count() == 1


def test_the_box_opens_again_after_a_while(bureau: Unit, at: Any) -> None:
    for _ in range(WITHOUT_EFFORT):
        written(Client())
    assert written(Client()).status_code == 422
    at.shift(120)
    assert written(Client()).status_code == 200


def test_more_is_asked_of_a_page_handed_out_in_a_flood(bureau: Unit) -> None:
    page = reverse("matters:mail-write", args=["enquiry"])
    assert 'data-effort="14"' in Client().get(page).content.decode()
    for _ in range(CALM):
        letters_sent.add("all")
    assert 'data-effort="15"' in Client().get(page).content.decode()
