"""What of the bureau's own surveys waits for whom."""

from datetime import date

import pytest
from django.urls import reverse

from evaluations.surveys.models import Survey
from evaluations.surveys.queries import waiting_surveys
from evaluations.surveys.services.surveys import prepare_survey_vote
from tests.evaluations.meetings.stage import Stage
from tests.evaluations.surveys.test_surveys import create

pytestmark = pytest.mark.django_db


def test_a_survey_waits_until_its_result_is_published(stage: Stage) -> None:
    create(stage)
    survey = Survey.objects.get()
    survey.held_from, survey.held_to = date(2026, 9, 1), date(2026, 9, 20)
    survey.save()
    Survey.objects.create(bureau=stage.bureau, title="外单位的", year=2024, source="outside")
    rows = list(waiting_surveys(stage.inspector))
    assert [(row.title, row.step, row.due_on) for row in rows] == [
        ("安澜市万人评议", "请准备投票", date(2026, 9, 1))
    ]
    assert (list(waiting_surveys(stage.watcher)), list(waiting_surveys(stage.head_user))) == ([], [])
    prepare_survey_vote(actor=stage.inspector, survey=survey)
    survey.refresh_from_db()
    rows = list(waiting_surveys(stage.inspector))
    assert [(row.step, row.due_on, row.url) for row in rows] == [
        ("请制作选票卡", date(2026, 9, 20), reverse("ballots:vote-show", args=[survey.vote_id]))
    ]
    assert survey.vote is not None
    survey.vote.state = "sealed"
    survey.vote.save()
    assert [row.step for row in waiting_surveys(stage.inspector)] == ["票箱已封存，请提请公布结果"]
    survey.vote.state = "published"
    survey.vote.save()
    assert list(waiting_surveys(stage.inspector)) == []
