"""递补 (S0-07): the next unused ticket of the same stratum, on record, published."""

import pytest

from draws.models import Substitution
from draws.queries import results
from draws.services import roster, substitution
from draws.services.moving import DrawRefused
from tests.draws.conftest import strata
from tests.factories import PersonFactory


def test_s0_07_who_declines_is_replaced_by_the_next_and_stays_on_record(
    make_draw, advance, watcher, origin
) -> None:
    draw = advance(make_draw(), "published")
    order = list(draw.entries.filter(stratum="企业").order_by("rank"))
    first = substitution.substitute(actor=watcher, draw=draw, withdrawn=order[1], reason="declined")
    second = substitution.substitute(
        actor=watcher, draw=draw, withdrawn=first.replacement, reason="absent", evidence="签到表"
    )
    assert [first.replacement, second.replacement] == [order[4], order[5]]
    seats = list(results.selected(draw).filter(stratum="企业"))
    assert seats == [order[0], order[2], order[3], order[5]]
    assert list(results.alternates(draw).filter(stratum="企业")) == order[6:]
    steps = [
        (step.number, step.withdrawn, step.reason, step.actor_post) for step in results.substitutions(draw)
    ]
    assert steps == [(1, order[1], "declined", "市纪委监督员"), (2, order[4], "absent", "市纪委监督员")]
    assert origin["moves"][-2:] == ["published", "published"]


def test_who_left_never_comes_back_and_is_not_replaced_twice(make_draw, advance, watcher) -> None:
    draw = advance(make_draw(), "drawn")
    leaving = results.selected(draw).first()
    substitution.substitute(actor=watcher, draw=draw, withdrawn=leaving, reason="declined")
    with pytest.raises(DrawRefused, match="已经退出"):
        substitution.substitute(actor=watcher, draw=draw, withdrawn=leaving, reason="declined")
    assert Substitution.objects.count() == 1


def test_an_alternate_is_not_replaced(make_draw, advance, watcher) -> None:
    draw = advance(make_draw(), "drawn")
    with pytest.raises(DrawRefused, match="只有抽中的才能递补"):
        substitution.substitute(
            actor=watcher, draw=draw, withdrawn=results.alternates(draw).first(), reason="declined"
        )


def test_a_stratum_out_of_alternates_is_refused_by_name(make_draw, advance, watcher) -> None:
    draw = advance(make_draw(stages=strata(("企业", 4, 0), ("个体", 5, 0))), "drawn")
    for _ in range(1):
        leaving = results.selected(draw).filter(stratum="个体").first()
        substitution.substitute(actor=watcher, draw=draw, withdrawn=leaving, reason="unreachable")
    leaving = results.selected(draw).filter(stratum="个体").first()
    with pytest.raises(DrawRefused, match="“个体”的候补已经用完"):
        substitution.substitute(actor=watcher, draw=draw, withdrawn=leaving, reason="unreachable")
    assert results.selected(draw).filter(stratum="个体").count() == 5


@pytest.mark.parametrize("state", ["locked", "seeded"])
def test_nobody_is_replaced_before_the_draw(make_draw, advance, watcher, state) -> None:
    draw = advance(make_draw(), state)
    with pytest.raises(DrawRefused, match="不能递补"):
        substitution.substitute(actor=watcher, draw=draw, withdrawn=draw.entries.first(), reason="declined")


@pytest.mark.parametrize(
    ("reason", "evidence", "message"),
    [
        ("because", "", "请选择递补原因"),
        ("declined", "13912345678 来电", "不要写电话"),
        ("declined", "王小明来电", "不要写姓名"),
        ("declined", "长" * 201, "不超过 200 字"),
    ],
)
def test_evidence_is_fit_to_be_published(make_draw, advance, watcher, reason, evidence, message) -> None:
    people = [roster.person_entry(PersonFactory(name="王小明"), "消费者") for _ in range(3)]
    draw = advance(make_draw(entries=people, columns=[], stages=strata(("消费者", 1, 1))), "drawn")
    with pytest.raises(DrawRefused, match=message):
        substitution.substitute(
            actor=watcher,
            draw=draw,
            withdrawn=results.selected(draw).get(),
            reason=reason,
            evidence=evidence,
        )
