"""A voting day: what people and one tablet do, through the public address only."""

import json
import re
import secrets
from typing import Any

from rulebook.ballot.codes import opinion_hash
from rulebook.ballot.form import new_ballot_id
from rulebook.ballot.receipts import receipt
from tests.deploy.installation import Installation
from tests.deploy.programs import wait_until
from tests.deploy.visitors import Tablet, Visitor, hidden, words

CARDS, PRESENT, CAST = 6, 4, 3
WORDS = {"inspectorate": "监察室保管的一道口令，够长", "watcher": "监督员保管的另一道口令，够长"}


def new_id() -> str:
    return new_ballot_id(secrets.token_bytes)


class Day:
    """The people and the cards of one meeting, which stands before its ballot."""

    def __init__(self, installation: Installation) -> None:
        hall = json.loads(installation.inside("tests.deploy.staged", str(CARDS)).splitlines()[-1])
        self.hall: dict[str, Any] = hall
        self.codes: list[str] = hall["codes"]
        self.ballots: list[str] = []
        self.token = ""
        self.inspector = Visitor(installation, hall["inspector"], hall["password"])
        self.watcher = Visitor(installation, hall["watcher"], hall["password"])
        self.tablet = Tablet(installation)
        self.control, self.lane = f"/votes/{hall['vote']}/", f"/b/{hall['vote']}/"

    def open(self) -> None:
        """The key of the vote with the zero report, and the opening: asked by the inspectorate, confirmed by the watcher on his own session."""
        again = {f"{keeper}_again": spoken for keeper, spoken in WORDS.items()}
        made = self.inspector.does(f"{self.control}key/", **WORDS, **again, **self._watcher_beside())
        assert "检验票全部如数打开计出" in made
        asked = self.inspector.does(f"{self.control}ask/", action="ballots.open")
        page = self.watcher.reads(self.control)
        assert "不留痕迹" in page, words(asked)
        self.watcher.does(f"{self.control}confirm/", seen=hidden(page, "seen"))

    def _watcher_beside(self) -> dict[str, str]:
        return {"username": self.hall["watcher"], "password": self.hall["password"]}

    def enrol(self) -> None:
        """A tablet becomes number 1 and learns which cards there are."""
        page = self.inspector.does(f"{self.control}tablets/add/", number=1)
        (code,) = re.findall(r"<dd[^>]*>\s*([2-9A-HJ-NP-Z -]{12,})\s*</dd>", page)
        enrolled = self.tablet.sends(f"{self.lane}enrol", code=code)
        assert (enrolled.status, enrolled.sent["number"]) == (201, 1)
        self.token = enrolled.sent["token"]
        assert len(self.tablet.sends(f"{self.lane}issued", token=self.token).sent["hashes"]) == CARDS

    def vote(self) -> None:
        """Three of four who are there."""
        assert self.tablet.get("/b/").status == 200
        for card in self.codes[:CAST]:
            assert self.tablet.sends(f"{self.lane}check", card=card).status == 200
            self.ballots.append(new_id())
            marks = [1 + secrets.randbelow(5) for _ in range(self.hall["places"])]
            sent = {"card": card, "id": self.ballots[-1], "form": self.hall["form"], "marks": marks}
            assert self.tablet.sends(f"{self.lane}cast", **sent).status == 201
        assert self.tablet.sends(f"{self.lane}check", card=self.codes[0]).status == 410

    def speak(self) -> None:
        """An opinion, and a slip by card, each on its own."""
        digest = opinion_hash(self.codes[0])
        said = {"hash": digest, "id": new_id(), "subject": "", "text": "窗口排队的时间太长"}
        assert self.tablet.sends(f"{self.lane}opinion/", **said).status == 201
        assert self.tablet.get(f"{self.lane}slip/").status == 200
        slip = new_id()
        token = self.tablet.sends(f"{self.lane}slip/token", hash=digest, id=slip).sent["token"]
        asked = {"name": "求复人", "contact": "13000000003", "text": "何时答复"}
        assert self.tablet.sends(f"{self.lane}slip/", id=slip, token=token, **asked).status == 201

    def close(self) -> None:
        """Everything is delivered, the cards that are left are counted and scanned."""
        self.inspector.does(f"{self.control}closing/")
        told = {"unsent": 0, "conflicts": 0, "busy": False, "knows": "closing"}
        assert self.tablet.sends(f"{self.lane}report", token=self.token, **told).status == 200
        for card in self.codes[PRESENT:]:
            self.watcher.does(f"{self.control}cards/void/", card=card, reason="leftover")
        counted = {"handed_out": PRESENT, "leftover": CARDS - PRESENT, "spoilt": 0}
        self.watcher.does(f"{self.control}cards/leftovers/", **counted)
        assert "投票已截止" in self.inspector.does(f"{self.control}close/")

    def count(self) -> None:
        """Both passphrases, the watcher beside; a process of its own counts, seals and destroys the key."""
        self.inspector.does(f"{self.control}count/", **WORDS, **self._watcher_beside())
        sealed = "票箱和密钥已销毁"
        wait_until(lambda: sealed in self.inspector.reads(self.control), "the counting process seals")

    def check_receipts(self) -> None:
        """Everybody finds his own, nobody one that is made up."""
        assert ["：选票已计入“" in self._checked(ballot) for ballot in [*self.ballots, new_id()]] == [
            *([True] * CAST),
            False,
        ]

    def _checked(self, ballot: str) -> str:
        return words(self.inspector.does("/receipts/", receipt=receipt(ballot)))

    def report(self) -> None:
        """The worker makes the count report."""
        page = f"/evaluations/meetings/{self.hall['meeting']}/report/"
        self.inspector.does(f"{page}make/")
        wait_until(
            lambda: "上传签字扫描件" in self.inspector.reads(page), "the worker makes the count report"
        )

    def secrets(self) -> list[str]:
        """What no log may hold."""
        return [*self.codes, *self.ballots, *map(receipt, self.ballots), self.token, *WORDS.values()]
