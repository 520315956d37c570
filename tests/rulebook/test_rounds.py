"""A round's own figures and dates."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest

from rulebook.rounds import RoundFigures, default_stages, figure_problems


def test_s0_04_and_s0_05_are_the_defaults_of_a_round() -> None:
    figures = RoundFigures()
    assert figures.attendance_min == 60
    assert figures.service_share == Fraction(3, 5)
    assert figures.threshold == 5
    assert figure_problems(figures) == {}


def test_figures_survive_json() -> None:
    figures = RoundFigures(drawn_seats=80, absence_percent=25)
    assert RoundFigures.from_dict(figures.as_dict()) == figures
    assert RoundFigures.from_dict({}) == RoundFigures()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"attendance_min": 0}, "attendance_min"),
        ({"share_numerator": 5}, "share_numerator"),
        ({"share_denominator": 0}, "share_numerator"),
        ({"drawn_seats": 0}, "drawn_seats"),
        ({"drawn_seats": 35}, "drawn_seats"),
        ({"absence_percent": 100}, "absence_percent"),
        ({"consumer_percent": 101}, "consumer_percent"),
        ({"alternates_percent": -1}, "alternates_percent"),
        ({"threshold": 4}, "threshold"),
        ({"digits_each": 5}, "digits_each"),
    ],
)
def test_impossible_figures_are_named_by_field(change: dict[str, int], field: str) -> None:
    assert list(figure_problems(RoundFigures(**change))) == [field]


def test_s0_21_three_stages_follow_each_other() -> None:
    stages = default_stages(2026)
    assert [stage.title for stage in stages] == ["准备阶段", "实施阶段", "整改阶段"]
    assert all(before.last < after.first for before, after in pairwise(stages))


def test_s0_18_place_by_15_october_meetings_by_the_end_of_october() -> None:
    prepare, carry_out, _ = default_stages(2026)
    assert prepare.last == date(2026, 10, 15)
    assert carry_out.last == date(2026, 10, 31)
