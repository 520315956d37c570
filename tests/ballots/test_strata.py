"""Results of a mass survey by stratum: counted, verified, merged before they are published (S4-11)."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from ballots.queries import votes
from ballots.queries.strata import sealed_strata
from ballots.services import moves
from ballots.sql import connecting, urn
from ballots.sql.summing import SummingCounter
from rulebook.ballot.form import canonical_json
from rulebook.ballot.publication import Edition
from tests.ballots.steps import Hall, confirm
from tests.ballots.survey_steps import RECOUNT, recount, sealed_survey

pytestmark = pytest.mark.django_db(transaction=True)


def test_s4_11_results_are_kept_by_stratum_and_both_counters_agree_on_each(
    survey: Hall, tmp_path: Path
) -> None:
    vote = sealed_survey(survey, business=12, citizen=11, deputy=0)
    strata = sealed_strata(vote)
    first = {key: (found.ballots, found.distributions[0].marks) for key, found in strata.items()}
    assert first == {
        "business": (12, (12, 0, 0, 0, 0)),
        "citizen": (11, (0, 11, 0, 0, 0)),
        "deputy": (0, (0, 0, 0, 0, 0)),
    }
    assert len({run.digest for run in votes.counter_runs(vote)}) == 1
    content, said = recount(tmp_path, vote, Edition.INTERNAL)
    panels = [(panel["key"], panel["label"], panel["ballots"]) for panel in content["panels"]]
    assert panels == [
        ("business", "business代表", 12),
        ("citizen", "citizen代表", 11),
        ("deputy", "deputy代表", 0),
    ]
    assert "核验通过" in said, said


@pytest.mark.parametrize(
    ("used", "cells"),
    [
        (
            {"business": 12, "citizen": 11, "deputy": 9, "rural": 3},
            [("business代表", 12), ("citizen代表", 11), ("deputy代表、rural代表", 12)],
        ),
        (
            {"business": 15, "citizen": 12, "deputy": 9},
            [("business代表", 15), ("citizen代表、deputy代表", 21)],
        ),
        ({"business": 12, "citizen": 9}, None),
        ({"business": 30}, None),
    ],
)
def test_invariant_12_a_survey_publishes_no_stratum_and_no_difference_below_ten(
    survey: Hall, tmp_path: Path, used: dict[str, int], cells: list[tuple[str, int]] | None
) -> None:
    vote = sealed_survey(survey, **used)
    content, said = recount(tmp_path, vote, Edition.PUBLISHED)
    assert "核验通过" in said, said
    shown = content.get("strata")
    assert (shown and [(cell["label"], cell["ballots"]) for cell in shown]) == cells
    assert "panels" not in content


def test_s4_11_the_public_result_shows_merged_strata_and_no_small_one(survey: Hall) -> None:
    survey.vote = sealed_survey(survey, business=12, citizen=11, deputy=9, rural=3)
    confirm(survey, votes.PUBLISH_VOTE)
    page = Client().get(reverse("ballots:vote-result", args=[survey.vote.pk])).content.decode()
    headings = [line.partition("</summary>")[0] for line in page.split("<summary>分层结果：")[1:]]
    assert headings == [
        "business代表（有效票 12 张）",
        "citizen代表（有效票 11 张）",
        "deputy代表、rural代表（有效票 12 张）",
    ]


def test_invariant_08_a_stratum_counted_as_another_stops_the_count(
    survey: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = SummingCounter.add

    def swapped(counter: SummingCounter, lot: list[tuple[str, str]]) -> None:
        honest(counter, [(stratum.replace("business", "citizen"), body) for stratum, body in lot])

    monkeypatch.setattr(SummingCounter, "add", swapped)
    with pytest.raises(moves.VoteRefused, match="两个计数器结果不一致"):
        sealed_survey(survey, business=3, citizen=2)
    assert connecting.count_rows(urn.URN, survey.vote.pk) == 5


def test_invariant_10_a_published_stratum_below_ten_or_changed_fails_verification(
    survey: Hall, tmp_path: Path
) -> None:
    content, _ = recount(tmp_path, sealed_survey(survey, business=12, citizen=11), Edition.PUBLISHED)
    assert [cell["ballots"] for cell in content["strata"]] == [12, 11]
    for change in (
        {"ballots": 9},
        {"ballots": 10},
        {"label": "别的层"},
        {"table": content["strata"][1]["table"]},
    ):
        forged = content | {"strata": [content["strata"][0] | change, content["strata"][1]]}
        digest = hashlib.sha256(canonical_json(forged)).hexdigest()
        (tmp_path / "counts.json").write_bytes(canonical_json({"content": forged, "sha256": digest}))
        command = [sys.executable, RECOUNT, "counts.json", "--publication", "publication.json"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, "核验不通过" in done.stdout) == (1, True), change
