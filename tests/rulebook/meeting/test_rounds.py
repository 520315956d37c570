"""A round's own figures and dates."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest

from rulebook.meeting.rounds import (
    RoundFigures,
    Timeliness,
    default_place_due,
    default_stages,
    default_summary_due,
    figure_problems,
    timeliness,
)


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


@pytest.mark.parametrize(
    ("sentence", "done_on", "today", "standing"),
    [
        ("S0-18: before the day there is time", None, date(2026, 10, 1), Timeliness.DUE),
        ("S0-18: the day itself is in time", None, date(2026, 10, 15), Timeliness.DUE),
        ("S0-18: the day after is late", None, date(2026, 10, 16), Timeliness.OVERDUE),
        ("S0-18: reported on the day is in time", date(2026, 10, 15), date(2026, 12, 1), Timeliness.DONE),
        ("S0-18: reported late stays late", date(2026, 10, 16), date(2026, 10, 16), Timeliness.DONE_LATE),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_s0_18_a_place_is_reported_in_time_or_late(
    sentence: str, done_on: date | None, today: date, standing: Timeliness
) -> None:
    assert timeliness(due=default_place_due(2026), done_on=done_on, today=today) == standing


def test_s0_18_place_and_summary_have_the_document_s_days() -> None:
    assert default_place_due(2026) == date(2026, 10, 15)
    assert default_summary_due(2026) == date(2026, 10, 31)
