"""Every page in every state answers in words; the table decides what a step may do."""

import re
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations.meetings.models import Meeting, Sitting
from evaluations.meetings.services.attendance import open_check_in
from evaluations.meetings.services.meetings import close_pool, create_meetings, feed_back, open_pool
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.urls import inside
from registry.models import Unit
from rulebook.lifecycle.meeting import MEETING, MeetingState
from rulebook.lifecycle.table import IllegalMove
from tests.evaluations.meetings.stage import Stage, new_activity, voted_meeting, write_reports
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import UnitFactory

MEETING_PAGES = [pattern for pattern in inside if str(pattern.pattern).startswith("meetings/<int:pk>/")]
ANSWERS = (200, 302, 403, 404, 405, 422)
FORCED = [state.value for state in MeetingState]


def address(pattern: Any, meeting: Meeting) -> str:
    """With the first drawn member, and a 1 for whatever else is asked for: it may well not be there."""
    asked = re.findall(r"<(int|str):(\w+)>", str(pattern.pattern))
    arguments: dict[str, Any] = {name: 1 if kind == "int" else "pdf" for kind, name in asked}
    arguments["pk"] = meeting.pk
    if "member" in arguments:
        arguments["member"] = meeting.representatives.filter(source="drawn").order_by("pk")[0].pk
    return reverse(f"meetings:{pattern.name}", kwargs=arguments)


def test_no_page_fails_in_any_state(stage: Stage) -> None:
    meeting = voted_meeting(stage, [1] * 60)
    client = signed_in(stage.inspector)
    addresses = [address(pattern, meeting) for pattern in MEETING_PAGES]
    assert len(addresses) > 30
    for state, url in product(FORCED, addresses):
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        for response in (client.get(url), client.post(url, {"reason": "x" * 300, "lines": "??"})):
            assert response.status_code in ANSWERS, (state, url)


@pytest.mark.parametrize("who", ["watcher", "chair", "receptionist", "teller", "head_user"])
def test_no_page_fails_for_anybody(stage: Stage, who: str) -> None:
    meeting = voted_meeting(stage, [1] * 60)
    client = signed_in(getattr(stage, who))
    for pattern in MEETING_PAGES:
        url = address(pattern, meeting)
        for response in (client.get(url), client.post(url)):
            assert response.status_code in ANSWERS, url


def test_no_page_fails_before_there_is_a_draw_or_a_vote(stage: Stage) -> None:
    meeting = create_meetings(actor=stage.inspector, activity=new_activity(stage), offices=[stage.office])[0]
    client = signed_in(stage.inspector)
    pages = [pattern for pattern in MEETING_PAGES if str(pattern.pattern).count("<") == 1]
    for state, pattern in product(FORCED, pages):
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        url = reverse(f"meetings:{pattern.name}", args=[meeting.pk])
        assert client.get(url).status_code in ANSWERS, (state, url)
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        assert client.post(url).status_code in ANSWERS, (state, url)


STEPS = {
    open_pool: (MeetingState.POOL, {}),
    close_pool: (MeetingState.DRAFT, {}),
    open_check_in: (MeetingState.CHECK_IN, {}),
    feed_back: (MeetingState.FED_BACK, {"fed_back_on": "2026-10-25", "note": "书面"}),
}


@pytest.mark.parametrize("state", list(MeetingState))
def test_s0_21_a_step_out_of_order_is_refused_with_a_sentence(stage: Stage, state: MeetingState) -> None:
    meeting = create_meetings(actor=stage.inspector, activity=new_activity(stage), offices=[stage.office])[0]
    write_reports(stage, meeting)
    Meeting.objects.filter(pk=meeting.pk).update(
        held_on="2026-10-20", held_at="09:00", place="礼堂", state=state
    )
    past = timezone.now()
    Sitting.objects.create(
        meeting=meeting, edition=1, began_at=past, ended_at=past, watched_throughout=True, chair_name="书记"
    )
    for step, (after, fields) in STEPS.items():
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        fields = fields | ({"fed_back_on": date(2026, 10, 25)} if fields else {})
        if MEETING.allows(state, after) and not (step is open_check_in and state == "voting"):
            step(actor=stage.inspector, meeting=meeting, **fields)
            assert Meeting.objects.get(pk=meeting.pk).state == after
        elif state == after:
            step(actor=stage.inspector, meeting=meeting, **fields)
        elif step is not open_check_in:
            with pytest.raises((IllegalMove, MeetingRefused), match="会议"):
                step(actor=stage.inspector, meeting=meeting, **fields)
            assert Meeting.objects.get(pk=meeting.pk).state == state


def test_a_button_that_may_not_be_pressed_says_why(stage: Stage) -> None:
    meeting = create_meetings(actor=stage.inspector, activity=new_activity(stage), offices=[stage.office])[0]
    page = signed_in(stage.receptionist).get(reverse("meetings:meeting-show", args=[meeting.pk]))
    text = page.content.decode()
    assert "开始编制名册" in text
    assert "须由监察室人员办理" in text


def test_two_editors_of_time_and_place_see_both_texts(stage: Stage) -> None:
    meeting = create_meetings(actor=stage.inspector, activity=new_activity(stage), offices=[stage.office])[0]
    client, url = signed_in(stage.inspector), reverse("meetings:meeting-edit", args=[meeting.pk])
    client.post(url, {"version": 1, "held_on": "2026-10-20", "held_at": "09:00", "place": "二楼"})
    page = client.post(url, {"version": 1, "held_on": "2026-10-20", "held_at": "09:00", "place": "三楼"})
    assert page.context["conflict"]["rows"] == [{"label": "地点", "theirs": "二楼", "yours": "三楼"}]
    client.post(url, {"version": 2, "held_on": "2026-10-20", "held_at": "09:00", "place": "三楼"})
    meeting.refresh_from_db()
    assert meeting.place == "三楼"


def test_a_meeting_without_draw_or_vote_is_voided_with_a_reason(stage: Stage) -> None:
    meeting = create_meetings(actor=stage.inspector, activity=new_activity(stage), offices=[stage.office])[0]
    client, url = signed_in(stage.inspector), reverse("meetings:meeting-void", args=[meeting.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    client.post(url, {"reason": "单位撤并"})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.void_reason) == ("void", "单位撤并")


def test_home_shows_what_waits_for_whom(stage: Stage, other_office: Unit) -> None:
    create_meetings(actor=stage.inspector, activity=new_activity(stage), offices=[stage.office, other_office])
    text = signed_in(stage.inspector).get(reverse("home")).content.decode()
    assert text.count("请核对述职人员，开始编制名册</a>") == 2
    text = signed_in(stage.receptionist).get(reverse("home")).content.decode()
    assert text.count("现任正、副职将述职；核对后开始编制名册。") == 2
    assert "请核对述职人员" not in text


def test_home_and_round_ask_the_same_number_of_questions_for_any_number_of_meetings(
    stage: Stage, other_office: Unit, django_assert_num_queries: Any
) -> None:
    activity = new_activity(stage)
    urls = [reverse("home"), reverse("meetings:activity-show", args=[activity.pk])]
    create_meetings(actor=stage.inspector, activity=activity, offices=[stage.office])
    Meeting.objects.update(state="check_in")
    client = signed_in(stage.inspector)
    for url in urls:
        client.get(url)
        with CaptureQueriesContext(connection) as before:
            client.get(url)
        Meeting.objects.exclude(office=stage.office).delete()
        offices = [UnitFactory(kind="office", parent=stage.bureau) for _ in range(5)]
        create_meetings(actor=stage.inspector, activity=activity, offices=offices)
        Meeting.objects.update(state="check_in")
        with django_assert_num_queries(len(before)):
            client.get(url)
