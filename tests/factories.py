"""Rows for tests, with invented names."""

from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from registry.models import Area, Business, Industry, Person, Post, Role, Township, Unit, User
from registry.models.fields import blind_digest

PASSWORD = "long-enough-and-odd"


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: f"U{n:04}")
    name = factory.Sequence(lambda n: f"第{n}工商所")
    kind = "office"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"用户{n}")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


def user_with(role: Role, unit: Unit, **fields: Any) -> User:
    """A user who holds one post."""
    user = UserFactory(**fields)
    Post.objects.create(user=user, role=role, unit=unit)
    return user


def leaders_of(bureau: Unit, *names: str) -> list[Post]:
    """The posts of the bureau's leaders, persons without an account; made once."""
    found = []
    for name in names:
        person, _ = Person.objects.get_or_create(name=name, category="staff", unit=bureau)
        found.append(Post.objects.get_or_create(person=person, role=Role.LEADER, unit=bureau)[0])
    return found


class AreaFactory(DjangoModelFactory[Area]):
    class Meta:
        model = Area

    code = factory.Sequence(lambda n: f"PQ{n:03}")
    name = factory.Sequence(lambda n: f"第{n}片区")
    office = factory.SubFactory(UnitFactory)


class IndustryFactory(DjangoModelFactory[Industry]):
    class Meta:
        model = Industry
        django_get_or_create = ("name",)

    name = "食品销售"
    grade = "A"


class BusinessFactory(DjangoModelFactory[Business]):
    class Meta:
        model = Business

    code = factory.Sequence(lambda n: f"9233039900{n:06}XX")
    name = factory.Sequence(lambda n: f"第{n}号店")
    kind = "sole_trader"
    grade = "A"
    area = factory.SubFactory(AreaFactory)
    responsible = factory.Sequence(lambda n: f"店主{n}")


class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"人员{n}")
    category = "congress_deputy"
    phone = factory.Sequence(lambda n: f"130{n:08}")
    phone_digest = factory.LazyAttribute(lambda person: blind_digest(person.phone) if person.phone else "")


class TownshipFactory(DjangoModelFactory[Township]):
    class Meta:
        model = Township

    name = factory.Sequence(lambda n: f"第{n}镇")
    office = factory.SubFactory(UnitFactory)


def post_for(person: Person, unit: Unit, role: Role, title: str) -> Post:
    """A post of a person, as the importer makes it."""
    return Post.objects.create(person=person, unit=unit, role=role, title=title)
