"""The hall's screen on the meeting day: it follows the meeting, and shows nothing before its time (S0-13, S0-19)."""

import re
from datetime import time, timedelta

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ballots.queries.votes import PUBLISH_VOTE
from ballots.services import casting, preparing
from evaluations.meetings.models import AgendaItem, Meeting
from evaluations.meetings.queries import projector
from evaluations.meetings.queries.projector import AGENDA_ROWS, Step, agenda_window
from evaluations.meetings.services import attendance, meetings, representatives, sittings
from registry.models import User
from rulebook.meeting.slides import HOLD_SECONDS
from tests.ballots.keys import prove
from tests.evaluations.meetings.stage import (
    Stage,
    arrive,
    begin,
    confirm_vote_step,
    drawn_meeting,
    met_meeting,
    new_meeting,
    voted_meeting,
    write_reports,
)

SMALL = {"attendance_min": 4, "drawn_seats": 10}


def login(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(meeting: Meeting) -> str:
    return reverse("meetings:meeting-projector", args=[meeting.pk])


def shown(stage: Stage, meeting: Meeting, **asked: str) -> str:
    answer = login(stage.receptionist).get(address(meeting), asked)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def heading(text: str) -> str:
    found = re.search(r"<h2[^>]*>(.*?)</h2>", text, re.DOTALL)
    assert found
    return " ".join(found[1].split())


def poll(client: Client, text: str) -> HttpResponse:
    found = re.search(r'hx-get="([^"]+)"', text)
    assert found
    return client.get(found[1].replace("&amp;", "&"), headers={"HX-Request": "true"})


def view(meeting: Meeting) -> str:
    return projector.view_by_state(projector.hall(Meeting.objects.get(pk=meeting.pk)))


def test_s0_10_before_the_meeting_the_hall_is_welcomed(stage: Stage) -> None:
    meeting = new_meeting(stage)
    text = shown(stage, meeting)
    assert view(meeting) == "welcome"
    assert heading(text) == "2026年述职述廉社会评议"
    words = ["城关工商所述职述廉会议", "2026年10月20日 09:00", "城关镇礼堂", "书记", "市纪委派员全程监督"]
    assert [word in text for word in words] == [True] * 5


def test_s0_10_once_begun_chair_and_watcher_are_those_on_record(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    begin(stage, meeting)
    text = shown(stage, meeting, view="welcome")
    assert ["局纪委书记 书记" in text, "市纪委监督员 监督员" in text] == [True, True]


def reach_the_door(stage: Stage, meeting: Meeting) -> None:
    representatives.notify_representatives(actor=stage.inspector, meeting=meeting)
    write_reports(stage, meeting)
    attendance.open_check_in(actor=stage.receptionist, meeting=meeting)


def step_now(meeting: Meeting, place: int) -> AgendaItem:
    sitting = meeting.sitting
    assert sitting is not None
    return sitting.agenda.get(position=place)


def test_s0_13_the_screen_follows_the_meeting(stage: Stage) -> None:
    meeting = drawn_meeting(stage, **SMALL)
    seen = [view(meeting)]
    reach_the_door(stage, meeting)
    meeting = Meeting.objects.get(pk=meeting.pk)
    seen.append(view(meeting))
    begin(stage, meeting)
    seen.append(view(meeting))
    meeting = Meeting.objects.get(pk=meeting.pk)
    sittings.begin_item(actor=stage.inspector, meeting=meeting, item=step_now(meeting, 1))
    seen.append(view(meeting))
    text = shown(stage, meeting)
    items = re.findall(r'<li class="agenda-(\w+)".*?<span>(.*?)</span>', text)
    assert items[:2] == [("current", "所长 王海述职述廉"), ("todo", "副所长 李岚述职述廉")]
    sittings.finish_item(actor=stage.inspector, meeting=meeting, item=step_now(meeting, 1))
    seen.append(view(meeting))
    walk_rest(stage, meeting)
    seen.append(view(meeting))
    # Between the questions and the ballot the hall watches whether enough are there.
    assert seen == ["welcome", "attendance", "attendance", "agenda", "agenda", "attendance"]


def walk_rest(stage: Stage, meeting: Meeting) -> None:
    for place in (2, 3):
        sittings.begin_item(actor=stage.inspector, meeting=meeting, item=step_now(meeting, place))
        sittings.finish_item(actor=stage.inspector, meeting=meeting, item=step_now(meeting, place))


def test_before_the_sitting_the_agenda_is_the_planned_one(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    text = shown(stage, meeting, view="agenda")
    assert ["所长 王海述职述廉" in text, "agenda-current" in text] == [True, False]


@pytest.mark.parametrize(("done", "first"), [(0, 0), (3, 0), (6, 3), (12, 5)])
def test_a_long_agenda_keeps_the_step_under_way_on_the_screen(done: int, first: int) -> None:
    steps = [Step(f"第{n}步", "report", "done" if n < done else "todo") for n in range(12)]
    window = agenda_window(steps)
    assert window == steps[first : first + AGENDA_ROWS]


def test_s0_10_a_sitting_broken_off_by_a_postponement_is_not_shown(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    begin(stage, meeting)
    meeting = Meeting.objects.get(pk=meeting.pk)
    sittings.begin_item(actor=stage.inspector, meeting=meeting, item=step_now(meeting, 1))
    assert view(meeting) == "agenda"
    later = timezone.localdate() + timedelta(days=3)
    meetings.postpone_meeting(
        actor=stage.inspector, meeting=meeting, held_on=later, held_at=time(9), place="镇礼堂", reason="停电"
    )
    assert view(meeting) == "welcome"
    assert "市纪委监督员 监督员" not in shown(stage, meeting)


def test_both_gauges_stand_on_the_screen(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    arrive(meeting, 3, 0)
    text = shown(stage, meeting)
    figures = re.findall(r"<strong>(\d+)</strong><span> / \d+ 人，至少 (\d+) 人", text)
    assert figures == [("3", "4"), ("3", "2")]


def test_s0_19_progress_goes_in_fives_and_says_nothing_of_the_votes(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    arrive(meeting, 8, 0)
    vote = meeting.vote
    assert vote is not None
    cards = preparing.make_cards(actor=stage.inspector, vote=vote, n=9)
    prove(actor=stage.inspector, vote=vote)
    confirm_vote_step(stage, meeting, "ballots.open")
    places = len(vote.form["subjects"]) * len(vote.form["criteria"])
    client = login(stage.receptionist)
    text = client.get(address(meeting)).text
    answers = []
    for number, card in enumerate(cards[:6]):
        outcome = casting.cast(
            vote=vote.pk, card=card, ballot=f"{number:032x}", form=vote.form_hash, marks=(1,) * places
        )
        assert outcome.accepted
        answers.append(poll(client, text).status_code)
    # The screen changes with the fifth ballot; the sixth leaves what the hall would then see as it is.
    assert answers == [204, 204, 204, 204, 200, 200]
    text = poll(client, text).text
    assert re.findall(r"<strong>(\d+)</strong>", text) == ["5", "8", "9"]
    assert "满意" not in text
    assert poll(client, text).status_code == 204


def test_s0_19_no_result_before_it_is_published(stage: Stage) -> None:
    meeting = voted_meeting(stage, [1, 1, 2, 2, 1, 1], **SMALL)
    text = shown(stage, meeting, view="result")
    assert ["结果尚未公布" in text, "满意率" in text] == [True, False]
    assert view(meeting) == "agenda"


def publish(stage: Stage, marks: list[int]) -> Meeting:
    meeting = voted_meeting(stage, marks, **SMALL)
    confirm_vote_step(stage, meeting, PUBLISH_VOTE)
    return Meeting.objects.get(pk=meeting.pk)


def test_s0_20_a_published_result_goes_subject_by_subject(stage: Stage) -> None:
    meeting = publish(stage, [1, 1, 2, 2, 1, 1, 1, 2, 1, 1])
    client = login(stage.receptionist)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        text = client.get(address(meeting)).text
        seen = [heading(text)]
        for _ in range(3):
            clock.shift(timedelta(seconds=HOLD_SECONDS))
            answer = poll(client, text)
            if answer.status_code == 200:
                text = answer.text
                seen.append(heading(text))
        again = client.get(answer.headers.get("HX-Replace-Url", f"{address(meeting)}?sheet=result-3")).text
    assert seen == [
        "城关工商所 · 总体评价（1 / 3）",
        "所长 王海 · 总体评价（2 / 3）",
        "副所长 李岚 · 总体评价（3 / 3）",
    ]
    assert heading(again) == seen[-1]


def test_s0_19_below_k_ballots_no_distribution_is_shown(stage: Stage) -> None:
    meeting = publish(stage, [1, 1, 2, 2])
    text = shown(stage, meeting)
    assert ["有效票不足最小分组" in text, "满意率" in text] == [True, False]


def test_a_fixed_view_stays_whatever_the_meeting_does(stage: Stage) -> None:
    meeting = drawn_meeting(stage, **SMALL)
    client = login(stage.receptionist)
    text = client.get(address(meeting), {"view": "agenda"}).text
    reach_the_door(stage, meeting)
    assert poll(client, text).status_code == 204
    free = client.get(address(meeting), {"view": "x"}).text
    assert heading(free) == "到会情况"


def test_a_free_screen_changes_as_soon_as_the_meeting_does(stage: Stage) -> None:
    meeting = drawn_meeting(stage, **SMALL)
    client = login(stage.receptionist)
    text = client.get(address(meeting)).text
    assert poll(client, text).status_code == 204
    reach_the_door(stage, meeting)
    answer = poll(client, text)
    assert [answer.status_code, heading(answer.text)] == [200, "到会情况"]
    assert answer.headers["HX-Replace-Url"] == f"{address(meeting)}?sheet=attendance-1"


def test_who_sits_in_the_assessed_office_has_no_screen_of_it(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    assert login(stage.head_user).get(address(meeting)).status_code == 404
    assert login(stage.receptionist).get(address(meeting)).status_code == 200


def test_a_marking_stands_large_on_every_view(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    found = {}
    for marking in ("", "rehearsal", "demo"):
        meeting.activity.marking = marking
        meeting.activity.save(update_fields=["marking"])
        texts = [shown(stage, meeting, view=name) for name in projector.VIEWS]
        found[marking] = [re.findall(r'projector-mark"> <strong>(.*?)</strong>', text) for text in texts]
    assert found == {"": [[]] * 5, "rehearsal": [["演练"]] * 5, "demo": [["演示"]] * 5}


def test_polling_does_not_keep_the_session_alive(stage: Stage) -> None:
    meeting = met_meeting(stage, **SMALL)
    client = login(stage.receptionist)
    text = client.get(address(meeting)).text
    seen = client.session["seen"]
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        assert poll(client, text).status_code == 204
        assert client.session["seen"] == seen


def test_the_screen_asks_no_more_of_a_fuller_hall(stage: Stage) -> None:
    client = login(stage.receptionist)
    meeting = met_meeting(stage, **SMALL)

    def count(name: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address(meeting), {"view": name})
        return len(captured)

    count("welcome")  # the first page of a session also writes the session
    before = [count(name) for name in projector.VIEWS]
    arrive(meeting, 8, 2)
    assert [count(name) for name in projector.VIEWS] == before


def test_the_hall_s_screen_goes_on_for_hours_and_nothing_else_of_that_session(stage: Stage) -> None:
    path = address(new_meeting(stage))
    client = login(stage.receptionist)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert client.get(path).status_code == 200
        for _ in range(5):
            clock.shift(timedelta(hours=1))
            assert client.get(path, headers={"HX-Request": "true"}).status_code == 200
        assert client.get(path).headers["Location"].startswith(reverse("registry:sign-in"))
        assert client.get(path, headers={"HX-Request": "true"}).status_code == 302


def test_no_screen_goes_on_for_ever_and_no_other_page_at_all(stage: Stage) -> None:
    meeting = new_meeting(stage)
    path, other = address(meeting), reverse("meetings:meeting-show", args=[meeting.pk])
    client = login(stage.receptionist)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert client.get(path).status_code == 200
        clock.shift(timedelta(hours=1))
        assert client.get(other, headers={"HX-Request": "true"}).status_code == 302
        client = login(stage.receptionist)
        assert client.get(path).status_code == 200
        clock.shift(timedelta(hours=6, seconds=1))
        assert client.get(path, headers={"HX-Request": "true"}).status_code == 302
