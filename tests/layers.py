"""Which tests run on PostgreSQL too, read off the code.

Everything runs on SQLite, once. A database answers for itself where there are statements of our own, locks, constraints,
races, triggers and searches. So these run on both:

- every test of a file that imports from a room ``sql`` or ``search``, or marks all its tests as wanting committed rows;
- a test that speaks of the database itself (``OWN_WORDS``) or wants committed rows or threads;
- for each public function of the rooms that change and read (``ROOMS``), and for each address, the first test, in the order
  of the files, that names it: every lock and every query is tried once;
- what is marked ``database`` by hand: every page and every step of the small world, whose making walks through each product;
- the journeys through a browser; other tests in a browser look at pages and run once.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {"services", "queries", "sql", "search", "access"}
STATEMENTS = {"sql", "search"}
GROUND = {"rulebook", "printing", "faults", "deploy"}
"""Folders of tests that know no database, or are no part of the suite."""
OWN_WORDS = re.compile(
    r"\b(cursor|IntegrityError|DatabaseError|OperationalError|ProgrammingError|Thread|ThreadPoolExecutor|Barrier"
    r"|select_for_update|vendor|RawSQL|full_clean|sql|database)\b"
)
COMMITTED = re.compile(r"\bpytestmark = .*transaction=True")
AMID_TRANSACTIONS = re.compile(r"transaction=True|transactional_db")
IN_BROWSER = re.compile(r"\blive_server\b")

ADDRESS = re.compile(r"[a-z]+:[a-z-]+")

Function = tuple[str, str]
"""Module and name; an address has no module."""


def _module(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def functions_of_rooms() -> dict[Function, str]:
    """Every public function of the rooms that change and read, with its source."""
    found = {}
    for room in ROOMS:
        for file in [*ROOT.glob(f"[a-z]*/**/{room}.py"), *ROOT.glob(f"[a-z]*/**/{room}/**/*.py")]:
            if file.is_relative_to(ROOT / "tests"):
                continue
            source = file.read_text()
            for node in ast.parse(source).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    found[_module(file), node.name] = ast.get_source_segment(source, node) or ""
    return found


@cache
def _by_name() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for module, name in functions_of_rooms():
        found.setdefault(name, []).append(module)
    return found


def _defined(module: str, name: str) -> Function | None:
    """The function that an importer of ``module`` means, who may name a package instead of the module."""
    homes = [home for home in _by_name().get(name, []) if home == module or home.startswith(f"{module}.")]
    return (homes[0], name) if homes else None


class Reading:
    """What the functions of one file name and say."""

    def __init__(self, file: Path) -> None:
        self.source = file.read_text()
        tree = ast.parse(self.source)
        self.imported: dict[str, tuple[str, str]] = {
            alias.asname or alias.name: (node.module, alias.name)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        }
        self.functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        modules = {part for module, name in self.imported.values() for part in [*module.split(".")[1:], name]}
        self.whole = bool(modules & STATEMENTS or COMMITTED.search(self.source))

    def tests(self) -> Iterator[tuple[str, set[Function], bool]]:
        """Name of each test outside a browser, what it names, and whether it speaks of the database itself."""
        for name, node in self.functions.items():
            if name.startswith("test_"):
                body = list(self.reached(node, set()))
                text = "\n".join(ast.unparse(each) for each in body)
                if IN_BROWSER.search(text):
                    continue
                own = bool(OWN_WORDS.search(text) or AMID_TRANSACTIONS.search(text))
                yield name, set(self.named(body)), own or self.whole

    def reached(self, node: ast.FunctionDef, seen: set[str]) -> Iterator[ast.FunctionDef]:
        """The function, and the helpers and fixtures of its own file that it uses."""
        seen.add(node.name)
        yield node
        used = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        used |= {argument.arg for argument in node.args.args}
        for name in sorted(used & set(self.functions) - seen):
            if name not in seen:
                yield from self.reached(self.functions[name], seen)

    def named(self, body: Iterable[ast.AST]) -> Iterator[Function]:
        """The addresses, and the functions of the rooms."""
        for node in (each for part in body for each in ast.walk(part)):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and ADDRESS.fullmatch(node.value)
            ):
                yield "", node.value
        yield from (found for module, name in self.meant(body) if (found := _defined(module, name)))

    def meant(self, body: Iterable[ast.AST]) -> list[Function]:
        """Whatever is imported and named, as the importer says it: ``services.open_pool`` or ``open_pool``."""
        found = []
        for node in (each for part in body for each in ast.walk(part)):
            if isinstance(node, ast.Name) and node.id in self.imported:
                found.append(self.imported[node.id])
            elif (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in self.imported
            ):
                found.append((".".join(self.imported[node.value.id]), node.attr))
        return found


@cache
def reading(file: Path) -> Reading:
    """Every file is read once, for the choice and for the test that holds it."""
    return Reading(file)


@cache
def database_tests() -> dict[Path, set[str]]:
    """File → names of its tests that run on PostgreSQL too."""
    chosen: dict[Path, set[str]] = {}
    tried: set[Function] = set()
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        if file.relative_to(ROOT / "tests").parts[0] in GROUND:
            continue
        chosen[file] = set()
        for name, named, own in reading(file).tests():
            if own or named - tried:
                chosen[file].add(name)
                tried |= named
    return chosen
