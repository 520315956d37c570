"""What the two public sources say of a year, against the notices (the vectors of ``test_workdays``)."""

from datetime import date

import pytest

from rulebook.desk.published_calendar import published_year
from rulebook.desk.workdays import Calendar, YearStatus, add_workdays, is_workday
from tests.rulebook.desk.test_workdays import KNOWN, a_year


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_a_year_with_a_notice_is_official_and_every_day_as_in_the_notice(year: int) -> None:
    found, differing = published_year(year)
    assert (found.status, differing) == (YearStatus.OFFICIAL, [])
    theirs, ours = Calendar((found,)), Calendar((a_year(year),))
    days = [
        date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    ]
    assert [day for day in days if is_workday(theirs, day) != is_workday(ours, day)] == []


def test_make_up_days_and_days_in_lieu_are_named() -> None:
    found, _ = published_year(2026)
    assert [makeup.day for makeup in found.makeup] == [
        date(2026, month, day) for month, day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))
    ]
    assert [(off.day, off.name) for off in found.off if off.in_lieu][:2] == [
        (date(2026, 1, 2), "与 2026-01-04 对调"),
        (date(2026, 2, 20), "与 2026-02-14 对调"),
    ]


def test_a_year_without_a_notice_is_provisional_and_has_no_make_up_days() -> None:
    found, differing = published_year(2027)
    assert (found.status, differing, found.makeup) == (YearStatus.PROVISIONAL, [], ())
    assert add_workdays(Calendar((*KNOWN, found)), date(2026, 12, 4), 20) == (date(2027, 1, 4), True)


def test_a_day_on_which_the_sources_disagree_keeps_the_year_provisional() -> None:
    found, differing = published_year(2005)
    assert (found.status, differing) == (YearStatus.PROVISIONAL, [date(2005, 12, 31)])


def test_a_year_before_the_sources_is_refused() -> None:
    with pytest.raises(ValueError, match="1998 年早于 2004 年，没有可用的来源"):
        published_year(1998)
