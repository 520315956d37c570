"""The keys of all panels are made in one act of two persons, and their counts begun in one."""

import base64
import time

import pytest
from django.http import HttpResponse
from django.urls import reverse
from pytest_django import Settings

from ballots.models import Vote
from ballots.services import batches, opening
from ballots.services.keys import key_file
from desk.models import Job
from evaluations.elections.models import Election
from evaluations.elections.services import panel_votes
from registry.models import AuditEvent
from rulebook.election.score import Panel
from tests.ballots.keys import WORDS, counting_words
from tests.evaluations.elections.stage import ElectionStage, drawn_election, open_panel, put, units_of
from tests.evaluations.meetings.test_activities import signed_in
from tests.printing.reading import text_of

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60


def address(name: str, election: Election) -> str:
    return reverse(f"elections:{name}", args=[election.pk])


def key_words(stage: ElectionStage) -> dict[str, str]:
    typed = counting_words(stage.watcher)
    return typed | {f"{name}_again": typed[name] for name in ("inspectorate", "watcher")}


def prepared(stage: ElectionStage, election: Election, *panels: Panel) -> dict[Panel, Vote]:
    """The votes of these panels, with their cards."""
    found = {}
    for panel in panels:
        vote = panel_votes.prepare_panel_vote(actor=stage.inspector, election=election, panel=panel)
        groups = [batches.PanelCards(*group) for group in panel_votes.panel_cards(vote)]
        batches.make_panel_cards(actor=stage.inspector, vote=vote, groups=groups)
        found[panel] = vote
    return found


def states(votes: dict[Panel, Vote]) -> list[str]:
    return [Vote.objects.get(pk=vote.pk).state for vote in votes.values()]


def sheets(answer: HttpResponse) -> list[str]:
    """The texts of the recovery sheets in a page."""
    found = answer.content.decode().split("data:application/pdf;base64,")[1:]
    return [text_of(base64.b64decode(part.partition('"')[0])) for part in found]


def test_one_act_makes_a_key_for_every_panel_that_is_ready(stage: ElectionStage) -> None:
    election, client = drawn_election(stage), signed_in(stage.inspector)
    votes = prepared(stage, election, Panel.LEADERS, Panel.SERVICE_OBJECTS)
    panel_votes.prepare_panel_vote(actor=stage.inspector, election=election, panel=Panel.SUPERVISORS)
    shown = client.get(address("election-keys", election)).content.decode()
    assert [shown.count(words) for words in ("可以制作密钥", "还没有制卡", "还没有准备投票")] == [2, 1, 1]
    made = client.post(address("election-keys", election), key_words(stage))
    assert (made.status_code, "no-store" in made["Cache-Control"]) == (200, True)
    assert states(votes) == ["ready", "ready"]
    rows = [Vote.objects.get(pk=vote.pk) for vote in votes.values()]
    assert len({row.key_public for row in rows}) == 2, "each vote has its own pair"
    files = [key_file(row.pk).read_text() for row in rows]
    assert [row.key_public in file for row in rows for file in files] == [True, False, False, True]
    texts = sheets(made)
    assert [[row.key_id in text for row in rows] for text in texts] == [[True, True]] * 2
    assert [("保管人监察室" in "".join(text.split())) for text in texts] == [True, False]
    watched = AuditEvent.objects.filter(verb="begin_zero_report").values_list("actor", "payload__watcher")
    assert list(watched) == [(stage.inspector.pk, stage.watcher.pk)] * 2
    again = client.get(address("election-keys", election)).content.decode()
    assert ("密钥已制作" in again, "data:application/pdf" in again) == (True, False)


def test_a_panel_that_fails_is_named_and_made_when_the_page_is_sent_again(
    stage: ElectionStage, settings: Settings
) -> None:
    election, client = drawn_election(stage), signed_in(stage.inspector)
    votes = prepared(stage, election, Panel.LEADERS, Panel.SERVICE_OBJECTS)
    in_the_way = key_file(votes[Panel.SERVICE_OBJECTS].pk)
    (in_the_way / "a folder where the file should be").mkdir(parents=True)
    made = client.post(address("election-keys", election), key_words(stage))
    assert states(votes) == ["ready", "preparing"]
    assert ("密钥文件写不下来" in made.content.decode(), len(sheets(made))) == (True, 2)
    (in_the_way / "a folder where the file should be").rmdir()
    in_the_way.rmdir()
    again = client.post(address("election-keys", election), key_words(stage))
    assert states(votes) == ["ready", "ready"]
    first, second = (Vote.objects.get(pk=vote.pk).key_id for vote in votes.values())
    assert [(first in text, second in text) for text in sheets(again)] == [(False, True)] * 2
    nothing = client.post(address("election-keys", election), key_words(stage), follow=True)
    assert "现在没有可以办理的投票" in nothing.content.decode()


def test_no_key_is_made_by_one_person_or_with_unequal_words(stage: ElectionStage) -> None:
    election, client = drawn_election(stage), signed_in(stage.inspector)
    votes = prepared(stage, election, Panel.LEADERS)
    typed = key_words(stage)
    for wrong in (
        {"username": stage.inspector.username},
        {"username": stage.leader.username},
        {"password": "不是登录密码"},
        {"watcher_again": "两遍不同的一道口令啊"},
    ):
        refused = client.post(address("election-keys", election), typed | wrong)
        page = refused.content.decode()
        assert (refused.status_code, states(votes)) == (422, ["preparing"])
        assert [words for words in typed.values() if words in page and words != typed["username"]] == []
    assert not key_file(votes[Panel.LEADERS].pk).exists()


@pytest.fixture
def closed_panels(stage: ElectionStage) -> tuple[Election, dict[Panel, Vote]]:
    """Two panels that voted and are closed: the first unit best in both."""
    election = drawn_election(stage)
    keys = [unit.key for unit in units_of(election)]
    votes: dict[Panel, Vote] = {}
    for panel in (Panel.LEADERS, Panel.SERVICE_OBJECTS):
        vote, cards = open_panel(stage, election, panel)
        for number, (group, card) in enumerate(cards):
            marks = [1, 2, 3, 4] if panel == Panel.LEADERS else [keys.index(group) + 1]
            assert put(vote, card, marks, number) == 201
        opening.begin_closing(actor=stage.inspector, vote=vote)
        opening.close_vote(actor=stage.inspector, vote=vote)
        votes[panel] = vote
    return election, votes


def test_one_act_counts_every_closed_panel_and_says_how_far_it_is(
    stage: ElectionStage, closed_panels: tuple[Election, dict[Panel, Vote]]
) -> None:
    election, votes = closed_panels
    client, page = signed_in(stage.inspector), address("election-counting", election)
    assert client.get(page).content.decode().count("可以计票") == 2
    answer = client.post(page, counting_words(stage.watcher))
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert states(votes) == ["sealed", "sealed"]
    assert sorted(Job.objects.values_list("state", "params__vote")) == sorted(
        ("done", vote.pk) for vote in votes.values()
    )
    assert client.get(page).content.decode().count("已计票并封存") == 2
    watched = AuditEvent.objects.filter(verb="count_vote").values_list("actor", "payload__watcher")
    assert list(watched) == [(stage.inspector.pk, stage.watcher.pk)] * 2
    assert [key_file(vote.pk).exists() for vote in votes.values()] == [False, False]


@pytest.mark.usefixtures("program")
def test_one_process_counts_the_panels_one_after_another(
    stage: ElectionStage, closed_panels: tuple[Election, dict[Panel, Vote]]
) -> None:
    election, votes = closed_panels
    client = signed_in(stage.inspector)
    client.post(address("election-counting", election), counting_words(stage.watcher))
    poll = address("election-counting-progress", election)
    answer = client.get(poll, headers={"HX-Request": "true"})
    waited = time.monotonic() + PATIENCE
    while Job.objects.filter(state="running").exists() and time.monotonic() < waited:
        answer = client.get(poll, headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"
    assert states(votes) == ["sealed", "sealed"]
    assert [job.state for job in Job.objects.all()] == ["done", "done"]
    assert [key_file(vote.pk).exists() for vote in votes.values()] == [False, False]


def test_a_panel_that_cannot_be_counted_is_named_and_holds_up_no_other(
    stage: ElectionStage, closed_panels: tuple[Election, dict[Panel, Vote]]
) -> None:
    election, votes = closed_panels
    client, page = signed_in(stage.inspector), address("election-counting", election)
    lost = key_file(votes[Panel.LEADERS].pk)
    raw = lost.read_bytes()
    lost.unlink()
    answer = client.post(page, counting_words(stage.watcher), follow=True).content.decode()
    assert states(votes) == ["closed", "sealed"]
    title = Vote.objects.get(pk=votes[Panel.LEADERS].pk).title
    assert f"{title}没有计票：找不到本次投票的密钥文件" in answer
    refused = client.post(page, counting_words(stage.watcher))
    assert (refused.status_code, "找不到本次投票的密钥文件" in refused.content.decode()) == (422, True)
    lost.write_bytes(raw)
    client.post(page, counting_words(stage.watcher))
    assert states(votes) == ["sealed", "sealed"]


def test_counts_of_panels_are_not_begun_by_one_person(
    stage: ElectionStage, closed_panels: tuple[Election, dict[Panel, Vote]]
) -> None:
    election, votes = closed_panels
    client, page = signed_in(stage.inspector), address("election-counting", election)
    refused = client.post(page, counting_words(stage.watcher) | {"username": stage.inspector.username})
    assert (refused.status_code, states(votes), Job.objects.count()) == (422, ["closed", "closed"], 0)
    wrong = client.post(page, counting_words(stage.watcher) | {"watcher": "不是这一道口令啊"})
    assert (wrong.status_code, "市纪委监督员的口令不对" in wrong.content.decode()) == (422, True)
    assert (states(votes), Job.objects.count()) == (["closed", "closed"], 0)
    assert WORDS.inspectorate not in wrong.content.decode()
