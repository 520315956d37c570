"""What of an election waits for whom, from its set-up to what follows from it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.elections.models import Election
from evaluations.elections.queries import waiting
from evaluations.elections.queries.scores import score_table
from evaluations.elections.services import consequences, panels
from registry.models import Role, User
from tests.evaluations.elections.stage import (
    ElectionStage,
    fill_designated,
    imported_election,
    new_election,
    publish,
)
from tests.factories import user_with

pytestmark = pytest.mark.django_db


def steps(user: User) -> list[str]:
    return [row.step for row in waiting.elections(user)]


def test_an_election_is_set_up_and_drawn_by_those_whose_step_it_is(stage: ElectionStage) -> None:
    election = new_election(stage)
    assert steps(stage.inspector) == ["请核对参评单位和数字，然后开始投票", "请指定参评人员，准备抽取"]
    assert {row.due_on for row in waiting.elections(stage.inspector)} == {date(2026, 9, 30)}
    assert (steps(stage.watcher), steps(stage.leader), steps(stage.head)) == ([], [], [])
    fill_designated(stage, election)
    panels.prepare_election_draw(actor=stage.inspector, election=election)
    assert steps(stage.watcher) == ["请锁定参评人员名册"]
    assert steps(stage.inspector) == ["请核对参评单位和数字，然后开始投票"]


def test_panels_without_a_vote_wait_for_whoever_runs_votes(stage: ElectionStage) -> None:
    election = new_election(stage)
    Election.objects.filter(pk=election.pk).update(state="voting")
    assert steps(stage.inspector) == ["请指定参评人员，准备抽取", "还有 4 个层面没有准备投票"]
    assert steps(stage.chair) == ["还有 4 个层面没有准备投票"]


def test_a_count_waits_for_its_report_its_publication_and_its_second_person(stage: ElectionStage) -> None:
    election = imported_election(stage)
    teller = user_with(Role.TELLER, stage.bureau)
    assert (steps(teller), steps(stage.inspector)) == (["已计分，请生成计票报告"], ["已计分，请生成计票报告"])
    assert steps(user_with(Role.TELLER, stage.offices[0])) == [], "of another unit"
    published = publish(stage, election)
    assert steps(teller) == []
    assert steps(stage.leader) == ["6 项结果运用建议待决定"]
    assert steps(stage.inspector) == []
    assert score_table(published).election == published


def test_the_bulletin_waits_for_its_second_person_and_not_for_whoever_asked(stage: ElectionStage) -> None:
    election = imported_election(stage)
    consequences.ask_publication(
        actor=stage.inspector, election=election, number="号", published_on=date(2026, 10, 30)
    )
    for user in (stage.watcher, stage.leader):
        assert [step.startswith("请确认通报，监察员提请，") for step in steps(user)] == [True]
    assert not any("请确认通报" in step for step in steps(stage.inspector))
    assert steps(stage.head) == []


def test_the_same_number_of_questions_for_any_number_of_elections(stage: ElectionStage) -> None:
    new_election(stage)
    list(waiting.elections(stage.inspector))
    with CaptureQueriesContext(connection) as before:
        assert len(list(waiting.elections(stage.inspector))) == 2
    for year in (2027, 2028, 2029):
        new_election(stage, year=year)
    with CaptureQueriesContext(connection) as after:
        assert len(list(waiting.elections(stage.inspector))) == 8
    assert len(after) == len(before)
