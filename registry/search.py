"""Search over the registry: the same tokens in PostgreSQL and SQLite, so the same answers.

A Chinese text becomes its characters, its pairs of neighbours and the pairs of its pinyin initials; letters and digits
become whole words, found by their beginning.
"""

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from django.db import connection, models

from registry.models import Area, Business, Person, SearchEntry, Township, Unit
from registry.sql import (
    SEARCH_LOOK_POSTGRESQL,
    SEARCH_MATCH_POSTGRESQL,
    SEARCH_MATCH_SQLITE,
    merge_rows,
    with_keys,
)
from rulebook.registry.names import visible_text

RUNS = re.compile(r"[\u3400-\u9fff]+|[0-9A-Za-z]+")
INITIALS = "py"
CHUNK = 1000
SEARCHED = 2000
"""So many of what was searched are listed: of a common word's matches not all can be put in order for one page."""
RECENT = 1000
"""A search for the newest begins among so many."""
CANDIDATES = 1000
"""Of so many matches the best are shown; a word that more things have wants another beside it."""
FEW_UNITS = 30
M = TypeVar("M", bound=models.Model)
KIND_LABELS = {
    "unit": "单位",
    "area": "片区",
    "township": "乡镇街道",
    "business": "市场主体",
    "person": "人员",
}


@lru_cache(maxsize=20_000)
def _initial(character: str) -> str:
    # Loaded by whoever writes the index, and without the dictionary of phrases: 45 MB that one character never asks.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(character, style=Style.FIRST_LETTER)[0][:1].lower()


@lru_cache(maxsize=20_000)
def _initials(pair: str) -> str:
    return INITIALS + "".join(map(_initial, pair))


def tokens_of(*texts: str, initials: bool = True) -> str:
    """The tokens of a thing's texts, each once, separated by spaces.

    Without ``initials`` for a long text, in which almost any two of them stand somewhere.
    """
    found: list[str] = []
    for run in RUNS.findall(" ".join(texts)):
        if run.isascii():
            found.append(run.lower())
            continue
        pairs = list(map("".join, pairwise(run)))
        found += (*run, *pairs, *(map(_initials, pairs) if initials else ()))
    return " ".join(dict.fromkeys(found))


def _clauses(query: str) -> Iterator[list[str]]:
    """Alternatives (any of them may match) that must all match; a token with ``*`` matches by its beginning."""
    for run in RUNS.findall(visible_text(query))[:12]:
        if not run.isascii():
            yield from ([token] for token in (map("".join, pairwise(run)) if len(run) > 1 else [run]))
        elif run.isalpha() and len(run) > 1:
            letters = run.lower()
            yield [f"{letters}*", " ".join(INITIALS + "".join(pair) for pair in pairwise(letters))]
        else:
            yield [f"{run.lower()}*"]


def _expression(query: str, kind: str = "", units: Collection[int] = ()) -> str:
    """The database's own query language; every token is quoted and made of letters, digits and Han characters only.

    ``kind`` and ``units`` stand in PostgreSQL's index beside the tokens; there they only save time.
    """
    postgresql = connection.vendor == "postgresql"
    quote, both, star = ("'", " & ", ":*") if postgresql else ('"', " AND ", "*")

    def word(token: str) -> str:
        return f"{quote}{token.rstrip('*')}{quote}{star if token.endswith('*') else ''}"

    either = " | " if postgresql else " OR "
    clauses = []
    for alternatives in _clauses(query):
        options = ["(" + both.join(word(token) for token in option.split()) + ")" for option in alternatives]
        clauses.append("(" + either.join(options) + ")")
    if clauses and postgresql:
        clauses += [word(f"={kind}")] if kind else []
        clauses += ["(" + either.join(word(f"@{unit}") for unit in units) + ")"] if units else []
    return both.join(clauses)


def _matching(expression: str, by_key: bool = False) -> models.QuerySet[SearchEntry]:
    """``by_key``: entries that are fetched by their keys and then looked at, not sought in the index of the words."""
    match = SEARCH_MATCH_SQLITE
    if connection.vendor == "postgresql":
        match = SEARCH_LOOK_POSTGRESQL if by_key else SEARCH_MATCH_POSTGRESQL
    return SearchEntry.objects.extra(where=[match], params=[expression])  # noqa: S610  # parameter bound, clause constant


def find(
    query: str, unit_ids: Collection[int], kind: str = "", limit: int = 50, unassigned: bool = False
) -> list[SearchEntry]:
    """Entries of the given units (``unassigned``: and of no unit) that match, labels beginning with the query first.

    They are the best of the first ``CANDIDATES``: what half the registry has is not sorted to show twenty of it.
    """
    few = unit_ids if len(unit_ids) <= FEW_UNITS and not unassigned else ()
    expression = _expression(query, kind, few)
    if not expression or not (unit_ids or unassigned):
        return []
    allowed = models.Q(unit__in=unit_ids)
    if unassigned:
        allowed |= models.Q(unit__isnull=True)
    entries = _matching(expression).filter(allowed)
    entries = entries.filter(kind__in=[kind] if kind else KIND_LABELS)
    start = query.strip().lower()

    def place(found: SearchEntry) -> tuple[bool, str, str, int]:
        return not found.label.lower().startswith(start), found.kind, found.label, found.pk

    return sorted(entries.order_by()[:CANDIDATES], key=place)[:limit]


def narrow(
    rows: models.QuerySet[M], kind: str, query: str, units: Collection[int] = (), newest: bool = False
) -> tuple[models.QuerySet[M], bool]:
    """The rows (of the model that ``kind`` indexes) that match, and False for ``page_of(…, countable=False)``.

    A common word has more matches than can be put in order for one page: a list of what was searched ends somewhere.
    ``units``, where the entries of all the rows are of these, lets the index pass over those of others. ``newest``
    leaves only what such a list shows of them: the rows that came last.
    """
    expression = _expression(query, kind, units if len(units) <= FEW_UNITS else ())
    if not expression:
        return rows.none(), True
    entries = _matching(expression).filter(kind=kind).order_by()
    found = rows.filter(pk__in=entries.values("object_id"))
    if not newest:
        return found.order_by(), False
    return with_keys(rows, _newest(rows, kind, expression)).order_by("-pk"), False


def _newest(rows: models.QuerySet[Any], kind: str, expression: str) -> list[int]:
    """The keys of the rows that match, newest first, one more than are listed.

    Looked for among the newest rows first: of few rows no more than these are read, and how many of them match tells how
    far back to look for the others. So a common word costs no more than a rare one.
    """
    newest = list(rows.order_by("-pk").values_list("pk", flat=True)[:RECENT])
    by_key = with_keys(_matching(expression, by_key=True).filter(kind=kind), newest, "object_id")
    found = sorted(by_key.values_list("object_id", flat=True), reverse=True)[: SEARCHED + 1]
    if len(newest) < RECENT:
        return found
    upper, entries = newest[-1], _matching(expression).filter(kind=kind)
    while len(found) <= SEARCHED and upper > 0:
        seen, missing = newest[0] - upper + 1, SEARCHED + 1 - len(found)
        # A quarter more than the words seen so far promise, and at least as far again; all the rest for a rare one.
        further = max(seen, seen * missing * 5 // (4 * len(found))) if found else upper
        lower = max(upper - further, 0)
        older = entries.filter(object_id__gte=lower, object_id__lt=upper).values("object_id")
        keys = (
            rows.filter(pk__gte=lower, pk__lt=upper, pk__in=older)
            .order_by("-pk")
            .values_list("pk", flat=True)
        )
        found += keys[:missing]
        upper = lower
    return found


class Entry(NamedTuple):
    """An entry yet to be written: the columns of ``SearchEntry``."""

    kind: str
    object_id: int
    label: str
    detail: str
    unit_id: int | None
    tokens: str


def _units(ids: Iterable[int]) -> Iterator[Entry]:
    for unit in Unit.objects.filter(pk__in=ids):
        yield entry("unit", unit.pk, unit.name, f"{unit.get_kind_display()} {unit.code}", unit.pk)


def _areas(ids: Iterable[int]) -> Iterator[Entry]:
    for area in Area.objects.filter(pk__in=ids).select_related("office"):
        yield entry("area", area.pk, area.name, f"{area.office.name} {area.code}", area.office_id)


def _townships(ids: Iterable[int]) -> Iterator[Entry]:
    for township in Township.objects.filter(pk__in=ids).select_related("office"):
        yield entry("township", township.pk, township.name, township.office.name, township.office_id)


def _businesses(ids: Iterable[int]) -> Iterator[Entry]:
    rows = Business.objects.filter(pk__in=ids).values_list(
        "pk", "name", "code", "address", "responsible", "area__office"
    )
    for row in rows:
        yield business_entry(*row)


def business_entry(
    pk: int, name: str, code: str, address: str, responsible: str, office: int | None
) -> Entry:
    """The entry of a business whose columns are at hand."""
    return entry("business", pk, name, f"{code} {address}", office, responsible)


def _people(ids: Iterable[int]) -> Iterator[Entry]:
    for person in Person.objects.filter(pk__in=ids).defer("phone"):
        yield entry(
            "person",
            person.pk,
            person.name,
            f"{person.get_category_display()} {person.workplace}",
            person.unit_id,
        )


def entry(kind: str, pk: int, label: str, detail: str, unit_id: int | None, *more: str) -> Entry:
    """An entry yet to be written; found by every text, shown as ``label`` and ``detail``."""
    return Entry(kind, pk, label, detail[:200], unit_id, tokens_of(label, detail, *more))


Maker = Callable[[Iterable[int]], Iterator[Entry]]
makers: dict[str, Maker] = {
    "unit": _units,
    "area": _areas,
    "township": _townships,
    "business": _businesses,
    "person": _people,
}


def register_search(kind: str, maker: Maker) -> None:
    """Let an upper floor's rows be searched by ``narrow``; ``maker`` gives their entries (``entry``). Not on the search page."""
    if kind in makers:
        raise ValueError(kind)
    makers[kind] = maker


def index_objects(kind: str, ids: Collection[int]) -> None:
    """Write the entries of these rows anew; call it inside the change that touched them."""
    waiting = sorted(ids)
    for start in range(0, len(waiting), CHUNK):
        chunk = waiting[start : start + CHUNK]
        write_entries(makers[kind](chunk))


def write_entries(entries: Iterable[Entry]) -> None:
    """Write entries, new ones or in place of those of the same things; call it inside the change that touched these."""
    merge_rows(
        SearchEntry._meta.db_table,
        Entry._fields,
        entries,
        key=Entry._fields[:2],
        updated=Entry._fields[2:],
    )
