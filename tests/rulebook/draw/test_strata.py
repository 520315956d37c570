"""Strata: small ones merged, seats by largest remainder, nobody without a chance (S0-07)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.draw.strata import CONSUMERS, merged_strata, plan_pool
from rulebook.meeting.rounds import RoundFigures

FIRM, TRADER, COOP = "企业", "个体工商户", "农民专业合作社"
CELLS = st.dictionaries(
    st.tuples(st.sampled_from([FIRM, TRADER, COOP]), st.sampled_from(["甲片", "乙片", "丙片", "丁片"])),
    st.integers(0, 400),
)


def test_s0_07_type_by_area_is_the_default_stratum() -> None:
    plan = plan_pool({(FIRM, "甲片"): 60, (TRADER, "甲片"): 90}, 0, RoundFigures(consumer_percent=0))
    assert [(each.name, each.size) for each in plan.strata] == [("个体工商户/甲片", 45), ("企业/甲片", 30)]
    assert plan.wanted == plan.seats == 75


@pytest.mark.parametrize(
    ("strata_by", "strata"),
    [
        ("type", [("个体工商户/全部片区", 30), ("企业/全部片区", 45)]),
        ("area", [("市场主体/乙片", 15), ("市场主体/甲片", 60)]),
        ("nothing", [("市场主体/全部片区", 75)]),
    ],
)
def test_s0_07_the_round_sets_the_strata(strata_by: str, strata: list[tuple[str, int]]) -> None:
    sizes = {(FIRM, "甲片"): 60, (FIRM, "乙片"): 30, (TRADER, "甲片"): 60}
    plan = plan_pool(sizes, 0, RoundFigures(consumer_percent=0, strata_by=strata_by))
    assert [(each.name, each.size) for each in plan.strata] == strata
    assert set(plan.stratum_of.values()) == {name for name, _ in strata}


def test_small_cells_join_their_type_first() -> None:
    names = merged_strata({(TRADER, "甲片"): 500, (FIRM, "甲片"): 4, (FIRM, "乙片"): 5}, 60)
    assert names == {
        (TRADER, "甲片"): "个体工商户/甲片",
        (FIRM, "甲片"): "企业/其他片区",
        (FIRM, "乙片"): "企业/其他片区",
    }


def test_rests_of_types_join_each_other_then_the_smallest_stratum() -> None:
    both = merged_strata({(TRADER, "甲片"): 600, (FIRM, "甲片"): 6, (COOP, "甲片"): 6}, 60)
    assert both[FIRM, "甲片"] == both[COOP, "甲片"] == "其他类型"
    alone = merged_strata({(TRADER, "甲片"): 600, (TRADER, "乙片"): 300, (FIRM, "甲片"): 1}, 60)
    assert alone[FIRM, "甲片"] == alone[TRADER, "乙片"] == "个体工商户/乙片及其他类型"


def test_s0_02_consumers_get_their_part_and_what_they_lack_goes_to_businesses() -> None:
    cells = {(FIRM, "甲片"): 200}
    full = plan_pool(cells, 40, RoundFigures())
    assert {each.name: each.size for each in full.strata} == {"企业/甲片": 60, CONSUMERS: 15}
    assert full.consumers_short == 0
    short = plan_pool(cells, 4, RoundFigures())
    assert {each.name: each.size for each in short.strata} == {"企业/甲片": 71, CONSUMERS: 4}
    assert short.consumers_short == 11


def test_a_pool_too_small_gives_everybody_a_seat_and_stays_short() -> None:
    plan = plan_pool({(FIRM, "甲片"): 10}, 8, RoundFigures())
    assert (plan.seats, plan.available, plan.wanted) == (18, 18, 75)
    assert plan_pool({}, 0, RoundFigures()).strata == ()


@given(CELLS, st.integers(0, 200))
def test_every_stratum_has_a_seat_and_no_more_than_it_holds(
    cells: dict[tuple[str, str], int], consumers: int
) -> None:
    plan = plan_pool(cells, consumers, RoundFigures())
    assert plan.seats == min(plan.wanted, plan.available)
    assert plan.available == sum(cells.values()) + consumers
    for each in plan.strata:
        assert 0 <= each.size <= each.available
        assert each.size + each.alternates <= each.available
        if each.name != CONSUMERS and each.available and plan.seats > consumers:
            assert each.size >= 1


@given(CELLS, st.randoms())
def test_the_order_of_cells_never_matters(cells: dict[tuple[str, str], int], order: object) -> None:
    items = list(cells.items())
    order.shuffle(items)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert plan_pool(dict(items), 20, RoundFigures()) == plan_pool(cells, 20, RoundFigures())
