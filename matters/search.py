"""The words by which problems and letters are found: in their own lists only, through ``registry.search.narrow``.

An entry has no label and no unit: it shows nothing by itself. Which of the rows that it leads to are seen, and counted,
is for ``access`` to say. Who wrote, and whom the writer complains about, is not among the words.
"""

from collections.abc import Iterable, Iterator

from matters.models import Letter, Matter
from registry.search import Entry, register_search, tokens_of

MATTER, LETTER = "matter", "letter"


def _matters(ids: Iterable[int]) -> Iterator[Entry]:
    yield from _entries(MATTER, Matter.objects.filter(pk__in=ids).values_list(*COLUMNS))


def _letters(ids: Iterable[int]) -> Iterator[Entry]:
    yield from _entries(LETTER, Letter.objects.filter(pk__in=ids).values_list(*COLUMNS))


COLUMNS = ("pk", "year", "number", "title", "text")


def _entries(kind: str, rows: Iterable[tuple[int, int, int, str, str]]) -> Iterator[Entry]:
    for pk, year, number, title, text in rows:
        words = {
            **dict.fromkeys(tokens_of(f"{year} {number:04}", title).split()),
            **dict.fromkeys(tokens_of(text, initials=False).split()),
        }
        yield Entry(kind, pk, "", "", None, " ".join(words))


def register() -> None:
    """Make the two kinds known."""
    register_search(MATTER, _matters)
    register_search(LETTER, _letters)
