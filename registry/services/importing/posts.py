"""Heads, deputies and inspectors that a file names: staff persons and their posts, begun and ended by date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.timezone import localdate

from registry.models import Person, Post
from registry.models.fields import blind_digest
from registry.models.people import PersonCategory
from registry.roles import Role


@dataclass(frozen=True)
class Holder:
    """A post in force that a person, not a user, holds."""

    post_id: int
    unit_id: int
    area_id: int | None
    name: str
    phone: str
    role: str
    title: str

    @property
    def label(self) -> str:
        return f"{self.name}（{self.title or Role(self.role).label}）"


def holders(roles: Sequence[Role]) -> list[Holder]:
    """The persons' posts of these roles in force today."""
    rows = Post.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=localdate()))
    rows = rows.filter(person__isnull=False, role__in=roles)
    return [
        Holder(*row)
        for row in rows.values_list(
            "pk", "unit_id", "area_id", "person__name", "person__phone", "role", "title"
        )
    ]


def staffed() -> set[tuple[int, int | None]]:
    """(unit, area) that ever had a person in a post: there a new one begins today, elsewhere it has begun long ago."""
    return set(Post.objects.filter(person__isnull=False).values_list("unit_id", "area_id"))


def end_posts(ids: Iterable[int], today: date) -> None:
    """The posts end yesterday: today belongs to whoever follows."""
    Post.objects.filter(pk__in=list(ids)).update(valid_to=today - timedelta(days=1))


def staff_person(unit_id: int, name: str, phone: str) -> Person:
    """The member of staff known by (unit, name); a telephone number that is given replaces the old one."""
    person, _ = Person.objects.get_or_create(unit_id=unit_id, name=name, category=PersonCategory.STAFF)
    if phone and person.phone != phone:
        person.phone, person.phone_digest = phone, blind_digest(phone)
        person.save(update_fields=["phone", "phone_digest"])
    return person


def begin_post(
    *, person: Person, unit_id: int, area_id: int | None, role: Role, title: str, begins: date | None
) -> None:
    """Have the person hold the post from ``begins``; one already held only takes over the title."""
    held = (
        Post.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=localdate()))
        .filter(Q(area_id=area_id) if area_id else Q(area__isnull=True))
        .filter(person=person, unit_id=unit_id, role=role)
        .first()
    )
    if held is None:
        Post.objects.create(
            person=person, unit_id=unit_id, area_id=area_id, role=role, title=title, valid_from=begins
        )
    elif held.title != title:
        held.title = title
        held.save(update_fields=["title"])
