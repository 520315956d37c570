"""A meeting whose vote or draw is void: where it goes back to, and who reaches what is left."""

import pytest
from django.urls import reverse

from ballots.models import Vote
from ballots.services import preparing
from draws.services import confirming, moving
from evaluations.meetings.models import Meeting
from evaluations.meetings.queries.meetings import vote_to_repeat
from evaluations.meetings.services import attendance, representatives
from evaluations.meetings.services.meetings import create_meetings
from registry.models import Post, Role
from registry.services.attachments import read_attachment
from rulebook.ballot.form import BallotForm
from tests.ballots.keys import prove
from tests.evaluations.meetings.stage import (
    Stage,
    arrive,
    confirm_vote_step,
    drawn_meeting,
    met_meeting,
    voted_meeting,
    write_reports,
)
from tests.evaluations.meetings.test_activities import signed_in
from tests.evaluations.meetings.test_results import MARKS, made_report, text_of
from tests.factories import user_with


def meeting_page(stage: Stage, meeting: Meeting) -> str:
    return (
        signed_in(stage.inspector).get(reverse("meetings:meeting-show", args=[meeting.pk])).content.decode()
    )


def test_a_vote_voided_while_open_sends_the_meeting_back_to_check_in(stage: Stage) -> None:
    meeting = met_meeting(stage)
    arrive(meeting, 50, 15)
    vote = meeting.vote
    assert vote is not None
    preparing.make_cards(actor=stage.inspector, vote=vote, n=65)
    prove(actor=stage.inspector, vote=vote)
    confirm_vote_step(stage, meeting, "ballots.open")
    confirm_vote_step(stage, meeting, "ballots.void", note="设备故障")
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert (meeting.state, meeting.vote) == ("check_in", None)
    assert list(meeting.past_votes.all()) == [vote]
    client = signed_in(stage.inspector)
    assert "准备投票" in client.get(reverse("meetings:meeting-show", args=[meeting.pk])).content.decode()
    client.post(reverse("meetings:vote-prepare", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert meeting.vote is not None
    assert meeting.vote.repeat_of == vote


def test_a_vote_voided_after_counting_voids_the_meeting(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    confirm_vote_step(stage, meeting, "ballots.void", note="收回多于发给")
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert (meeting.state, meeting.void_reason) == ("void", "收回多于发给")
    page, create = (
        meeting_page(stage, meeting),
        reverse("meetings:meeting-create", args=[meeting.activity.pk]),
    )
    assert ("可为本单位另建会议" in page, create in page) == (True, True)
    again = create_meetings(actor=stage.inspector, activity=meeting.activity, offices=[stage.office])
    assert len(again) == 1
    assert vote_to_repeat(again[0]) == meeting.past_votes.get(), "the new meeting repeats the void vote"
    page = meeting_page(stage, meeting)
    assert ("收回多于发给" in page, create in page) == (True, False)


def test_the_report_of_a_repeat_says_why_the_former_vote_is_void(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    vote = meeting.vote
    assert vote is not None
    former = preparing.prepare_vote(
        actor=stage.inspector,
        title=vote.title,
        unit=vote.unit,
        form=BallotForm.from_dict(vote.form),
        origin_kind=vote.origin_kind,
        origin_label=vote.origin_label,
    )
    Vote.objects.filter(pk=former.pk).update(state="void", void_reason="投票时停电")
    Vote.objects.filter(pk=vote.pk).update(repeat_of=former)
    report = made_report(stage, Meeting.objects.get(pk=meeting.pk))
    assert report.pdf is not None
    content = read_attachment(report.pdf)
    assert "前次投票因“投票时停电”作废，不作数" in text_of(content)


def test_a_vote_voided_before_it_was_open_is_none_to_repeat(stage: Stage) -> None:
    meeting = Meeting.objects.get(pk=met_meeting(stage).pk)
    confirm_vote_step(stage, meeting, "ballots.void", note="评议表有误")
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert meeting.past_votes.get().opened_at is None
    assert vote_to_repeat(meeting) is None
    client = signed_in(stage.inspector)
    client.post(reverse("meetings:vote-prepare", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert meeting.vote is not None
    assert meeting.vote.repeat_of is None


def test_s0_19_nobody_of_the_assessed_office_reaches_the_count_by_the_vote_either(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    leader = user_with(Role.LEADER, stage.office.parent)
    url = reverse("ballots:vote-counts", args=[meeting.vote_id])
    assert signed_in(leader).get(url).status_code == 200
    Post.objects.create(user=leader, unit=stage.office, role=Role.HEAD)
    assert signed_in(leader).get(url).status_code == 404
    assert (
        signed_in(leader).get(reverse("ballots:count-file-internal", args=[meeting.vote_id])).status_code
        == 404
    )


def test_a_draw_cannot_be_voided_under_a_running_meeting(stage: Stage) -> None:
    meeting = drawn_meeting(stage)
    representatives.notify_representatives(actor=stage.inspector, meeting=meeting)
    write_reports(stage, meeting)
    attendance.open_check_in(actor=stage.receptionist, meeting=meeting)
    with pytest.raises(moving.DrawRefused, match="须先将会议延期"):
        confirming.ask_step(actor=stage.watcher, draw=meeting.draw, action="draws.void", reason="有误")
