"""The steps of a draw and their refusals."""

import hashlib

import pytest
from django.utils import timezone

from draws.models import Draw, SeedPart
from draws.queries import facts, records
from draws.queries.results import results_by_stratum, selected
from draws.services import confirming, openings, roster, steps
from draws.services.digits import enter_digits, roll_digits
from draws.services.moving import DrawRefused
from draws.services.roster import EntryData, ExclusionData
from registry.models import AuditEvent, Confirmation
from registry.services.audit import first_broken_link
from rulebook.lifecycle.draw import DRAW, DrawState
from tests.draws.conftest import DIGITS, businesses, strata
from tests.factories import PersonFactory

STATES = ["draft", "locked", "seeded", "drawn", "published"]


def test_s0_07_a_draw_walks_from_roster_to_publication(make_draw, advance, origin) -> None:
    draw = advance(make_draw(), "published")
    assert draw.state == "published"
    assert draw.seed == "01234567899876543210"
    assert origin["moves"] == ["locked", "seeded", "drawn", "published"]
    results = {result.name: result for result in results_by_stratum(draw)}
    assert [len(results["企业"].seats), len(results["企业"].standby), results["企业"].waiting] == [4, 3, 8]
    assert [len(results["个体"].seats), len(results["个体"].standby), results["个体"].waiting] == [2, 2, 4]
    assert [entry.rank for entry in results["企业"].seats] == [1, 2, 3, 4]


def test_every_step_is_in_the_audit_chain(make_draw, advance) -> None:
    draw = advance(make_draw(), "published")
    events = AuditEvent.objects.filter(subject_kind="draws.draw", subject_id=str(draw.pk)).order_by("number")
    verbs = [event.verb for event in events]
    steps = [
        "prepare_draw",
        "lock_draw",
        "enter_digits",
        "enter_digits",
        "reveal_seed",
        "run_draw",
        "publish_draw",
    ]
    assert [verb for verb in verbs if verb in steps] == steps
    assert DIGITS[0] not in str([event.payload for event in events.filter(verb="enter_digits")])
    assert first_broken_link() is None


def test_s0_07_equal_rosters_and_seeds_give_equal_results_in_any_order(make_draw, advance) -> None:
    """Redone by anyone: the order of entering rows does not matter, the stage string does."""
    entries = [*businesses("企业", 12), *businesses("个体", 6)]
    draw = advance(make_draw(entries=entries[::-1]), "drawn")
    expected = sorted(
        (
            hashlib.sha256(f"AICDRAW1\n{draw.seed}\n{draw.number}/SO01/企业\n{e.code}".encode()).hexdigest(),
            e.code,
        )
        for e in entries
        if e.stratum == "企业"
    )
    rows = draw.entries.filter(stratum="企业").order_by("rank").values_list("ticket", "code")
    assert list(rows) == expected
    assert set(selected(draw).filter(stratum="企业").values_list("code", flat=True)) == {
        code for _, code in expected[:4]
    }


def test_too_small_a_stratum_is_refused_at_locking_by_name_and_numbers(make_draw, watcher) -> None:
    draw = make_draw(stages=strata(("企业", 4, 0), ("个体", 7, 0)))
    with pytest.raises(DrawRefused, match="“个体”需要 7 名，可抽的只有 6 名"):
        confirming.ask_step(actor=watcher, draw=draw, action=facts.LOCK)
    assert not Confirmation.objects.exists()


def test_somebody_both_in_and_excluded_is_refused_at_locking(make_draw, watcher) -> None:
    draw = make_draw(exclusions=[ExclusionData("企业-0001", "店", "回避")])
    with pytest.raises(DrawRefused, match="“企业-0001”既在名册中又在排除名单中"):
        confirming.ask_step(actor=watcher, draw=draw, action=facts.LOCK)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"parties": ["一方"]}, "至少由 2 方"),
        ({"parties": ["同名", "同名"]}, "不能重名"),
        ({"number": "有/斜线"}, "抽取编号"),
        ({"digits_each": 3}, "至少报 6 位"),
        ({"stages": []}, "没有任何环节"),
        ({"stages": [{"name": "x", "kind": "lottery", "strata": []}]}, "不认识"),
        ({"entries": [*businesses("企业", 2), *businesses("企业", 1)]}, "重复的编号"),
        ({"entries": [EntryData("a\tb", "企业", ("食品",), "店")]}, "制表符"),
        ({"entries": [EntryData("", "企业", ("食品",), "店")]}, "编号为空"),
        ({"entries": [EntryData("甲", "企业", (), "店")]}, "应有 3 列，实有 2 列"),
    ],
)
def test_a_faulty_plan_is_refused_and_leaves_nothing(make_draw, fields, message) -> None:
    with pytest.raises(DrawRefused, match=message):
        make_draw(**fields)
    assert not Draw.objects.exists()


def test_a_number_is_used_once_and_counted_on_even_after_void(make_draw, watcher, inspectorate) -> None:
    draw = make_draw("SL2026-001")
    confirming.ask_step(actor=watcher, draw=draw, action=facts.VOID, reason="名册有误")
    confirming.confirm_step(actor=inspectorate, draw=draw, action=facts.VOID)
    assert [draw.state, draw.void_reason] == ["void", "名册有误"]
    with pytest.raises(DrawRefused, match="已被使用"):
        make_draw("SL2026-001")
    assert roster.next_number("SL2026") == "SL2026-002"
    assert roster.next_number("SL2027") == "SL2027-001"


def test_every_commitment_names_the_one_before(make_draw, advance) -> None:
    first = advance(make_draw("一"), "locked")
    second = advance(make_draw("二"), "locked")
    assert records.commitment_of(first).previous == ""
    assert records.commitment_of(second).previous == first.commitment_hash
    assert [first.chain_number, second.chain_number] == [1, 2]
    assert hashlib.sha256(second.commitment.encode()).hexdigest() == second.commitment_hash


@pytest.mark.parametrize("before", [*STATES, "archived", "void"])
@pytest.mark.parametrize("step", ["lock", "reveal", "run", "publish", "archive", "void"])
def test_only_the_moves_of_the_table_are_done(
    make_draw, advance, watcher, inspectorate, before, step
) -> None:
    targets = {
        "lock": DrawState.LOCKED,
        "reveal": DrawState.SEEDED,
        "run": DrawState.DRAWN,
        "publish": DrawState.PUBLISHED,
        "archive": DrawState.ARCHIVED,
        "void": DrawState.VOID,
    }

    plain = {"run": steps.run_draw, "publish": steps.publish_draw, "archive": steps.archive_draw}

    def do(name: str) -> None:
        if name in ("lock", "reveal", "void"):
            confirming.ask_step(actor=watcher, draw=draw, action=f"draws.{name}", reason="演示")
            confirming.confirm_step(actor=inspectorate, draw=draw, action=f"draws.{name}")
        else:
            plain[name](actor=watcher, draw=draw)

    draw = make_draw()
    if before in STATES:
        advance(draw, before)
    elif before == "archived":
        advance(draw, "published")
        do("archive")
    else:
        do("void")
    if before == "locked" and step == "reveal":
        for position, digits in enumerate(DIGITS, start=1):
            enter_digits(
                actor=(watcher, inspectorate)[position - 1], draw=draw, position=position, digits=digits
            )
    if DRAW.allows(before, targets[step]):
        do(step)
        assert Draw.objects.get().state == targets[step]
    else:
        with pytest.raises(DrawRefused):
            do(step)
        assert Draw.objects.get().state == before


def test_a_step_done_twice_says_that_it_is_done(make_draw, advance, watcher) -> None:
    draw = advance(make_draw(), "drawn")
    tickets = list(draw.entries.order_by("pk").values_list("ticket", "rank", "outcome"))
    with pytest.raises(DrawRefused, match="这一步已经办过，抽取现为“已抽取”"):
        steps.run_draw(actor=watcher, draw=draw)
    assert list(draw.entries.order_by("pk").values_list("ticket", "rank", "outcome")) == tickets


def test_locking_needs_the_second_person(make_draw, watcher, inspectorate) -> None:
    draw = make_draw()
    with pytest.raises(DrawRefused, match="还没有第二人确认"):
        steps.lock_draw(actor=watcher, draw=draw)
    with pytest.raises(DrawRefused, match="没有待确认的提请"):
        confirming.confirm_step(actor=inspectorate, draw=draw, action=facts.LOCK)
    confirming.ask_step(actor=watcher, draw=draw, action=facts.LOCK)
    with pytest.raises(DrawRefused, match="须由另一人确认"):
        confirming.confirm_step(actor=watcher, draw=draw, action=facts.LOCK)
    assert Draw.objects.get().state == "draft"


def test_a_roster_changed_after_asking_is_not_locked(make_draw, watcher, inspectorate) -> None:
    draw = make_draw()
    confirming.ask_step(actor=watcher, draw=draw, action=facts.LOCK)
    roster.replace_roster(
        actor=watcher,
        draw=draw,
        stages=strata(("企业", 1, 0)),
        entries=businesses("企业", 3),
        columns=["行业"],
    )
    with pytest.raises(DrawRefused, match="内容在提出后有变动"):
        confirming.confirm_step(actor=inspectorate, draw=draw, action=facts.LOCK)
    assert Draw.objects.get().state == "draft"


def test_a_request_expires(make_draw, watcher, inspectorate) -> None:
    draw = make_draw()
    confirming.ask_step(actor=watcher, draw=draw, action=facts.LOCK)
    Confirmation.objects.update(expires_at=timezone.now())
    with pytest.raises(DrawRefused, match="超过十分钟"):
        confirming.confirm_step(actor=inspectorate, draw=draw, action=facts.LOCK)


def test_a_locked_roster_is_not_replaced(make_draw, advance, watcher) -> None:
    draw = advance(make_draw(), "locked")
    with pytest.raises(DrawRefused, match="锁定后不能再改"):
        roster.replace_roster(actor=watcher, draw=draw, stages=[], entries=[])


def test_the_origin_hinders_a_step_with_its_own_words(make_draw, watcher, origin) -> None:
    draw = make_draw()
    origin["hindrances"].append("会议日期还没有确定。")
    with pytest.raises(DrawRefused, match="会议日期还没有确定"):
        confirming.ask_step(actor=watcher, draw=draw, action=facts.LOCK)


@pytest.mark.parametrize(
    ("digits", "message"),
    [
        ("12345abcde", "只能是 0 到 9"),
        ("123456789", "应录入 10 位数字，实为 9 位"),
        ("12345678901", "应录入 10 位数字，实为 11 位"),
        ("", "只能是 0 到 9"),
        ("12345 6789", "只能是 0 到 9"),
        ("一二三四五六七八九十", "只能是 0 到 9"),
        ("٠١٢٣٤٥٦٧٨٩", "只能是 0 到 9"),
        ("①②③④⑤⑥⑦⑧⑨⓪", "只能是 0 到 9"),
    ],
)
def test_bad_digits_are_refused_in_words(make_draw, advance, watcher, digits, message) -> None:
    draw = advance(make_draw(), "locked")
    with pytest.raises(DrawRefused, match=message):
        enter_digits(actor=watcher, draw=draw, position=1, digits=digits)
    assert not SeedPart.objects.exists()


def test_full_width_digits_count_as_digits(make_draw, advance, watcher) -> None:
    """A Chinese input method writes them; what they mean is beyond doubt."""
    draw = advance(make_draw(), "locked")
    part = enter_digits(actor=watcher, draw=draw, position=1, digits=" ０１２３４５６７８９ ")
    assert SeedPart.objects.get(pk=part.pk).digits == "0123456789"


@pytest.mark.parametrize("typed", ["7777777777", "７７７７７７７７７７", " 7777777777 "])
def test_s0_03_digits_that_another_party_has_given_are_refused(
    make_draw, advance, watcher, typed, inspectorate
) -> None:
    """Nobody rolls the very same digits: they were agreed or copied."""
    draw = advance(make_draw(), "locked")
    enter_digits(actor=watcher, draw=draw, position=1, digits="7777777777")
    with pytest.raises(DrawRefused, match=r"^两方所报数字完全相同，.*请重新掷出后录入。$") as refused:
        enter_digits(actor=inspectorate, draw=draw, position=2, digits=typed)
    assert "7" not in str(refused.value)
    assert [part.position for part in SeedPart.objects.all()] == [1]
    enter_digits(actor=inspectorate, draw=draw, position=2, digits="7777777778")
    assert SeedPart.objects.count() == 2


def test_who_has_given_digits_learns_nothing_by_giving_the_others(
    make_draw, advance, watcher, inspectorate
) -> None:
    draw = advance(make_draw(), "locked")
    for position, digits in enumerate(DIGITS, start=1):
        enter_digits(actor=(watcher, inspectorate)[position - 1], draw=draw, position=position, digits=digits)
    with pytest.raises(DrawRefused, match="已经报数并锁定，不能再改"):
        enter_digits(actor=watcher, draw=draw, position=1, digits=DIGITS[1])


def test_digits_are_given_once_and_only_while_locked(make_draw, advance, watcher) -> None:
    draw = make_draw()
    with pytest.raises(DrawRefused, match="只有名册锁定之后"):
        enter_digits(actor=watcher, draw=draw, position=1, digits=DIGITS[0])
    advance(draw, "locked")
    enter_digits(actor=watcher, draw=draw, position=1, digits=DIGITS[0])
    with pytest.raises(DrawRefused, match="市纪委监督员已经报数并锁定，不能再改"):
        enter_digits(actor=watcher, draw=draw, position=1, digits=DIGITS[1])
    with pytest.raises(DrawRefused, match="没有这一报数方"):
        enter_digits(actor=watcher, draw=draw, position=3, digits=DIGITS[1])
    with pytest.raises(DrawRefused, match="各方都报数并锁定之后"):
        confirming.ask_step(actor=watcher, draw=draw, action=facts.REVEAL)
    assert SeedPart.objects.get().digits == DIGITS[0]


@pytest.mark.parametrize(("demo", "marking"), [(True, "demo"), (False, "rehearsal")])
def test_rolled_digits_mark_the_draw_for_ever(make_draw, advance, watcher, settings, demo, marking) -> None:
    settings.DEMO = demo
    draw = advance(make_draw(), "locked")
    roll_digits(actor=watcher, draw=draw, position=2)
    part = SeedPart.objects.get()
    assert [part.position, part.rolled, len(part.digits), part.digits.isdecimal()] == [2, True, 10, True]
    assert Draw.objects.get().marking == marking


def test_s0_02_a_person_stands_in_the_roster_by_a_random_code(make_draw, advance, watcher) -> None:
    person = PersonFactory(name="王小明", phone="13000001234")
    entry = roster.person_entry(person, "消费者", ("城关",))
    again = roster.person_entry(person, "消费者", ("城关",))
    assert entry.code != again.code
    expected = hashlib.sha256(f"{entry.salt}\n王小明\n13000001234".encode()).hexdigest()
    assert entry.person_commit == expected
    draw = advance(
        make_draw(entries=[entry], stages=strata(("消费者", 1, 0)), columns=["片区"], exclusions=[]), "locked"
    )
    text = records.roster_of(draw).data.decode()
    assert text == f"id\tstratum\t片区\tperson_commit\n{entry.code}\t消费者\t城关\t{expected}\n"
    stored = draw.entries.get()
    assert openings.open_roster_code(actor=watcher, entry=stored) == entry.salt
    assert AuditEvent.objects.filter(verb="open_roster_code", actor=watcher).count() == 1


def test_a_roster_code_is_opened_only_for_a_person_and_after_locking(make_draw, watcher) -> None:
    draw = make_draw()
    with pytest.raises(DrawRefused, match="不是个人"):
        openings.open_roster_code(actor=watcher, entry=draw.entries.first())
    person = roster.person_entry(PersonFactory(), "消费者")
    draft = make_draw("二", entries=[person], stages=strata(("消费者", 1, 0)), columns=[])
    with pytest.raises(DrawRefused, match="名册锁定之后"):
        openings.open_roster_code(actor=watcher, entry=draft.entries.get())
