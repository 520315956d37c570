"""A whole voting day on an installation made from ``docs/production.md`` and the files of ``deploy/``."""

import json
import re
import secrets
from typing import Any

from rulebook.ballot.codes import opinion_hash
from rulebook.ballot.form import new_ballot_id
from rulebook.ballot.receipts import receipt
from tests.deploy.installation import Installation
from tests.deploy.programs import wait_until
from tests.deploy.visitors import Tablet, Visitor, hidden

CARDS, PRESENT, CAST = 6, 4, 3
WORDS = {"inspectorate": "监察室保管的一道口令，够长", "watcher": "监督员保管的另一道口令，够长"}


def new_id() -> str:
    return new_ballot_id(secrets.token_bytes)


class Day:
    """The people and the cards of one meeting."""

    def __init__(self, installation: Installation) -> None:
        hall = json.loads(installation.inside("tests.deploy.staged", str(CARDS)).splitlines()[-1])
        self.hall: dict[str, Any] = hall
        self.inspector = Visitor(installation, hall["inspector"], hall["password"])
        self.watcher = Visitor(installation, hall["watcher"], hall["password"])
        self.tablet = Tablet(installation)
        self.control, self.lane = f"/votes/{hall['vote']}/", f"/b/{hall['vote']}/"

    def both(self, action: str) -> str:
        """A step that the inspectorate asks and the watcher confirms on his own session; the page on which he saw it."""
        self.inspector.does(f"{self.control}ask/", action=action)
        page = self.watcher.reads(self.control)
        self.watcher.does(f"{self.control}confirm/", seen=hidden(page, "seen"))
        return page

    def open(self) -> None:
        again = {f"{keeper}_again": words for keeper, words in WORDS.items()}
        who = {"username": self.hall["watcher"], "password": self.hall["password"]}
        assert "检验票全部如数打开计出" in self.inspector.does(f"{self.control}key/", **WORDS, **again, **who)
        assert "不留痕迹" in self.both("ballots.open")

    def enrol(self) -> str:
        page = self.inspector.does(f"{self.control}tablets/add/", number=1)
        (code,) = re.findall(r"<dd[^>]*>\s*([2-9A-HJ-NP-Z -]{12,})\s*</dd>", page)
        enrolled = self.tablet.sends(f"{self.lane}enrol", code=code)
        assert (enrolled.status, enrolled.sent["number"]) == (201, 1)
        return str(enrolled.sent["token"])

    def cast(self, card: str, ballot: str) -> int:
        marks = [1 + secrets.randbelow(5) for _ in range(self.hall["places"])]
        form = self.hall["form"]
        return self.tablet.sends(f"{self.lane}cast", card=card, id=ballot, form=form, marks=marks).status


def test_a_voting_day(installation: Installation) -> None:
    day = Day(installation)
    codes, tablet = day.hall["codes"], day.tablet
    day.open()
    token = day.enrol()
    assert len(tablet.sends(f"{day.lane}issued", token=token).sent["hashes"]) == CARDS
    assert tablet.get("/b/").status == 200
    receipts = []
    for card in codes[:CAST]:
        assert tablet.sends(f"{day.lane}check", card=card).status == 200
        receipts.append(new_id())
        assert day.cast(card, receipts[-1]) == 201
    assert tablet.sends(f"{day.lane}check", card=codes[0]).status == 410
    said = {"hash": opinion_hash(codes[0]), "id": new_id(), "subject": "", "text": "窗口排队的时间太长"}
    assert tablet.sends(f"{day.lane}opinion/", **said).status == 201
    slip = {"id": new_id(), "name": "求复人", "contact": "13000000003", "text": "何时答复"}
    assert tablet.sends(f"{day.lane}slip/", **slip).status == 201

    day.inspector.does(f"{day.control}closing/")
    told = {"token": token, "unsent": 0, "conflicts": 0, "busy": False, "knows": "closing"}
    assert tablet.sends(f"{day.lane}report", **told).status == 200
    for card in codes[PRESENT:]:
        day.watcher.does(f"{day.control}cards/void/", card=card, reason="leftover")
    counted = {"handed_out": PRESENT, "leftover": CARDS - PRESENT, "spoilt": 0}
    day.watcher.does(f"{day.control}cards/leftovers/", **counted)
    assert "投票已截止" in day.inspector.does(f"{day.control}close/")
    day.inspector.does(f"{day.control}count/", **WORDS)
    wait_until(lambda: "票箱和密钥已销毁" in day.inspector.reads(day.control), "the counting process seals")
    assert list((installation.folder / "var").glob("keys/*")) == []
    for ballot in receipts:
        assert "：选票已计入" in _words(day.inspector.does("/receipts/", receipt=receipt(ballot)))
    _a_job_is_done(day)
    _nothing_tells_who_voted(installation, [*codes, *receipts, *map(receipt, receipts), token])


def _a_job_is_done(day: Day) -> None:
    """The worker makes the count report."""
    page = f"/evaluations/meetings/{day.hall['meeting']}/report/"
    day.inspector.does(f"{page}make/")
    wait_until(lambda: "上传签字扫描件" in day.inspector.reads(page), "the worker makes the count report")


def _nothing_tells_who_voted(installation: Installation, secrets_of_voters: list[str]) -> None:
    """No log of any server has an address of the lane, a receipt or a token; the log does have the other pages."""
    logs = "".join(file.read_text(errors="replace") for file in installation.folder.rglob("*.log"))
    logs += (installation.folder / "postgresql" / "log").read_text()
    assert "GET /votes/" in logs
    assert [word for word in (" /b/", "/static/", "/receipts/", *secrets_of_voters) if word in logs] == []


def _words(page: str) -> str:
    """What stands on a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))
