"""What is published must not tell (S0-19): whoever reads counts of a vote is either inside the internal count or asks the door.

First the modules that can reach counts at all, each with the reason why it may; then a walk through an election in which the
first unit has every vote, as everybody who is not entitled to the internal count.
"""

import ast
import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from openpyxl import load_workbook
from pypdf import PdfReader

from registry.models import Role
from registry.roles import CAPABILITIES, Capability
from tests.house.url_table import PAGES
from tests.house.walking import Answer, Walk, within

pytestmark = pytest.mark.django_db

ROOT = Path(settings.BASE_DIR)
COUNTS = {
    "SealedCount",
    "PanelCount",
    "score_table",
    "shown_counts",
    "counts_of",
    "ballots.queries.votes.counts",
}
"""What gives votes by grade."""
DOORS = {
    "may_show",
    "published_count",
    "published_results",
    "publishable_table",
    "published_table",
    "shown_strata",
}
"""What decides how much of them may be shown."""
INTERNAL = {
    "ballots/models/__init__.py": "lists the tables",
    "ballots/queries/differences.py": "holds them against audit, report and published file",
    "ballots/queries/votes.py": "`shown_counts` is called by views behind a door; the files ask in `rulebook.ballot.publication`",
    "ballots/services/boxes.py": "holds them against an opened box",
    "ballots/services/sealing.py": "writes them",
    "ballots/views/public.py": "draws the published file, which asked `may_show` when it was made",
    "ballots/views/control.py": "the internal count, behind `may_view_internal_count`",
    "evaluations/elections/jobs.py": "the internal report",
    "evaluations/elections/queries/reports.py": "digests of the internal report",
    "evaluations/elections/queries/scores.py": "the table of the internal count",
    "evaluations/elections/queries/waiting.py": "whether something waits, no figure",
    "evaluations/elections/queries/years.py": "the internal years, and the names of satisfied units",
    "evaluations/elections/services/counts.py": "writes them",
    "evaluations/elections/services/decisions.py": "whether there is a tie, for those who see the internal count",
    "evaluations/elections/services/panel_votes.py": "deletes them",
    "evaluations/elections/services/reports.py": "a digest of them",
    "evaluations/elections/views/counts.py": "the internal report, behind `may_view_scores`",
    "evaluations/elections/views/decisions.py": "what is decided, behind the internal count",
    "evaluations/elections/views/elections.py": "how many votes were given, no grade",
    "evaluations/elections/views/publication.py": "what blocks it and who is satisfied; the facts come by the door",
    "evaluations/meetings/queries/reports.py": "the internal report; its published edition asks `may_show`",
}
"""Modules that read counts without asking a door themselves, and why."""


def names_in(path: Path) -> set[str]:
    """Every name that a module imports or reads; ``counts`` is too plain a word, so that one stands with its module."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            found |= {alias.name for alias in node.names}
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return found


def reading_counts() -> dict[str, set[str]]:
    """Modules of the apps with a name of ``COUNTS``, and all their names; migrations apart."""
    found = {}
    for app in (
        "ballots",
        "draws",
        "evaluations",
        "matters",
        "desk",
        "registry",
        "supervision",
        "disclosure",
    ):
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts and (names := names_in(path)) & COUNTS:
                found[path.relative_to(ROOT).as_posix()] = names
    return found


def test_s0_19_every_module_that_reads_counts_asks_a_door_or_is_inside_the_internal_count() -> None:
    reading = reading_counts()
    outside = {path for path, names in reading.items() if not names & DOORS}
    assert outside - set(INTERNAL) == set(), "asks no door, and nobody said why it may"
    assert set(INTERNAL) - set(reading) == set(), "reads no counts any more"


TELLING = re.compile(r"(?<![\d.])(100\.00|96\.00|92\.00)(?![\d.])")
"""The first three units of the world's election: with these scores all leaders' votes are known, or nearly."""
OUTSIDE = [role for role in Role if Capability.VIEW_INTERNAL_COUNT not in CAPABILITIES[role]]


def text_of(answer: Answer) -> str:
    """What a reader sees of a page, a PDF or a workbook; "" of anything else."""
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        return answer.content.decode()
    if kind == "application/pdf":
        return "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    if "spreadsheet" in kind:
        book = load_workbook(BytesIO(answer.content), data_only=True)
        rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
        return "\n".join(
            f"{cell:.2f}" if isinstance(cell, float) else str(cell) for row in rows for cell in row
        )
    return ""


def test_s0_19_nobody_outside_the_internal_count_reads_a_telling_score(walk: Walk) -> None:
    for name in [*within("elections", PAGES), *within("draws", PAGES), "home"]:
        for role in OUTSIDE:
            answer = walk.ask("get", name, walk.world.users[role])
            found = TELLING.findall(text_of(answer)) if answer.status == 200 else []
            walk.compare(f"{name} as {role.label}", found, not found, "no telling score")
    assert not walk.wrong, walk.told


def test_s0_19_the_scores_that_are_hidden_are_there(walk: Walk) -> None:
    """Whoever is entitled sees them whole, and outside something is shown in their place."""
    users = walk.world.users
    inside = text_of(walk.ask("get", "elections:election-scores", users[Role.INSPECTORATE]))
    assert set(TELLING.findall(inside)) == {"100.00", "96.00", "92.00"}
    for name in ("elections:election-published", "elections:election-bulletin"):
        assert "分以上" in text_of(walk.ask("get", name, users[Role.HEAD]))
