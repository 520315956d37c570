"""AICDRAW1 steps 3 and 6: selection, and what locking refuses."""

from collections import Counter
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rulebook.draw import canonical, errors, selection, tickets
from rulebook.draw.commitment import check_lock, read_commitment
from rulebook.draw.roster import build_roster
from rulebook.draw.seed import SeedError, SeedPart
from rulebook.draw.stages import LinkedStage, Minimum
from tests.rulebook.draw_cases import (
    EXCLUSIONS,
    RULE,
    SEED,
    commitment_of,
    exact,
    mixed,
    pools,
    roster_of,
    run,
    seeds,
)

# Selection


@given(pools, seeds, st.data())
def test_s3_05_exact_strata_take_their_first_tickets(pool, seed, data):
    sizes = Counter(pool.values())
    quotas = [(name, data.draw(st.integers(0, count))) for name, count in sorted(sizes.items())]
    lots = run(pool, exact(*quotas), seed=seed)
    assert [lot.stratum for lot in lots] == [name for name, _ in quotas]
    for lot, (name, size) in zip(lots, quotas, strict=True):
        order = tickets.ordered(seed, f"2026-0001/so-01/{name}", [id for id in pool if pool[id] == name])
        assert (lot.selected, lot.alternates) == (tuple(order[:size]), tuple(order[size:]))


@given(pools, seeds, st.data())
def test_a_mixed_pool_equals_brute_force(pool, seed, data):
    size = data.draw(st.integers(0, len(pool)))
    minimums = [Minimum(name, data.draw(st.integers(0, 3))) for name in "甲乙丙"]
    order = tickets.ordered(seed, "x", pool)

    def holds(group):
        counts = Counter(pool[id] for id in group)
        return all(counts[minimum.stratum] >= minimum.least for minimum in minimums)

    # The best of all feasible groups: the one whose members come first, compared place by place.
    feasible = [group for group in combinations(order, size) if holds(group)]
    if not feasible or sum(minimum.least for minimum in minimums) > size:
        if not feasible and sum(minimum.least for minimum in minimums) <= size:
            with pytest.raises(errors.StratumTooSmall):
                selection.select_minimums(order, pool, size, minimums)
        return
    best = min(feasible, key=lambda group: [order.index(id) for id in group])
    assert tuple(selection.select_minimums(order, pool, size, minimums)) == best


@given(pools, seeds, st.integers(1, 6))
def test_one_more_seat_extends_the_draw(pool, seed, size):
    assume(size < len(pool))
    least = Counter(pool.values())["甲"] and 1
    smaller, larger = (
        run(pool, mixed(seats, ("甲", least), ("乙",), ("丙",)), seed=seed)[0] for seats in (size, size + 1)
    )
    assert set(smaller.selected) < set(larger.selected)
    by_exact = [
        run(pool, exact((pool["E0"], seats)), seed=seed)[0].selected
        for seats in range(Counter(pool.values())[pool["E0"]] + 1)
    ]
    for few, more in pairwise(by_exact):
        assert more[: len(few)] == few


@given(pools, seeds, st.randoms())
def test_one_withdrawal_leaves_the_rest_in_order(pool, seed, random):
    gone = random.choice(sorted(pool))
    whole = run(pool, mixed(0, ("甲",), ("乙",), ("丙",)), seed=seed)[0].pool
    less = {id: stratum for id, stratum in pool.items() if id != gone}
    assume(less)
    rest = run(less, mixed(0, ("甲",), ("乙",), ("丙",)), seed=seed)[0].pool
    assert rest == tuple(id for id in whole if id != gone)


def test_s3_05_a_department_draws_from_what_the_offices_drew():
    strata = {
        f"{office}{kind}{index}": f"{office}/{kind}"
        for office in "AB"
        for kind in ("企业", "个体")
        for index in range(9)
    }
    lots = run(
        strata,
        exact(("A/企业", 4), ("A/个体", 2), name="A", unit="A"),
        exact(("B/企业", 3), name="B", unit="B"),
        mixed(5, ("A/企业", 1), ("B/企业", 1), name="科室", unit="D", sources=("A", "B")),
    )
    by_label = {lot.label: lot for lot in lots}
    drawn = by_label["2026-0001/A/A/企业"].selected + by_label["2026-0001/B/B/企业"].selected
    department = by_label["2026-0001/D/科室"]
    assert sorted(department.pool) == sorted(drawn)
    assert len(department.selected) == 5
    assert list(department.pool) != sorted(department.pool)


def test_s1_14_each_inspector_gets_a_street_and_each_street_its_businesses():
    people = [(f"P{index}", "人员", "") for index in range(4)]
    streets = [(f"S{index}", "街道", f"P{index % 4}") for index in range(12)]
    shops = [(f"B{index:02}", "商户", f"S{index % 12}") for index in range(36)]
    roster = build_roster([*people, *streets, *shops], ["属于"])
    commitment = commitment_of(
        roster,
        exact(("人员", 2), name="人"),
        LinkedStage("街", "so-01", 1, "属于", ("街道",), ("人",)),
        LinkedStage("户", "so-01", 2, "属于", ("商户",), ("街",), 1),
    )
    check_lock(commitment, roster, EXCLUSIONS)
    lots = selection.run_draw(commitment, roster, SEED)
    parent = {entry.id: entry.attributes[0] for entry in roster.entries}
    people_drawn = lots[0].selected
    street_lots, shop_lots = lots[1:3], lots[3:]
    assert tuple(lot.stratum for lot in street_lots) == people_drawn
    assert tuple(parent[lot.selected[0]] for lot in street_lots) == people_drawn
    assert [lot.stratum for lot in shop_lots] == [lot.selected[0] for lot in street_lots]
    assert [{parent[id] for id in lot.pool} for lot in shop_lots] == [{lot.stratum} for lot in shop_lots]
    assert [(len(lot.selected), len(lot.pool)) for lot in shop_lots] == [(2, 3), (2, 3)]


# What locking refuses


@pytest.mark.parametrize(
    ("stages", "stratum", "wanted", "available"),
    [
        ([exact(("甲", 4))], "甲", 4, 3),
        ([exact(("丁", 1))], "丁", 1, 0),
        ([mixed(4, ("乙", 3))], "乙", 3, 2),
        ([mixed(6, ("甲", 1), ("乙",))], "混合", 6, 5),
        ([exact(("甲", 2)), exact(("甲", 3), name="二", unit="D", sources=("代表",))], "甲", 3, 2),
        (
            [mixed(3, ("甲", 1), ("乙",)), exact(("甲", 2), name="二", unit="D", sources=("混合",))],
            "甲",
            2,
            1,
        ),
    ],
)
def test_a_stratum_too_small_is_refused_at_locking(stages, stratum, wanted, available):
    roster = build_roster([("A", "甲"), ("B", "甲"), ("C", "甲"), ("D", "乙"), ("E", "乙")])
    with pytest.raises(errors.StratumTooSmall) as caught:
        check_lock(commitment_of(roster, *stages), roster, EXCLUSIONS)
    assert (caught.value.stratum, caught.value.wanted, caught.value.available) == (stratum, wanted, available)
    assert str(caught.value) == f"“{stratum}”需要 {wanted} 名，可抽的只有 {available} 名"


def test_a_parent_with_too_few_linked_entries_is_refused_at_locking():
    roster = build_roster([("P1", "人员", ""), ("P2", "人员", ""), ("S1", "街道", "P1")], ["属于"])
    stages = [exact(("人员", 1)), LinkedStage("街", "so-01", 1, "属于", ("街道",), ("代表",))]
    with pytest.raises(errors.StratumTooSmall, match="“街/P2”需要 1 名，可抽的只有 0 名"):
        check_lock(commitment_of(roster, *stages), roster, EXCLUSIONS)


@pytest.mark.parametrize(
    ("stages", "message"),
    [
        ([], "没有任何环节"),
        ([exact(("甲", 1)), exact(("乙", 1))], "“代表”重复"),
        ([exact(("甲", 1), ("甲", 2))], "分层重复"),
        ([exact()], "没有分层"),
        ([exact(("甲", -1))], "不能为负"),
        ([mixed(1, ("甲", 1), ("乙", 1))], "最低名额合计 2，超过总名额 1"),
        ([exact(("甲", 1), sources=("没有",))], "来源“没有”不在它之前"),
        ([exact(("甲", 1)), exact(("甲", 1), name="二")], "“甲”在方案中出现两次"),
        ([LinkedStage("街", "so-01", 1, "属于", ("街道",), ())], "没有写明来源"),
        (
            [
                exact(("甲", 1)),
                exact(("甲", 1), name="二", unit="X"),
                mixed(1, ("甲",), name="三", sources=("代表", "二")),
            ],
            "来源“代表”和“二”都含分层“甲”",
        ),
        (
            [exact(("街/P1", 1)), LinkedStage("街", "so-01", 1, "属于", ("街道",), ("代表",))],
            "冲突",
        ),
    ],
)
def test_a_plan_that_does_not_hold_together_is_refused(stages, message):
    with pytest.raises(errors.PlanError, match=message):
        commitment_of(roster_of({"A": "甲"}), *stages)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed_rule": RULE[:1]}, "至少由 2 方"),
        ({"seed_rule": (RULE[0], RULE[0])}, "不能重名"),
        ({"seed_rule": (RULE[0], SeedPart("监察室", 0))}, "位数至少为 1"),
        ({"roster_hash": "x"}, "名册的散列值"),
        ({"previous": "x"}, "上一次抽取的承诺值"),
        ({"purpose": "两\n行"}, "不能写入承诺"),
        ({"purpose": " 空白"}, "不能写入承诺"),
        ({"draw_number": ""}, "不能为空"),
    ],
)
def test_a_field_that_cannot_be_committed_is_refused(change, message):
    commitment = commitment_of(roster_of({"A": "甲"}), exact(("甲", 1)))
    with pytest.raises(errors.PlanError, match=message):
        replace(commitment, **change)


def test_locking_demands_the_committed_roster():
    roster, other = roster_of({"A": "甲"}), roster_of({"A": "甲", "B": "甲"})
    with pytest.raises(errors.PlanError, match="散列值不一致"):
        check_lock(commitment_of(roster, exact(("甲", 1))), other, EXCLUSIONS)
    with pytest.raises(errors.PlanError, match="散列值不一致"):
        selection.run_draw(commitment_of(roster, exact(("甲", 1))), other, SEED)


def test_a_draw_refuses_a_seed_of_another_rule():
    with pytest.raises(SeedError, match="20 位数字"):
        run({"A": "甲"}, exact(("甲", 1)), seed="1" * 10)


def test_s0_03_the_commitment_reads_back_and_covers_every_field():
    roster = build_roster([("A", "甲", "")], ["属于"])
    commitment = commitment_of(
        roster,
        exact(("甲", 1, 2)),
        mixed(1, ("甲", 1), unit="X"),
        LinkedStage("街", "so-01", 1, "属于", ("街道",), ("代表",), 3),
    )
    assert read_commitment(commitment.data) == commitment
    changes = [
        {"draw_number": "2"},
        {"purpose": "p"},
        {"unit_code": "u"},
        {"unit_name": "n"},
        {"roster_hash": "0" * 64},
        {"exclusions_hash": "0" * 64},
        {"seed_rule": RULE[::-1]},
        {"locked_at": "t"},
        {"previous": "0" * 64},
        {"stages": commitment.stages[:2]},
        {"stages": (exact(("甲", 1, 3)), *commitment.stages[1:])},
    ]
    hashes = {replace(commitment, **change).hash for change in changes} | {commitment.hash}
    assert len(hashes) == len(changes) + 1


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"spec":"AICDRAW1"}', b'"x"', b'{ "spec":"AICDRAW1"}', b"\xff"]
)
def test_bytes_that_are_no_commitment_are_refused(data):
    with pytest.raises(errors.PlanError, match="承诺文件不符合格式"):
        read_commitment(data)


def test_a_commitment_with_a_field_more_is_refused():
    commitment = commitment_of(roster_of({"A": "甲"}), exact(("甲", 1)))
    with pytest.raises(errors.PlanError, match="多余"):
        read_commitment(canonical.canonical_json({**commitment.value(), "zzz": 1}))
