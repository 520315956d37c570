"""Selects are drawn in one piece, to the letter as Django draws them."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer

from registry.forms.renderer import Renderer

CHOICES: list[Any] = [
    ("", "全部"),
    ("a&b", "甲 < 乙 & \"丙\" '丁'"),
    (7, "七"),
    ("组 <一>", [("x", "一"), ("y", "二")]),
]


def test_the_site_draws_with_it() -> None:
    assert type(get_default_renderer()) is Renderer


@pytest.mark.parametrize("chosen", ["", "a&b", 7, "y", "absent"])
@pytest.mark.parametrize(
    "widget", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect, forms.RadioSelect]
)
def test_a_select_is_to_the_letter_as_django_draws_it(widget: type[forms.Widget], chosen: object) -> None:
    given = {"class": 'wide "<', "disabled": True, "hidden": False, "data-n": 3}
    field = widget(given) if widget is forms.NullBooleanSelect else widget(given, choices=CHOICES)  # type: ignore[call-arg]
    mine, theirs = (
        field.render("of <whom>", chosen, {"id": "x"}, each) for each in (Renderer(), DjangoTemplates())
    )
    assert mine == theirs
