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
- A text is searched with ``registry.search.narrow``, which also says whether what it found may be counted.
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

    def terms(self, backwards: bool = False) -> list[OrderBy]:
        down = self.descending != backwards
        return [OrderBy(each, descending=down) for each in self.expressions()]

    def expressions(self) -> list[Any]:
        return [F(each) if isinstance(each, str) else each for each in self.columns]


def order_of(wanted: str, orders: Mapping[str, tuple[Column, ...]], default: str) -> Order:
    """The order that an address asks for ("name", "-name"), or the default; words that are not in ``orders`` change nothing."""
    name = wanted if wanted.removeprefix("-") in orders else default
    return Order(name, orders[name.removeprefix("-")], name.startswith("-"))


@dataclass(frozen=True)
class ListPage(Generic[M]):
    """Some rows of a list; ``previous`` and ``next`` are values of ``?page=``, "" where there is no such page.

    ``start`` is the number of the first row; ``total`` is how many there are, ``COUNTED + 1`` for more than are counted.
    Each is None where knowing it would cost too much.
    """

    rows: list[M]
    start: int | None
    total: int | None
    previous: str = ""
    next: str = ""
    last: str = LAST

    def __iter__(self) -> Iterator[M]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def end(self) -> int | None:
        """The number of the last row shown."""
        return None if self.start is None else self.start + len(self.rows) - 1

    @property
    def counted(self) -> str:
        """How many rows there are, without the counter; "" when that is not known."""
        if self.total is None:
            return ""
        return f"{self.total:,}" if self.total <= COUNTED else f"超过 {COUNTED} "


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

    ``countable=False`` leaves the total unknown.
    """
    total = bounded_count(found) if countable else None
    exact = total is not None and total <= COUNTED
    salt = f"{found.model._meta.label} {order}"
    place = _asked(asked, salt)
    at_end = (total - 1) % size + 1 if total and exact else size
    keys, more = _keys(found, order, place, at_end if place.kind == LAST else size)
    if place.kind == BEFORE and len(keys) < size:  # rows have gone meanwhile
        place = _Place(FIRST)
        keys, more = _keys(found, order, place, size)
    elif place.kind == AFTER and not keys:
        place = _Place(LAST)
        keys, more = _keys(found, order, place, at_end)
    above = more if place.backwards else place.kind == AFTER
    below = place.kind == BEFORE or (more and not place.backwards)
    start = place.start
    if not above:
        start = 1
    elif not below and total is not None and exact:
        start = total - len(keys) + 1
    page = ListPage(_rows(found, keys, read), start, total)
    if above:
        earlier = start - size if start and start > size else None
        page = replace(page, previous=_signed(_Place(BEFORE, keys[0][1:], earlier), salt))
    if below:
        later = start + len(keys) if start else None
        page = replace(page, next=_signed(_Place(AFTER, keys[-1][1:], later), salt))
    return page


def bounded_count(found: QuerySet[Any], bound: int = COUNTED) -> int:
    """How many rows, at most ``bound + 1``."""
    return found.order_by().values("pk")[: bound + 1].count()


def counted(rows: QuerySet[Any], by: str) -> Coalesce:
    """How many ``rows`` belong to each outer row (``by``: the column that names it): a column that joins nothing."""
    numbers = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(numbers), 0)


def _keys(found: QuerySet[Any], order: Order, place: _Place, wanted: int) -> tuple[list[Key], bool]:
    """(pk, columns of the order …) of the rows at this place, and whether there are more in the direction it looks."""
    if place.key:
        beyond = GreaterThan if order.descending == place.backwards else LessThan
        found = found.filter(beyond(_Row(*order.expressions()), _Row(*map(Value, place.key))))
    rows = found.order_by(*order.terms(place.backwards)).values_list("pk", *order.expressions())
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
