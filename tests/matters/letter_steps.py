"""What the tests of letters do: write, take up, answer."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from matters.models import Letter
from matters.services import letters, replies
from matters.services.letters import Written
from registry.models import Unit, User
from rulebook.matter.letters import Box, Channel, ReplyKind
from tests.evaluations.meetings.test_activities import signed_in

CODE = re.compile(r"(?:[2-9A-HJ-NP-Z]{4}-){4}[2-9A-HJ-NP-Z]")


def received(bureau: Unit, box: Box = Box.ENQUIRY, **changes: Any) -> Letter:
    given: dict[str, Any] = {"box": box, "title": "办照要几天", "text": "营业执照几天能拿到？"}
    return letters.receive_letter(
        actor=None, bureau=bureau, written=Written(**(given | changes)), code=letters.fresh_code()
    )


def accepted(people: dict[str, User], bureau: Unit, box: Box = Box.ENQUIRY, **changes: Any) -> Letter:
    letter = received(bureau, box, **changes)
    return letters.accept_letter(
        actor=people["inspector"], letter=letter, handler=people["inspector"], about_units=[], about_people=[]
    )


def answered(people: dict[str, User], bureau: Unit, box: Box = Box.ENQUIRY) -> Letter:
    letter = accepted(people, bureau, box)
    reply = replies.write_reply(
        actor=people["inspector"], letter=letter, kind=ReplyKind.FINAL, text="三个工作日。"
    )
    replies.send_reply(actor=people["inspector"], reply=reply, channel=Channel.WEB)
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
