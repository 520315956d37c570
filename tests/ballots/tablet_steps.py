"""What an enrolled tablet sends, and the file it hands over as a last resort."""

import base64
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.test import Client
from django.urls import reverse

from ballots.models import Tablet
from ballots.services import cards, tablets
from ballots.sql import connecting
from ballots.sql.urn import URN
from rulebook.ballot.unsent import FORMAT, POINT, UNCOMPRESSED, derived_key
from tests.ballots.steps import Hall, new_id


def enrolled(hall: Hall, number: int = 1) -> str:
    """The token of a tablet that has just been enrolled."""
    _, code = tablets.add_tablet(actor=hall.runner, vote=hall.vote, number=number)
    _, _, token = tablets.enrol_tablet(vote=hall.vote.pk, code=code)
    return token


def report(hall: Hall, token: str, unsent: int = 0, conflicts: int = 0, **more: Any) -> Tablet | None:
    return tablets.report_tablet(vote=hall.vote.pk, token=token, unsent=unsent, conflicts=conflicts, **more)


def ask(hall: Hall, name: str, sent: Any):
    """A request of the tablet's script."""
    url = reverse(f"ballots:{name}", args=[hall.vote.pk])
    return Client().post(url, json.dumps(sent), content_type="application/json")


def ballot_of(hall: Hall, code: str, mark: int = 1) -> dict[str, Any]:
    return {
        "card": code,
        "id": new_id(),
        "form": hall.vote.form_hash,
        "marks": [mark] * hall.form.size,
    }


def sealed_file(public: str, vote: int, token: str, ballots: list[dict[str, Any]]) -> bytes:
    """The file as a browser seals it (``static/js/ballot-export.js``)."""
    theirs = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), base64.b64decode(public))
    own = generate_private_key(SECP256R1())
    point = own.public_key().public_bytes(POINT, UNCOMPRESSED)
    key = derived_key(own.exchange(ECDH(), theirs), point, vote)
    nonce = secrets.token_bytes(12)
    plain = json.dumps({"token": token, "ballots": ballots}).encode()
    box = AESGCM(key).encrypt(nonce, plain, None)
    parts = {
        name: base64.b64encode(part).decode() for name, part in (("key", point), ("iv", nonce), ("box", box))
    }
    return json.dumps({"format": FORMAT, "vote": vote, **parts}).encode()


def count_by_hand(hall: Hall, used: int) -> None:
    """Everything about the cards is done, so that only tablets can hinder the closing."""
    left = hall.codes[used:]
    for code in left:
        cards.void_card(actor=hall.watcher, vote=hall.vote, code=code, reason="leftover")
    cards.record_leftovers(actor=hall.watcher, vote=hall.vote, leftover=len(left), spoilt=0)


def urn(hall: Hall) -> int:
    """How many ballots lie in it."""
    return connecting.count_rows(URN, hall.vote.pk)
