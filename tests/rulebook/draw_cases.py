"""Small draws that the tests of AICDRAW1 share."""

from hypothesis import strategies as st

from rulebook.draw import commitment, selection
from rulebook.draw.roster import build_exclusions, build_roster
from rulebook.draw.seed import SeedPart
from rulebook.draw.stages import ExactStage, Minimum, MinimumsStage, Quota

SEED = "27182818284590452353"
RULE = (SeedPart("市纪委监督员"), SeedPart("监察室"))
EXCLUSIONS = build_exclusions([("Z9", "已注销")])

seeds = st.text("0123456789", min_size=20, max_size=20)
pools = st.lists(st.sampled_from("甲乙丙"), min_size=1, max_size=7).map(
    lambda strata: {f"E{index}": stratum for index, stratum in enumerate(strata)}
)


def commitment_of(roster, *stages):
    return commitment.Commitment(
        draw_number="2026-0001",
        purpose="述职述廉评议代表抽取",
        unit_code="so-01",
        unit_name="城东工商所",
        stages=stages,
        roster_hash=roster.hash,
        exclusions_hash=EXCLUSIONS.hash,
        seed_rule=RULE,
        locked_at="2026-11-23 09:30",
    )


def exact(*quotas, name="代表", unit="so-01", sources=()):
    return ExactStage(name, unit, tuple(Quota(*quota) for quota in quotas), sources)


def mixed(size, *minimums, name="混合", unit="so-01", sources=()):
    return MinimumsStage(name, unit, size, tuple(Minimum(*m) for m in minimums), 0, sources)


def step(lot, leaving, entering):
    return selection.Step(
        lot.label, leaving, entering, "本人不参加", "电话记录", "2026-11-24 10:00", "监察室"
    )


def roster_of(pool):
    return build_roster(pool.items())


def run(pool, *stages, seed=SEED):
    roster = roster_of(pool)
    return selection.run_draw(commitment_of(roster, *stages), roster, seed)
