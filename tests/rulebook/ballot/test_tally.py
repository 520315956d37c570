import json
from fractions import Fraction
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.ballot.form import WrongShape, canonical_body, duty_meeting_form, form_hash
from rulebook.ballot.tally import (
    CountError,
    Counts,
    Distribution,
    Rate,
    ShownGroup,
    combined_counts,
    combined_rate,
    count_bodies,
    counts_bytes,
    counts_digest,
    counts_from_places,
    counts_from_rows,
    least_shown,
    may_show,
    percent_text,
    satisfied_rate,
    shown_groups,
)

FORM = duty_meeting_form("城关工商所", ["张三"])
BODIES = [
    canonical_body([1, 1, 1, 1, 1, 1, 5, 5, 5, 5, 5, 5]),
    canonical_body([1, 2, 3, 4, 5, 0, 5, 5, 5, 5, 5, 3]),
    canonical_body([1, 2, 3, 4, 5, 2, 0, 0, 0, 0, 0, 0]),
]
choices = st.lists(st.lists(st.integers(0, 5), min_size=12, max_size=12), max_size=25)
group_sizes = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 30), max_size=8)


def test_s0_20_marks_are_counted_for_the_office_and_for_each_person():
    counts = count_bodies(FORM, BODIES)
    assert counts.ballots == 3
    assert counts.at("office", "duty") == Distribution(0, (3, 0, 0, 0, 0))
    assert counts.at("office", "enforcement") == Distribution(0, (1, 2, 0, 0, 0))
    assert counts.overall("office") == Distribution(1, (1, 1, 0, 0, 0))
    assert counts.overall("person-1") == Distribution(1, (0, 0, 1, 0, 1))


def test_s0_12_an_empty_urn_counts_to_nothing_and_has_no_rate():
    counts = count_bodies(FORM, [])
    assert counts.ballots == 0
    assert counts.overall("office").rate(1) == Rate(0, 0)
    assert counts.overall("office").rate(1).value is None
    assert counts.overall("office").rate(1).percent == "—"


def test_s3_09_abstentions_are_outside_the_denominator():
    found = Distribution(abstained=10, marks=(30, 15, 10, 4, 1))
    assert found.given == 60
    assert found.ballots == 70
    assert found.rate(1) == Rate(30, 60)
    assert found.rate(1).value == Fraction(1, 2)
    assert [rate.numerator for rate in found.rates()] == [30, 15, 10, 4, 1]


def test_the_two_summary_rates_are_told_apart():
    found = Distribution(abstained=10, marks=(30, 15, 10, 4, 1))
    assert satisfied_rate(FORM, found) == Rate(30, 60)
    assert combined_rate(FORM, found) == Rate(55, 60)


def test_a_body_that_does_not_fit_stops_the_count():
    with pytest.raises(WrongShape):
        count_bodies(FORM, [BODIES[0], "[1,2]"])


def test_a_place_the_form_does_not_have_is_refused():
    counts = count_bodies(FORM, BODIES)
    with pytest.raises(KeyError):
        counts.at("person-9", "duty")
    for rows in ([(12, 0, 1)], [(-1, 0, 1)], [(0, 6, 1)]):
        with pytest.raises(CountError):
            counts_from_places(FORM, 1, rows)
    with pytest.raises(CountError):
        counts_from_rows(FORM, 1, [("ghost", "duty", 1, 1)])


def test_counts_must_add_up_to_the_ballots_at_every_place():
    good = count_bodies(FORM, BODIES)
    with pytest.raises(CountError, match="合计 3 张，应为 4 张"):
        Counts(FORM, 4, good.distributions)
    with pytest.raises(CountError, match="有 12 项"):
        Counts(FORM, 3, good.distributions[1:])
    with pytest.raises(CountError, match="与等次不符"):
        Counts(FORM, 3, (Distribution(4, (0, 0, 0, 0, -1)), *good.distributions[1:]))


def test_invariant_08_a_lost_row_shows_in_the_other_counter():
    rows = [row for row in count_bodies(FORM, BODIES).rows() if row[3]]
    with pytest.raises(CountError):
        counts_from_rows(FORM, 3, rows[1:])


def test_counts_bytes_are_canonical():
    counts = count_bodies(FORM, BODIES)
    plain = json.loads(counts_bytes(counts))
    assert plain["ballots"] == 3
    assert plain["form"] == form_hash(FORM)
    assert plain["table"][5] == [1, 1, 1, 0, 0, 0]


@given(choices, st.randoms(use_true_random=False))
def test_invariant_08_both_counters_agree_in_any_order(ballots, order):
    bodies = [canonical_body(values) for values in ballots]
    streamed = count_bodies(FORM, bodies)
    rows = [(place, value, 1) for values in ballots for place, value in enumerate(values)]
    order.shuffle(rows)
    order.shuffle(bodies)
    assert counts_digest(counts_from_places(FORM, len(ballots), rows)) == counts_digest(streamed)
    assert counts_digest(counts_from_rows(FORM, len(ballots), streamed.rows())) == counts_digest(streamed)
    assert count_bodies(FORM, bodies) == streamed


@given(choices)
def test_rates_of_a_place_add_up_to_one(ballots):
    for found in count_bodies(FORM, map(canonical_body, ballots)).distributions:
        rates = [rate.value for rate in found.rates()]
        assert rates == [None] * 5 if found.given == 0 else sum(rates) == 1


@given(choices, choices)
def test_panels_add_up_to_the_count_of_all_ballots(first, second):
    parts = [count_bodies(FORM, map(canonical_body, part)) for part in (first, second)]
    assert combined_counts(parts) == count_bodies(FORM, map(canonical_body, first + second))


def test_only_counts_of_one_form_are_added():
    other = duty_meeting_form("东湖工商所", ["张三"])
    with pytest.raises(CountError):
        combined_counts([])
    with pytest.raises(CountError):
        combined_counts([count_bodies(FORM, []), count_bodies(other, [])])


@pytest.mark.parametrize(
    ("rate", "places", "text"),
    [
        (None, 2, "—"),
        (Fraction(0), 2, "0.00%"),
        (Fraction(1), 2, "100.00%"),
        (Fraction(2, 3), 2, "66.67%"),
        (Fraction(1, 3), 1, "33.3%"),
        (Fraction(1, 8), 0, "12%"),
        (Fraction(3, 8), 0, "38%"),
        (Fraction(12345, 1_000_000), 2, "1.23%"),
        (Fraction(12345, 1_000_000), 3, "1.234%"),
        (Fraction(12355, 1_000_000), 3, "1.236%"),
        (Fraction(99_996, 100_000), 2, "100.00%"),
    ],
)
def test_percentages_are_rounded_half_to_even(rate, places, text):
    assert percent_text(rate, places) == text


@pytest.mark.parametrize(
    ("ballots", "k", "shown"), [(10, 5, True), (9, 5, False), (0, 5, False), (11, 12, False), (12, 12, True)]
)
def test_s0_19_a_group_is_judged_by_its_ballots(ballots, k, shown):
    assert may_show(ballots, k) is shown


@pytest.mark.parametrize(
    ("ballots", "shown"),
    [
        ({"甲": 13, "乙": 14}, [(("乙",), 14), (("甲",), 13)]),
        ({"甲": 7, "乙": 5, "丙": 20}, [(("丙",), 20), (("乙", "甲"), 12)]),
        ({"甲": 4, "乙": 13, "丙": 20}, [(("丙",), 20), (("乙", "甲"), 17)]),
        ({"甲": 4, "乙": 20}, []),
        ({"甲": 4}, []),
        ({"甲": 1, "乙": 2}, []),
        ({"甲": 0, "乙": 20, "丙": 18}, [(("丙", "甲"), 18), (("乙",), 20)]),
        ({}, []),
    ],
)
def test_s0_19_small_groups_are_merged_or_withheld(ballots, shown):
    found = sorted(shown_groups(ballots, 12), key=lambda group: group.keys)
    assert found == sorted((ShownGroup(keys, size) for keys, size in shown), key=lambda group: group.keys)


@given(group_sizes, st.integers(1, 10))
def test_invariant_12_no_group_and_no_difference_of_groups_is_below_k(ballots, k):
    shown = shown_groups(ballots, k)
    if not shown:
        return
    whole = sum(ballots.values())
    assert sorted(chain.from_iterable(group.keys for group in shown)) == sorted(ballots)
    sizes = [group.ballots for group in shown]
    assert sum(sizes) == whole
    for number in range(1, len(sizes)):
        for some in combinations(sizes, number):
            assert sum(some) >= least_shown(k)
            assert whole - sum(some) >= k


GOOD = BODIES[0]


@pytest.mark.parametrize(
    "body",
    [
        GOOD + "x",
        GOOD + "]",
        GOOD[:-1],
        GOOD[:-2] + "6]",
        GOOD[:-2] + "５]",
        GOOD[:-2] + " ]",
        GOOD[:-2] + "-]",
        GOOD.replace(",", ";"),
        GOOD.replace("[", "("),
        GOOD[:-1] + ",1]",
        GOOD[:-2] + "true]",
    ],
)
def test_a_body_that_only_looks_like_a_ballot_stops_the_count(body: str) -> None:
    with pytest.raises(WrongShape):
        count_bodies(FORM, [GOOD, body, GOOD])


@given(choices)
def test_the_way_a_body_is_written_does_not_change_its_marks(ballots: list[list[int]]) -> None:
    bodies = [
        json.dumps(ballot) if place % 2 else canonical_body(ballot) for place, ballot in enumerate(ballots)
    ]
    by_hand = [[0] * 6 for _ in range(12)]
    for ballot in ballots:
        for place, mark in enumerate(ballot):
            by_hand[place][mark] += 1
    found = count_bodies(FORM, bodies)
    assert [[each.abstained, *each.marks] for each in found.distributions] == by_hand
    assert found.ballots == len(ballots)


def test_more_ballots_than_are_held_at_once_are_all_counted() -> None:
    bodies = [*[GOOD] * 2500, json.dumps(json.loads(GOOD)), *[GOOD] * 2500]
    assert count_bodies(FORM, iter(bodies)).distributions[0].marks == (5001, 0, 0, 0, 0)
