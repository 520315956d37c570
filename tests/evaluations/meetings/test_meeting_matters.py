"""What was said in a meeting becomes problems of the register; the meeting waits for them (S0-14, S0-21)."""

import pytest
from django.urls import reverse

from ballots.models import ReleasedOpinion
from desk.services import calendar
from evaluations.meetings.models import Meeting
from evaluations.meetings.queries.matters import sayings
from evaluations.meetings.services import meetings
from evaluations.meetings.services.matters import raise_from_meeting
from evaluations.meetings.services.refusals import MeetingRefused
from matters.models import Matter
from matters.services.matters import choose_treatment, record_finding, start_verifying
from rulebook.matter.matters import Finding, Treatment
from tests.desk.test_clocks import D
from tests.evaluations.meetings.stage import Stage
from tests.evaluations.meetings.test_activities import signed_in
from tests.evaluations.meetings.test_feedback import asked, fed_back_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def years() -> None:
    calendar.keep_calendar()


def heard(meeting: Meeting, text: str, state: str = "passed") -> None:
    ReleasedOpinion.objects.create(vote=meeting.vote, subject="office", text=text, shown=text, state=state)


def test_s0_14_opinions_and_questions_become_problems_in_one_step(stage: Stage) -> None:
    meeting = fed_back_meeting(stage)
    heard(meeting, "窗口排队太久")
    heard(meeting, "还没有审阅的意见", state="pending")
    asked(meeting, "午间能否值班？")
    client, url = signed_in(stage.inspector), reverse("meetings:meeting-matters", args=[meeting.pk])
    assert url in client.get(reverse("meetings:meeting-show", args=[meeting.pk])).content.decode()
    page = client.get(url)
    assert [saying.text for saying in page.context["sayings"]] == ["窗口排队太久", "午间能否值班？"]
    assert "还没有审阅的意见" not in page.content.decode()
    chosen = [saying.digest for saying in page.context["sayings"]]
    assert client.post(url, {"sayings": [*chosen, "0" * 64]}).url == url
    found = list(Matter.objects.order_by("number"))
    assert [(matter.title, matter.source, matter.unit) for matter in found] == [
        ("窗口排队太久", "meeting", stage.office),
        ("午间能否值班？", "meeting", stage.office),
    ]
    assert "请选择还没有列入的意见。" in client.post(url, {"sayings": chosen}, follow=True).content.decode()
    assert Matter.objects.count() == 2
    assert signed_in(stage.head_user).get(url).status_code in (403, 404)


def test_s0_21_a_meeting_is_archived_only_when_its_problems_ended_or_are_planned(stage: Stage) -> None:
    meeting = fed_back_meeting(stage)
    Meeting.objects.filter(pk=meeting.pk).update(state="fed_back")
    vote = meeting.vote
    assert vote is not None
    type(vote).objects.filter(pk=vote.pk).update(state="published")
    asked(meeting, "午间能否值班？")
    (saying,) = sayings(meeting)
    (matter,) = raise_from_meeting(actor=stage.inspector, meeting=meeting, digests=[saying.digest])
    with pytest.raises(MeetingRefused, match="还有 1 项问题没有销号"):
        meetings.archive_meeting(actor=stage.inspector, meeting=meeting)
    start_verifying(actor=stage.inspector, matter=matter)
    record_finding(actor=stage.inspector, matter=matter, finding=Finding.TRUE, basis="核实")
    choose_treatment(
        actor=stage.inspector, matter=matter, treatment=Treatment.PLAN, text="明年列入预算", review_on=D("2099-01-04")
    )  # fmt: skip
    assert meetings.archive_meeting(actor=stage.inspector, meeting=meeting).state == "archived"
