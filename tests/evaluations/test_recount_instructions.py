"""README-recount followed word for word, with the values that the report of each kind of vote prints (S0-23)."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from desk.models import Job
from desk.services.jobs import perform_job
from evaluations.surveys.models import Survey
from registry.models import Unit
from registry.services.attachments import read_attachment
from rulebook.election.score import Panel
from tests.ballots.steps import cast
from tests.evaluations.elections.stage import drawn_election, set_election_stage, vote_everything
from tests.evaluations.meetings.stage import Stage, confirm_vote_step, voted_meeting
from tests.evaluations.meetings.test_activities import signed_in
from tests.evaluations.meetings.test_results import MARKS, made_report, text_of
from tests.evaluations.surveys.test_surveys import publish, running

pytestmark = pytest.mark.django_db(transaction=True)

ADVICE = re.compile(r"(?:“([^”]+)”下面印的校验值：)?\n +(python recount\.py .+)")
"""A command of the instructions, and what stands over the value that it takes."""


@dataclass(frozen=True)
class Reader:
    """Somebody with a report in hand and a folder of files."""

    folder: Path
    report: str

    def take(self, client: Client, name: str, address: str) -> None:
        answer = client.get(address)
        assert answer.status_code == 200, address
        (self.folder / name).write_bytes(
            b"".join(answer.streaming_content) if answer.streaming else answer.content
        )  # type: ignore[attr-defined]

    def printed(self, label: str) -> str:
        """The value printed under this label; a foot of a page may lie between."""
        found = re.search(re.escape(label.replace(" ", "")) + r"：[^：]{0,80}?([0-9a-f]{64})", self.report)
        assert found is not None, label
        return found[1]

    def commands(self) -> Iterator[list[str]]:
        """What the instructions say to type, as far as the files are there."""
        text = (self.folder / "README-recount.txt").read_text(encoding="utf-8")
        for label, line in ADVICE.findall(text):
            words = line.split()[1:]
            if all((self.folder / word).exists() for word in words if word.endswith(".json")):
                yield [self.printed(label) if word == "校验值" else word for word in words]

    def run(self, words: list[str]) -> list[str]:
        done = subprocess.run(
            [sys.executable, *words], cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.stderr == ""
        return done.stdout.splitlines()

    def follow(self, client: Client) -> int:
        """Do what the instructions say; how many commands there were."""
        for name in ("README-recount.txt", "recount.py"):
            self.take(client, name, reverse("ballots:recount-file", args=[name]))
        commands = list(self.commands())
        for words in commands:
            said = self.run(words)
            assert said[-1] == "结论：核验通过，全部一致。", said
            anchors = [line for line in said if line.startswith(("封存的计数", "审计记录第"))]
            assert len(anchors) == 2
            for line in anchors:
                label, value = line.replace("（SHA-256）", "").split("：")
                assert self.printed(label) == value
            if "--sha256" in words:
                other = [*words[:-1], words[-1][::-1]]
                assert self.run(other)[-1] == "结论：核验不通过。"
        return len(commands)


PUBLIC = {"counts.json": "ballots:count-file", "publication.json": "ballots:publication-file"}


def test_s0_23_a_meeting(stage: Stage, tmp_path: Path) -> None:
    meeting = voted_meeting(stage, MARKS)
    report = made_report(stage, meeting)
    confirm_vote_step(stage, meeting, "ballots.publish")
    assert report.pdf is not None
    assert report.published_pdf is not None
    vote = meeting.vote
    assert vote is not None
    reader = Reader(tmp_path, text_of(read_attachment(report.pdf)))
    for name, address in PUBLIC.items():
        reader.take(Client(), name, reverse(address, args=[vote.pk]))
    reader.take(
        signed_in(stage.inspector),
        "counts-internal.json",
        reverse("ballots:count-file-internal", args=[vote.pk]),
    )
    assert reader.follow(Client()) == 3
    published = Reader(tmp_path, text_of(read_attachment(report.published_pdf)))
    assert published.printed("计票数据 counts.json") == reader.printed("计票数据 counts.json")
    assert "counts-internal" not in published.report
    page = Client().get(reverse("ballots:vote-result", args=[vote.pk])).content.decode()
    assert reader.printed("计票数据 counts.json") in page


def test_s0_23_a_survey(stage: Stage, tmp_path: Path) -> None:
    hall, codes = running(stage)
    for number, code in enumerate(codes[:20]):
        assert cast(hall, code, [1, 5 if number < 5 else 0]).status == 201
    client = signed_in(stage.inspector)
    address = reverse("surveys:survey-report", args=[Survey.objects.get().pk])
    assert "结果公布后才能下载。" in client.get(address, follow=True).content.decode()
    publish(hall)
    reader = Reader(tmp_path, text_of(client.get(address).content))
    assert "监察室100.00%（20/20）" in reader.report
    for name, public in PUBLIC.items():
        reader.take(Client(), name, reverse(public, args=[hall.vote.pk]))
    assert reader.follow(Client()) == 2


def test_s0_23_an_election(bureau: Unit, tmp_path: Path) -> None:
    stage = set_election_stage(bureau)
    election = drawn_election(stage)
    vote_everything(stage, election)
    client = signed_in(stage.inspector)
    client.post(reverse("elections:election-count-make", args=[election.pk]))
    perform_job(Job.objects.get(kind="elections.election_report").pk)
    whole = text_of(client.get(reverse("elections:election-count-file", args=[election.pk, "pdf"])).content)
    parts = whole.split("内部计票数据counts-internal.json：")[1:]
    assert len(parts) == len(Panel)
    for panel, part in zip(Panel, parts, strict=True):
        vote = election.votes.get(panel=panel).vote
        folder = tmp_path / panel.value
        folder.mkdir()
        reader = Reader(folder, f"内部计票数据counts-internal.json：{part}")
        address = reverse("ballots:count-file-internal", args=[vote.pk])
        reader.take(client, "counts-internal.json", address)
        assert reader.follow(Client()) == 1
