"""One list for a million rows: pages by the keys of their ends instead of by number, and a count that stops at 10,000.

An order is a tuple of columns, all of them upwards or all of them downwards; an index on exactly these columns answers
every page alike, the first, the last and the thousandth::

    ORDERS = {"code": ("code",), "name": ("name", "pk"), "patrol": (Coalesce("last_patrol_on", Value(date.min)), "pk")}

    order = order_of(request.GET.get("sort", ""), ORDERS, default="code")
    page = page_of(found, order, request.GET.get("page", ""), read=lambda rows: rows.select_related("area"))

- The last column is unique, and none is ever NULL (wrap it in ``Coalesce``; index the same expression).
- ``found`` is what ``access`` and the filters leave. Only the keys are asked of it; ``read`` then says how the rows of
  this page alone are read: what they join, what is counted for each.
- The template draws ``page`` with ``components/list_pager.html``; ``views.lists.list_context`` does all of it for a list
  with a FilterSet.
- A text is searched with ``registry.search.narrow``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Generic, TypeAlias, TypeVar

from django.core import signing
from django.db.models import BooleanField, Count, F, Func, Model, OrderBy, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan

from registry.search import SEARCHED
from registry.sql import with_keys

PAGE = 20
COUNTED = 10_000
"""Rows are counted up to here; of more it is only said that they are more."""
FIRST, LAST, AFTER, BEFORE = "first", "last", "after", "before"

M = TypeVar("M", bound=Model)
Column: TypeAlias = "str | Combinable"
Key: TypeAlias = "tuple[Any, ...]"


@dataclass(frozen=True)
class Order:
    """By which columns, in which direction; ``name`` as it stands in the address."""

    name: str
    columns: tuple[Column, ...]
    descending: bool = False

    def terms(self, backwards: bool = False, by_hand: bool = False) -> list[OrderBy]:
        """For ``order_by``. ``by_hand``: no index is walked in search of few rows, but these are sorted.

        Where the NULLs go that there are not is what no index has.
        """
        down = self.descending != backwards
        first, last = (True if by_hand and not down else None), (True if by_hand and down else None)
        return [
            OrderBy(each, descending=down, nulls_first=first, nulls_last=last) for each in self.expressions()
        ]

    def expressions(self) -> list[Any]:
        return [F(each) if isinstance(each, str) else each for each in self.columns]


def order_of(wanted: str, orders: Mapping[str, tuple[Column, ...]], default: str) -> Order:
    """The order that an address asks for ("name", "-name"), or the default; words that are not in ``orders`` change nothing."""
    name = wanted if wanted.removeprefix("-") in orders else default
    return Order(name, orders[name.removeprefix("-")], name.startswith("-"))


@dataclass(frozen=True)
class ListPage(Generic[M]):
    """Some rows of a list; ``previous`` and ``next`` are values of ``?page=``, "" where there is no such page.

    ``start`` is the number of the first row, None where knowing it would cost too much. ``total`` is how many there are,
    ``bound + 1`` for more than were counted; then ``cut`` says whether the list itself ends there.
    """

    rows: list[M]
    start: int | None
    total: int
    bound: int = COUNTED
    previous: str = ""
    next: str = ""
    cut: bool = False

    def __iter__(self) -> Iterator[M]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def end(self) -> int | None:
        """The number of the last row shown."""
        return None if self.start is None else self.start + len(self.rows) - 1

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > self.bound

    @property
    def counted(self) -> str:
        """How many rows there are, without the counter."""
        return said_count(self.total, self.bound)


@dataclass(frozen=True)
class _Place:
    """A page lies after or before the row with these keys, or at an end of the list; ``start`` as in ``ListPage``."""

    kind: str
    key: Key = ()
    start: int | None = None

    @property
    def backwards(self) -> bool:
        return self.kind in (BEFORE, LAST)


def page_of(
    found: QuerySet[M],
    order: Order,
    asked: str = "",
    *,
    read: Callable[[QuerySet[M]], Iterable[M]] = iter,
    size: int = PAGE,
    countable: bool = True,
) -> ListPage[M]:
    """The page that ``asked`` (the address's ``page``) names; the first when it names none that we have written.

    ``countable=False`` for what was searched: of more than ``SEARCHED`` only the first ones found are listed.
    """
    bound = COUNTED if countable else SEARCHED
    # What was searched comes in the order in which it is to be cut off.
    first = found.order_by() if countable else found
    pks = list(first.values_list("pk", flat=True)[: bound + 1])
    ends = len(pks) if len(pks) <= bound else None if countable else bound
    if ends is not None:
        found = with_keys(found.model._base_manager.all(), pks[:ends])
    salt = f"{found.model._meta.label} {order}"
    place, keys, more = _window(found, order, _asked(asked, salt), size, ends)
    above = more if place.backwards else place.kind == AFTER
    below = place.kind == BEFORE or (more and not place.backwards)
    start = place.start
    if not above:
        start = 1
    elif not below and ends is not None:
        start = ends - len(keys) + 1
    page = ListPage(
        _rows(found, keys, read), start, len(pks), bound, cut=ends is not None and len(pks) > ends
    )
    if above:
        earlier = start - size if start and start > size else None
        page = replace(page, previous=_signed(_Place(BEFORE, keys[0][1:], earlier), salt))
    if below:
        later = start + len(keys) if start else None
        page = replace(page, next=_signed(_Place(AFTER, keys[-1][1:], later), salt))
    return page


def _window(
    found: QuerySet[Any], order: Order, place: _Place, size: int, ends: int | None
) -> tuple[_Place, list[Key], bool]:
    """Where the page really lies, the keys of its rows, and whether there are more in the direction it looks.

    ``ends`` is how many rows the list has, None for more than were counted: only then an order's index is walked.
    """
    by_hand = ends is not None
    at_end = (ends - 1) % size + 1 if ends else size
    keys, more = _keys(found, order, place, at_end if place.kind == LAST else size, by_hand)
    if place.kind == BEFORE and len(keys) < size:  # rows have gone meanwhile
        place = _Place(FIRST)
        keys, more = _keys(found, order, place, size, by_hand)
    elif place.kind == AFTER and not keys:
        place = _Place(LAST)
        keys, more = _keys(found, order, place, at_end, by_hand)
    return place, keys, more


def bounded_count(found: QuerySet[Any], bound: int = COUNTED) -> int:
    """How many rows, at most ``bound + 1``."""
    return found.order_by().values("pk")[: bound + 1].count()


def said_count(number: int, bound: int) -> str:
    """A bounded count in words."""
    return f"超过 {bound}" if number > bound else f"{number:,}"


def counted(rows: QuerySet[Any], by: str) -> Coalesce:
    """How many ``rows`` belong to each outer row (``by``: the column that names it): a column that joins nothing."""
    numbers = rows.order_by().values(by).annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(numbers), 0)


def _keys(
    found: QuerySet[Any], order: Order, place: _Place, wanted: int, by_hand: bool
) -> tuple[list[Key], bool]:
    """(pk, columns of the order …) of the rows at this place, and whether there are more in the direction it looks."""
    if place.key:
        beyond = GreaterThan if order.descending == place.backwards else LessThan
        found = found.filter(beyond(_Row(*order.expressions()), _Row(*map(Value, place.key))))
    rows = found.order_by(*order.terms(place.backwards, by_hand)).values_list("pk", *order.expressions())
    keys: list[Key] = list(rows[: wanted + 1])
    more, keys = len(keys) > wanted, keys[:wanted]
    return keys[::-1] if place.backwards else keys, more


def _rows(found: QuerySet[M], keys: Sequence[Key], read: Callable[[QuerySet[M]], Iterable[M]]) -> list[M]:
    """The rows with these keys, in their order; one that went meanwhile is left out."""
    pks = [key[0] for key in keys]
    rows = {row.pk: row for row in read(found.model._base_manager.filter(pk__in=pks))} if pks else {}
    return [rows[pk] for pk in pks if pk in rows]


class _Row(Func):
    """``(a, b)``: compared as a whole with another, so that one index finds the place."""

    template = "(%(expressions)s)"
    output_field = BooleanField()


def _signed(place: _Place, salt: str) -> str:
    """The place as it stands in the address: signed, so that what comes back is only what was written here."""
    key = [[each.isoformat(), type(each).__name__] if isinstance(each, date) else each for each in place.key]
    return signing.Signer(salt=salt).sign_object([place.kind, key, place.start])


def _asked(asked: str, salt: str) -> _Place:
    if asked == LAST:
        return _Place(LAST)
    try:
        kind, key, start = signing.Signer(salt=salt).unsign_object(asked)
    except (signing.BadSignature, ValueError):
        return _Place(FIRST)
    days = {"date": date.fromisoformat, "datetime": datetime.fromisoformat}
    return _Place(
        kind, tuple(days[each[1]](each[0]) if isinstance(each, list) else each for each in key), start
    )
