"""Which units a user belongs to, though his post stands above them, and what he is called: what recusal is asked by."""

from collections.abc import Collection, Iterable

from django.db.models import Q
from django.utils.timezone import localdate

from registry.access import AnyUser, current_posts, subtree
from registry.models import Person, Post, Role, Unit, User
from registry.models.people import PersonCategory
from registry.models.units import UnitKind
from registry.queries.units import LEADING, current
from rulebook.registry.departments import INSPECTORATE_WORDS
from rulebook.registry.messy import same_name
from rulebook.registry.names import canonical_name

BUREAUS = (UnitKind.BUREAU, UnitKind.COUNTY)


def name_of(user: AnyUser) -> str:
    """The user's name in its one form; namesakes are taken for him."""
    return canonical_name(user.name) if isinstance(user, User) else ""


def units_of(user: AnyUser) -> frozenset[int]:
    """Keys of the units to which the user belongs, below the bureau; read once per user object.

    Those of his posts with what stands above them; of a head or deputy what stands below; the department that the title of a
    post at the bureau names, and the inspectorate for whoever is of it, since those posts stand at the bureau; the unit in
    which the staff list has somebody of his name, in his own bureau; what one of these came after.
    """
    if not isinstance(user, User):
        return frozenset()
    cached: frozenset[int] | None = user.__dict__.get("_belongs_to")
    if cached is None:
        cached = user.__dict__["_belongs_to"] = frozenset(_units_of(user))
    return cached


def inspectorates() -> list[Unit]:
    """The departments that are an inspectorate, by their name."""
    rows = Unit.objects.filter(kind=UnitKind.DEPARTMENT)
    return [unit for unit in rows if _is_inspectorate(unit)]


def _is_inspectorate(unit: Unit) -> bool:
    return any(word in unit.name for word in INSPECTORATE_WORDS)


def _units_of(user: User) -> set[int]:
    posts = current_posts(user)
    units = {unit.pk: unit for unit in Unit.objects.all()} if posts else {}
    own = {post.unit_id for post in posts}
    for post in posts:
        if post.unit.kind in BUREAUS:
            own |= _departments(post, units.values())
    homes = {_bureau(units[pk], units) for pk in own}
    own |= {pk for pk in _listed(user) if pk in units and _bureau(units[pk], units) in homes}
    own |= {unit.pk for unit in units.values() if unit.successor_id in own and unit.successor_id is not None}
    led = {post.unit_id for post in posts if post.role in LEADING and post.unit.kind not in BUREAUS}
    below = {pk for pk, unit in units.items() if led & set(_line(unit, units))}
    return below | own.union(*(_line(units[pk], units) for pk in own))


def _departments(post: Post, units: Iterable[Unit]) -> set[int]:
    """The departments of the post's bureau that the post is of."""
    own = [unit for unit in units if unit.kind == UnitKind.DEPARTMENT and unit.parent_id == post.unit_id]
    return {
        unit.pk
        for unit in own
        if unit.name in post.title or (post.role == Role.INSPECTORATE and _is_inspectorate(unit))
    }


def _listed(user: User) -> set[int]:
    """Where the staff list has somebody of the user's name."""
    persons = Person.objects.filter(name=user.name, category=PersonCategory.STAFF, active=True)
    posts = Post.objects.filter(current(localdate()), Q(person__name=user.name))
    listed = persons.filter(unit__isnull=False).values_list("unit", flat=True)
    return set(listed) | set(posts.values_list("unit", flat=True))


def _line(unit: Unit, units: dict[int, Unit]) -> list[int]:
    """The unit and what stands above it, bureaus left out unless it is one."""
    line = [unit.pk]
    above = units.get(unit.parent_id or 0)
    while above is not None and above.kind not in BUREAUS and above.pk not in line:
        line.append(above.pk)
        above = units.get(above.parent_id or 0)
    return line


def _bureau(unit: Unit, units: dict[int, Unit]) -> int | None:
    seen: set[int] = set()
    at: Unit | None = unit
    while at is not None and at.kind not in BUREAUS and at.pk not in seen:
        seen.add(at.pk)
        at = units.get(at.parent_id or 0)
    return at.pk if at is not None else None


def is_of(user: AnyUser, units: Collection[int]) -> bool:
    """Whether he holds a post in one of the units or below, or stands in the register as one of their staff.

    A person tied to his account says who he is; without one his name does.
    """
    if not isinstance(user, User) or not units:
        return False
    below = subtree(units)
    if any(post.unit_id in below for post in current_posts(user)):
        return True
    tied = set(Post.objects.filter(user=user, person__isnull=False).values_list("person_id", flat=True))
    staff = Person.objects.filter(unit__in=below, category=PersonCategory.STAFF, active=True)
    if tied:
        return staff.filter(pk__in=tied).exists()
    return any(same_name(user.name, name) for name in staff.values_list("name", flat=True))
