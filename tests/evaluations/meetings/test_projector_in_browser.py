"""The hall's screen of a meeting in Chromium: large enough from the last row, nothing beyond its edge."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from ballots.queries.votes import PUBLISH_VOTE
from evaluations.meetings.models import Meeting
from evaluations.meetings.queries import projector
from tests.evaluations.meetings.stage import Stage, arrive, confirm_vote_step, met_meeting, voted_meeting
from tests.hall_screen import FULL, SMALLER, beyond_the_edge, too_small

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SMALL = {"attendance_min": 4, "drawn_seats": 10}


@pytest.fixture
def signed_in(page: Page, live_server: LiveServer, stage: Stage, client) -> Page:
    client.force_login(stage.receptionist, backend="django.contrib.auth.backends.ModelBackend")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    return page


def faults(page: Page, url: str) -> dict[str, list[str]]:
    """What is too small or does not fit, by view."""
    found = {}
    for view in projector.VIEWS:
        for size in (FULL, SMALLER):
            page.set_viewport_size(size)
            page.goto(f"{url}?view={view}&paused=1")
            wrong = beyond_the_edge(page) + (too_small(page) if size == FULL else [])
            if wrong:
                found[f"{view} at {size['height']}"] = wrong
    return found


def rehearse(meeting: Meeting) -> str:
    """With the band of a rehearsal and a long name, as much as a screen must hold; the address of the screen."""
    activity = meeting.activity
    activity.marking, activity.title = "rehearsal", "2026年面向监管服务对象述职述廉社会评议工作（第二批）"
    activity.save(update_fields=["marking", "title"])
    return reverse("meetings:meeting-projector", args=[meeting.pk])


def test_every_view_is_readable_from_ten_metres_while_people_arrive(
    stage: Stage, signed_in: Page, live_server: LiveServer
) -> None:
    meeting = met_meeting(stage, **SMALL)
    arrive(meeting, 3, 0)
    assert faults(signed_in, live_server.url + rehearse(meeting)) == {}


def test_every_view_is_readable_from_ten_metres_once_the_result_is_out(
    stage: Stage, signed_in: Page, live_server: LiveServer
) -> None:
    meeting = voted_meeting(stage, [1, 2, 3, 4, 5, 0, 1, 1, 2, 3], **SMALL)
    confirm_vote_step(stage, meeting, PUBLISH_VOTE)
    assert faults(signed_in, live_server.url + rehearse(meeting)) == {}
    assert signed_in.locator(".distribution-table").count() == 1
