"""Units as a tree, and who leads them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, Q, QuerySet

from registry.models import Area, Person, Post, Role, Township, Unit
from registry.models.people import PersonCategory
from registry.queries.listing import Column, counted

LEADING = (Role.HEAD, Role.DEPUTY)


def current(day: date) -> Q:
    """Posts held on the day: both ends are inclusive, an empty end is open."""
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & (
        Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    )


def heads_and_deputies(unit: Unit, day: date) -> list[Post]:
    """Everybody who reports and is assessed in the unit on the day, the head first (S0-01).

    A head often holds two posts, one as a person and one as the account he signs in with; he is named once.
    """
    posts = list(
        Post.objects.filter(current(day), unit=unit, role__in=LEADING).select_related("person", "user")
    )
    persons = {post.person.name for post in posts if post.person}
    once = [post for post in posts if post.person or (post.user and post.user.name not in persons)]
    return sorted(once, key=lambda post: (post.role != Role.HEAD, post.pk))


def other_posts(unit: Unit, day: date) -> QuerySet[Post]:
    """The unit's posts on the day, heads and deputies left out, with holder and area."""
    posts = Post.objects.filter(current(day), unit=unit).exclude(role__in=LEADING)
    return posts.select_related("person", "user", "area").order_by("role", "pk")


def tree(units: Iterable[Unit]) -> list[tuple[int, Unit]]:
    """Units with their depth, each below its parent; a unit whose parent is not among them stands at the top."""
    rows = list(units)
    known = {unit.pk for unit in rows}
    children: dict[int | None, list[Unit]] = {}
    for unit in rows:
        children.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    found: list[tuple[int, Unit]] = []
    waiting = [(0, unit) for unit in reversed(children.get(None, []))]
    while waiting:
        depth, unit = waiting.pop()
        found.append((depth, unit))
        waiting.extend((depth + 1, child) for child in reversed(children.get(unit.pk, [])))
    return found


AREAS = counted(Area.objects.filter(office=OuterRef("pk")), "office")
PEOPLE = counted(Person.objects.filter(unit=OuterRef("pk")).exclude(category=PersonCategory.STAFF), "unit")
UNIT_ORDERS: dict[str, tuple[Column, ...]] = {
    "code": ("code",),
    "name": ("name", "pk"),
    "kind": ("kind", "pk"),
}


def unit_rows(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Units with parent, ``area_count`` and ``person_count`` (people of the unit, staff left out)."""
    return units.select_related("parent").annotate(area_count=AREAS, person_count=PEOPLE)


def unit_tree(units: QuerySet[Unit]) -> list[tuple[int, Unit]]:
    """``unit_rows`` as a tree, by code."""
    return tree(unit_rows(units).order_by("code"))


def with_relations(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Units with the one above and the one that came after."""
    return units.select_related("parent", "successor")


def children_of(unit: Unit) -> QuerySet[Unit]:
    """The units directly below, by code."""
    return unit.children.order_by("code")


def areas_of(unit: Unit) -> QuerySet[Area]:
    """The office's areas by code."""
    return unit.areas.order_by("code")


def townships_of(unit: Unit) -> QuerySet[Township]:
    """The office's townships by name, without the telephone."""
    return unit.townships.defer("phone").order_by("name")


def person_posts(person: Person) -> QuerySet[Post]:
    """All posts of a person, the open ones first."""
    return person.posts.select_related("unit", "area").order_by("-valid_to", "-pk")
