"""What runs on PostgreSQL is what a database answers for; the reading of ``tests/layers.py`` is held against the code."""

import re
from pathlib import Path

from tests.house.addresses import addresses
from tests.house.rooms import APPS
from tests.layers import ROOT, Function, Reading, database_tests, functions_of_rooms, reading

WHOLE = {
    "draws/test_races.py",
    "draws/test_triggers.py",
    "registry/test_audit_triggers.py",
    "registry/test_search.py",
    "registry/test_search_page.py",
    "ballots/test_casting.py",
    "ballots/test_invariants.py",
    "ballots/test_sealing.py",
}
"""Races, triggers, searches, the urn: every test of these files."""

SPEAKING = re.compile(
    r"select_for_update|\bcursor\(|\bconnection\b|IntegrityError|DatabaseError|OperationalError|RawSQL|\.raw\("
)


def readings() -> dict[str, Reading]:
    """Module → its file, for the product and for what helps its tests."""
    tops = {module.partition(".")[0] for module, _ in functions_of_rooms()} | {"evalsite", "tests"}
    files = [file for top in tops for file in (ROOT / top).rglob("*.py") if "migrations" not in file.parts]
    return {".".join(file.relative_to(ROOT).with_suffix("").parts): reading(file) for file in files}


def named_on_postgresql() -> set[Function]:
    """What the chosen tests name: functions, and the views of the addresses."""
    views = {address.name: (address.view.__module__, address.view.__name__) for address in addresses()}
    named = {
        function
        for file, chosen in database_tests().items()
        for name, functions, _ in reading(file).tests()
        if name in chosen
        for function in functions
    }
    return {views.get(name, ("", "")) if not module else (module, name) for module, name in named}


def test_races_triggers_searches_and_the_urn_run_on_both() -> None:
    chosen = {str(file.relative_to(ROOT / "tests")): names for file, names in database_tests().items()}
    for file in WHOLE:
        assert chosen[file] == {name for name, _, _ in reading(ROOT / "tests" / file).tests()}, file


def test_what_knows_no_database_runs_once() -> None:
    tests = ROOT / "tests"
    folders = {file.relative_to(tests).parts[0] for file, names in database_tests().items() if names}
    assert {"rulebook", "printing"} & folders == set()
    assert {"registry", "desk", "draws", "ballots", "matters", "evaluations"} <= folders


def test_every_function_that_locks_or_speaks_to_the_database_is_reached_on_postgresql() -> None:
    """From the chosen tests, the helpers that set their scenes and the small world, along the names in the source."""
    sources = readings()
    waiting = list(named_on_postgresql())
    for module, source in sources.items():
        if module.startswith("tests.") and not Path(module.replace(".", "/")).name.startswith("test_"):
            waiting += [(module, name) for name in source.functions]
    waiting += [(f"{app.name}.apps", "ready") for app in APPS]  # jobs and answers to the floors below
    reached: set[Function] = set()
    while waiting:
        module, name = waiting.pop()
        source = sources.get(module) or sources.get(f"{module}.__init__")
        if (module, name) in reached or source is None:
            continue
        reached.add((module, name))
        if name in source.imported:
            waiting.append(source.imported[name])
        if name not in source.functions:
            continue
        body = list(source.reached(source.functions[name], set()))
        waiting += [(module, part.name) for part in body]
        waiting += source.meant(body)
    speaking = {function for function, text in functions_of_rooms().items() if SPEAKING.search(text)}
    assert len(speaking) > 50
    assert {name for _, name in speaking - reached} == set()
