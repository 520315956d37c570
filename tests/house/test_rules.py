"""``docs/rules.md`` tells the truth: each rule once, its pages and tests exist, what is missing is said in words."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import get_commands

from tests.house.addresses import addresses

ROOT = Path(settings.BASE_DIR)
LAST = {"X": 1, "S0": 23, "S1": 27, "S2": 26, "S3": 24, "S4": 20}
UNUSED = {"S0-16"}
KNOWN = {f"{part}-{n:02}" for part, last in LAST.items() for n in range(1, last + 1)} - UNUSED
HAN = re.compile(r"[一-鿿]")


@dataclass(frozen=True)
class Row:
    rule: str
    words: str
    pages: tuple[str, ...]
    tests: tuple[str, ...]
    missing: str


def quoted(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


def table() -> list[Row]:
    rows = []
    for line in (ROOT / "docs" / "rules.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if re.fullmatch(r"(X|S\d)-\d\d", cells[0]):
            rule, words, pages, tests, missing = cells
            rows.append(Row(rule, words, quoted(pages), quoted(tests), missing))
    return rows


ROWS = table()


def rules_in(test: str) -> set[str]:
    """The rules that a test's name speaks of: ``test_s1_07_to_s1_09_…`` names two."""
    return {f"{part}-{n}".upper() for part, n in re.findall(r"(?<![a-z0-9])(x|s\d)_(\d\d)(?![0-9])", test)}


def names_of_tests() -> set[str]:
    found = set()
    for file in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.add(node.name)
    return found


TESTS = names_of_tests()


def test_every_rule_stands_in_the_table_once() -> None:
    assert len(KNOWN) == 120
    assert sorted(row.rule for row in ROWS) == sorted(KNOWN)


def test_the_table_says_how_far_it_is() -> None:
    kept = sum(not row.missing for row in ROWS)
    begun = sum(bool(row.missing and (row.pages or row.tests)) for row in ROWS)
    sentence = f"目前已经办到 {kept} 条，部分办到 {begun} 条，尚未开始 {len(ROWS) - kept - begun} 条。"
    assert sentence in (ROOT / "docs" / "rules.md").read_text()


def test_a_rule_is_kept_or_says_what_is_missing() -> None:
    assert [row.rule for row in ROWS if not HAN.search(row.words)] == []
    assert [row.rule for row in ROWS if row.missing and len(HAN.findall(row.missing)) < 2] == []
    assert [row.rule for row in ROWS if not row.missing and not (row.pages and row.tests)] == []


def test_pages_and_tests_of_a_rule_exist() -> None:
    pages = {address.name for address in addresses()} | {f"manage.py {name}" for name in get_commands()}
    assert [(row.rule, page) for row in ROWS for page in row.pages if page not in pages] == []
    assert [(row.rule, test) for row in ROWS for test in row.tests if test not in TESTS] == []
    assert [(row.rule, test) for row in ROWS for test in row.tests if row.rule not in rules_in(test)] == []


def test_names_of_tests_speak_of_known_rules() -> None:
    spoken = {rule: test for test in TESTS for rule in rules_in(test)}
    assert len(spoken) > 10
    assert {rule: test for rule, test in spoken.items() if rule not in KNOWN} == {}


def test_a_rule_with_tests_lists_one_of_them() -> None:
    spoken = {rule for test in TESTS for rule in rules_in(test)}
    assert spoken - {row.rule for row in ROWS if row.tests} == set()
