"""AICDRAW1 step 7, and the proportional seats of S0-07."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.draw import allocation, errors, selection, stages, tickets
from tests.rulebook.draw_cases import exact, mixed, pools, roster_of, run, seeds, step

# Substitution


def test_s0_07_the_next_of_the_stratum_steps_in_and_nobody_comes_back():
    pool = {f"E{index}": "甲乙"[index % 2] for index in range(12)}
    roster = roster_of(pool)
    lot = run(pool, exact(("甲", 2), ("乙", 1)))[0]
    steps = [step(lot, lot.selected[0], lot.alternates[0])]
    assert selection.next_substitute(lot, roster, [], lot.selected[0]) == lot.alternates[0]
    assert selection.next_substitute(lot, roster, steps, lot.alternates[0]) == lot.alternates[1]
    steps.append(step(lot, lot.alternates[0], lot.alternates[1]))
    assert selection.members(lot, steps) == [lot.selected[1], lot.alternates[1]]
    selection.check_steps([lot], roster, steps)
    with pytest.raises(errors.PlanError, match="不能递补"):
        selection.next_substitute(lot, roster, steps, lot.alternates[0])


def test_s0_04_a_short_stratum_is_topped_up_from_its_alternates():
    pool = {f"E{index}": "甲乙"[index % 2] for index in range(12)}
    roster = roster_of(pool)
    lot = run(pool, mixed(3, ("甲", 1), ("乙", 1)))[0]
    first = next(id for id in lot.alternates if pool[id] == "乙")
    assert selection.next_top_up(lot, roster, [], "乙") == first
    steps = [step(lot, "", first)]
    selection.check_steps([lot], roster, steps)
    assert selection.members(lot, steps) == [*lot.selected, first]
    with pytest.raises(errors.StratumTooSmall):
        selection.next_top_up(lot, roster, steps, "丙")


def test_a_stratum_without_alternates_is_refused_by_name():
    pool = {"A": "甲", "B": "乙", "C": "乙"}
    exact_lot = run(pool, exact(("甲", 1)))[0]
    with pytest.raises(errors.StratumTooSmall, match="“甲”需要 1 名，可抽的只有 0 名"):
        selection.next_substitute(exact_lot, roster_of(pool), [], "A")
    mixed_lot = run(pool, mixed(2, ("甲", 1), ("乙", 1)))[0]
    with pytest.raises(errors.StratumTooSmall, match="“甲”需要 1 名，可抽的只有 0 名"):
        selection.next_substitute(mixed_lot, roster_of(pool), [], "A")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"entering": "second"}, "第 1 次递补应为"),
        ({"label": "没有"}, "签号名称“没有”不存在"),
        ({"reason": ""}, "没有写明理由"),
    ],
)
def test_steps_out_of_order_are_refused(wrong, message):
    pool = {f"E{index}": "甲" for index in range(5)}
    lot = run(pool, exact(("甲", 1)))[0]
    wrong = {key: lot.alternates[1] if value == "second" else value for key, value in wrong.items()}
    with pytest.raises(errors.PlanError, match=message):
        selection.check_steps(
            [lot], roster_of(pool), [replace(step(lot, lot.selected[0], lot.alternates[0]), **wrong)]
        )


@given(pools, seeds, st.data())
def test_s0_07_substitutions_equal_a_draw_without_those_who_left(pool, seed, data):
    size = data.draw(st.integers(1, len(pool)))
    minimums = [stages.Minimum(name, data.draw(st.integers(0, 2))) for name in "甲乙丙"]
    stage = stages.MinimumsStage("混合", "so-01", size, tuple(minimums))
    roster = roster_of(pool)
    try:
        lot = run(pool, stage, seed=seed)[0]
    except errors.PlanError:
        return
    steps, left = [], set()
    for _ in range(3):
        leaving = data.draw(st.sampled_from(sorted(selection.members(lot, steps))))
        remaining = [id for id in lot_order(seed, lot, pool) if id not in left | {leaving}]
        try:
            expected = selection.select_minimums(remaining, pool, size, minimums)
        except errors.StratumTooSmall:
            with pytest.raises(errors.StratumTooSmall):
                selection.next_substitute(lot, roster, steps, leaving)
            return
        steps.append(step(lot, leaving, selection.next_substitute(lot, roster, steps, leaving)))
        left.add(leaving)
        assert set(selection.members(lot, steps)) == set(expected)
    selection.check_steps([lot], roster, steps)


def lot_order(seed, lot, pool):
    return tickets.ordered(seed, lot.label, pool)


# Seats


@pytest.mark.parametrize(
    ("total", "available", "seats"),
    [
        (10, {"企业": 50, "个体": 50}, {"企业": 5, "个体": 5}),
        (3, {"b": 10, "a": 10}, {"a": 2, "b": 1}),  # equal remainders: by name
        (36, {"企业": 700, "个体": 290, "消费者": 10}, {"企业": 25, "个体": 11, "消费者": 0}),
        (0, {"a": 3}, {"a": 0}),
        (0, {}, {}),
        (3, {"a": 3, "b": 0}, {"a": 3, "b": 0}),
    ],
)
def test_s0_07_seats_in_proportion(total, available, seats):
    assert allocation.allocate(total, available) == seats


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 200), max_size=8), st.data())
def test_s0_07_seats_stay_within_one_of_their_share(available, data):
    pool = sum(available.values())
    total = data.draw(st.integers(0, pool))
    seats = allocation.allocate(total, available)
    assert sum(seats.values()) == total
    assert allocation.allocate(total, dict(reversed(available.items()))) == seats
    for name, count in available.items():
        assert seats[name] <= count
        assert abs(seats[name] * pool - total * count) < max(pool, 1)


def test_more_seats_than_people_are_refused_in_words():
    with pytest.raises(errors.StratumTooSmall) as caught:
        allocation.allocate(10, {"企业": 4, "个体": 3})
    assert str(caught.value) == "拟抽取 10 名，各分层合计只有 7 名（个体 3、企业 4）"
    with pytest.raises(errors.StratumTooSmall, match="没有任何分层"):
        allocation.allocate(1, {})


@pytest.mark.parametrize(("total", "available"), [(-1, {"a": 1}), (1, {"a": -1})])
def test_negative_numbers_are_refused(total, available):
    with pytest.raises(ValueError, match="不能为负"):
        allocation.allocate(total, available)


@given(st.integers(0, 10_000))
def test_three_fifths_round_up_in_integers(size):
    assert allocation.share_ceiling(size, 3, 5) == (size * 3 + 4) // 5
