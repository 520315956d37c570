"""Constraint makers shared by the models of every app."""

from collections.abc import Iterable

from django.db import models


def choice_check(table: str, field: str, choices: Iterable[tuple[str, str]]) -> models.CheckConstraint:
    """The database refuses a value that is not among the field's choices."""
    values = [value for value, _ in choices]
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": values}), name=f"{table}_{field}_valid"
    )


def another_person(table: str, second: str, first: str) -> models.CheckConstraint:
    """The database refuses that the second person is the first; ``registry.queries.two_persons`` knows two accounts of one person."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{second}__isnull": True}) | ~models.Q(**{second: models.F(first)}),
        name=f"{table}_{second}_another",
    )
