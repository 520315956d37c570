"""The documents speak of what exists: names, files, settings, targets."""

import ast
import re
from collections import Counter
from pathlib import Path

from tests.house.rooms import APPS, GROUND, ROOT, project_files, shown

PAPERS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted(Path(app.path) / "README.md" for app in APPS),
    *(ROOT / name / "README.md" for name in GROUND),
]
SHOWN = {f"docs/screenshots/{name}.png" for name in (
    "01-sign-in", "02-import-preview", "03-meeting", "04-draw", "05-check-in", "06-ballot-tablet", "07-results", "08-count-report",
    "09-plan-schedule", "10-ceremony", "11-call-list-phone", "12-meeting-day", "13-hall-projector", "14-board", "15-feedback-sheet",
    "16-tablet-rule", "17-election-scores", "18-mutual-ballot",
)}  # fmt: skip


def words_of_the_code() -> set[str]:
    return {word for file in project_files() for word in re.findall(r"[A-Za-z_]\w*", file.read_text())}


def glossary() -> list[list[str]]:
    lines = (ROOT / "docs" / "glossary.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in rows if row[0] != "中文" and not row[0].startswith("---")]


def test_identifiers_of_the_glossary_are_those_of_the_code() -> None:
    known = words_of_the_code()
    used = [name for row in glossary() for name in re.findall(r"`([^`]+)`", row[1])]
    assert len(used) > 60
    assert [name for name in used if name not in known] == []


def test_a_name_of_the_glossary_has_one_row_and_a_class_one_meaning() -> None:
    named = Counter(name for row in glossary() for name in re.findall(r"`([^`]+)`", row[1]))
    assert [name for name, times in named.items() if times > 1] == []
    defined = Counter(
        (file.is_relative_to(ROOT / "rulebook"), node.name)
        for file in project_files()
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.ClassDef) and node.name in named
    )
    assert defined[False, "Election"] == 1
    # A row and its value in the rulebook, as a local day, are the same thing kept and reckoned with.
    assert [name for name, times in defined.items() if times > 1] == []


def test_a_term_of_the_glossary_has_a_name() -> None:
    terms = [row[0] for row in glossary()]
    assert sorted(set(terms)) == sorted(terms)
    assert [row[0] for row in glossary() if not row[1] and not row[2]] == []


def test_links_lead_to_files() -> None:
    targets = [
        (paper, target)
        for paper in PAPERS
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", paper.read_text())
        if "://" not in target
    ]
    assert len(targets) > 20
    assert [(shown(paper), target) for paper, target in targets if not (paper.parent / target).exists()] == []


def test_the_readme_names_every_variable_of_the_environment() -> None:
    source = (ROOT / "evalsite" / "settings.py").read_text()
    own = {f"EVALSITE_{name}" for name in re.findall(r"\benv(?:_flag)?\(\s*\"([A-Z_]+)\"", source)}
    others = set(re.findall(r"os\.environ\.get\(\s*\"([A-Z_]+)\"", source))
    assert len(own) > 10
    production = (ROOT / "docs" / "production.md").read_text()
    assert {name for name in own | others if f"`{name}`" not in production} == set()


def test_the_readme_names_only_targets_that_make_has() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    readme = (ROOT / "README.md").read_text()
    named = set(re.findall(r"\bmake ([a-z]+)", readme))
    assert {"demo", "test", "meeting"} <= named
    assert named - targets == set()


def test_the_readme_shows_every_step() -> None:
    shown = set(re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text()))
    assert shown == SHOWN
