"""People as lists show them."""

import re

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from registry.models import Person, Post
from registry.queries.listing import Column

PERSON_ORDERS: dict[str, tuple[Column, ...]] = {
    "name": ("name", "pk"),
    "category": ("category", "pk"),
    "unit": (Coalesce("unit__code", Value("")), "pk"),
}


def with_unit(people: QuerySet[Person]) -> QuerySet[Person]:
    """People with their unit."""
    return people.select_related("unit")


def with_person(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Posts of people with the person and the unit."""
    return posts.select_related("person", "unit")


def masked_phone(phone: str) -> str:
    """A telephone number with its middle covered: 138****1234, 0577-****8888; "" stays ""."""
    if re.fullmatch(r"1\d{10}", phone):
        return f"{phone[:3]}****{phone[-4:]}"
    area, dash, number = phone.rpartition("-")
    if len(number) < 7:  # an extension, or no telephone number at all
        return "****" if phone else ""
    return f"{area}{dash}****{number[-4:]}"
