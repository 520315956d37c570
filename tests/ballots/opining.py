"""Steps of an opinion, as tablets send it."""

import json

from django.test import Client
from django.urls import reverse

from ballots.queries import votes
from ballots.services import casting, opinions
from rulebook.ballot.codes import opinion_hash
from tests.ballots.steps import Hall, new_id


def opine(
    hall: Hall, code: str, text: str = "窗口排队太久", subject: str = "", opinion: str = ""
) -> casting.Outcome:
    return opinions.opine(
        vote=hall.vote.pk,
        digest=opinion_hash(code),
        opinion=opinion or new_id(),
        subject=subject,
        text=text,
    )


def send(hall: Hall, kind: str, fields: dict[str, str], **headers: str):
    """An opinion or a reply slip as the page's script sends it."""
    url = reverse(f"ballots:ballot-{kind}", args=[hall.vote.pk])
    return Client().post(url, json.dumps(fields), content_type="application/json", headers=headers)


def opinion(hall: Hall, code: str, text: str = "窗口排队太久", **fields: str) -> dict[str, str]:
    return {"hash": opinion_hash(code), "id": new_id(), "subject": "", "text": text} | fields


def slip(**fields: str) -> dict[str, str]:
    return {
        "id": new_id(),
        "name": "求复人",
        "contact": "13000000001",
        "text": "执照何时办好",
        "token": "",
    } | fields


def token(hall: Hall, code: str, slip_id: str) -> str:
    """What a card that is still known yields for a slip of this id; empty when it yields nothing."""
    sent = {"hash": opinion_hash(code), "id": slip_id}
    return send(hall, "slip-token", sent).json().get("token", "")


def subject_key(hall: Hall, place: int) -> str:
    return votes.form(hall.vote).subjects[place].key
