"""A rehearsal walks the whole meeting and leaves no trace in the figures of the real round."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from ballots.models import Vote
from draws.queries.facts import REVEAL
from draws.services import confirming, digits, steps
from draws.services.moving import DrawRefused
from evaluations.meetings.access import own, seeing
from evaluations.meetings.models import Activity, Meeting
from evaluations.meetings.queries import notices, pool
from evaluations.meetings.queries.meetings import (
    figures_locked,
    offices_without_meeting,
    round_figures,
)
from evaluations.meetings.services import (
    activities,
    attendance,
    meeting_draws,
    pools,
    refusals,
    rehearsals,
    reports,
    representatives,
)
from evaluations.meetings.services.meetings import feed_back
from registry.models import AuditEvent
from registry.services.attachments import read_attachment
from tests.evaluations.meetings.stage import (
    Stage,
    arrive,
    cast_ballots,
    confirm_vote_step,
    count_and_seal,
    lock,
    make_statements,
    new_meeting,
    open_ballot,
    pooled_meeting,
)
from tests.evaluations.meetings.test_activities import signed_in
from tests.evaluations.meetings.test_results import made_report, text_of
from tests.scans import scanned_pdf


def figures_of_the_round(stage: Stage, real: Meeting) -> dict[str, Any]:
    """Everything that says something about the real round."""
    inspector = stage.inspector
    real = Meeting.objects.get(pk=real.pk)
    draw = real.draw
    assert draw is not None
    home = signed_in(inspector).get(reverse("home"))
    listed = signed_in(inspector).get(reverse("meetings:activity-list"))
    return {
        "meeting": {
            name: getattr(real, name) for name in ("state", "edition", "version", "held_on", "place")
        },
        "draw": (draw.number, draw.state, draw.entries.count()),
        "pool": pool.pool_of(real).digest,
        "members": sorted(real.representatives.values_list("label", "state", "attended")),
        "officers": list(real.officers.values_list("name", "title", "position")),
        "rounds": [activity.pk for activity in listed.context["page"]],
        "under way": [meeting.pk for meeting in seeing.meetings_under_way(inspector)],
        "home": home.content.decode().count(real.office.name),
        "of the round": [meeting.pk for meeting in real.activity.meetings.all()],
        "locked": figures_locked(real.activity),
        "without meeting": [unit.pk for unit in offices_without_meeting(real.activity)],
        "own": [meeting.pk for meeting in own.own_meetings_for(stage.head_user)],
        "own results": [meeting.pk for meeting in seeing.own_results_for(stage.head_user)],
        "reports": sorted(real.duty_reports.values_list("person_id", "headings")),
    }


def real_meeting(stage: Stage) -> Meeting:
    """A real meeting whose draw waits to be locked."""
    meeting = pooled_meeting(stage)
    meeting_draws.prepare_meeting_draw(actor=stage.inspector, meeting=meeting)
    return Meeting.objects.get(pk=meeting.pk)


def drawn(stage: Stage, copy: Meeting) -> None:
    """Lock, roll for both parties, draw and publish."""
    draw = copy.draw
    assert draw is not None
    lock(stage, copy)
    for position in (1, 2):
        digits.roll_digits(actor=stage.watcher, draw=draw, position=position)
    confirming.ask_step(actor=stage.watcher, draw=draw, action=REVEAL)
    confirming.confirm_step(actor=stage.chair, draw=draw, action=REVEAL)
    steps.run_draw(actor=stage.watcher, draw=draw)
    steps.publish_draw(actor=stage.watcher, draw=draw)
    copy.refresh_from_db()


def received(stage: Stage, copy: Meeting) -> Vote:
    """Six stand-ins are told and come; the vote that waits for them."""
    representatives.notify_representatives(actor=stage.inspector, meeting=copy)
    attendance.open_check_in(actor=stage.receptionist, meeting=copy)
    copy.refresh_from_db()
    arrive(copy, 4, 2)
    vote = copy.vote
    assert vote is not None
    return vote


def voted(stage: Stage, copy: Meeting) -> Meeting:
    """Six stand-ins vote; counted and sealed."""
    vote = received(stage, copy)
    cast_ballots(vote, open_ballot(stage, copy, 6), [1] * 6)
    count_and_seal(stage, vote)
    return Meeting.objects.get(pk=copy.pk)


def test_a_whole_rehearsal_leaves_every_figure_of_the_real_round_as_it_was(stage: Stage) -> None:
    real = real_meeting(stage)
    before = figures_of_the_round(stage, real)
    assert before["under way"] == [real.pk], "there is something to be compared"
    assert before["own"] == [real.pk]
    assert before["home"] > 0
    copy = rehearsals.start_rehearsal(actor=stage.inspector, meeting=real, seats=6)
    drawn(stage, copy)
    assert copy.representatives.count() == 6
    copy = voted(stage, copy)
    report = made_report(stage, copy)
    assert report.pdf is not None
    pdf = read_attachment(report.pdf)
    assert "演练" in text_of(pdf)
    reports.hold_count(
        actor=stage.inspector,
        meeting=copy,
        teller="张计",
        scrutineer="王监",
        file_name="签字.pdf",
        content=scanned_pdf(),
    )
    reports.sign_count(actor=stage.inspector, meeting=copy)
    make_statements(stage, copy)
    confirm_vote_step(stage, copy, "ballots.publish")
    receipts = Client().get(reverse("ballots:receipt-check"))
    assert list(receipts.context["votes"]) == [], "not listed for the public"
    copy.refresh_from_db()
    feed_back(actor=stage.inspector, meeting=copy, fed_back_on=localdate(), note="演练")
    copy.refresh_from_db()
    assert copy.state == "fed_back"
    assert figures_of_the_round(stage, real) == before
    rehearsals.end_rehearsal(actor=stage.inspector, activity=copy.activity)
    assert figures_of_the_round(stage, real) == before


def test_a_rehearsal_copies_the_meeting_for_a_few_stand_ins(stage: Stage) -> None:
    real = real_meeting(stage)
    pools.exclude_from_pool(
        actor=stage.inspector, meeting=real, business=stage.businesses[3], reason="近亲属经营"
    )
    client = signed_in(stage.inspector)
    page = client.post(reverse("meetings:rehearsal-start", args=[real.pk]), {"seats": 6}, follow=True)
    copy = Meeting.objects.get(activity__rehearsal_of=real)
    assert page.redirect_chain[-1][0] == reverse("meetings:meeting-show", args=[copy.pk])
    assert copy.activity.title == "演练：城关工商所述职述廉会议"
    assert (copy.activity.marking, copy.office, copy.held_on) == ("rehearsal", real.office, localdate())
    figures = round_figures(copy.activity)
    assert (figures.attendance_min, figures.drawn_seats, figures.absence_percent) == (6, 4, 0)
    assert copy.consumers.count() == real.consumers.count()
    assert [each.business for each in copy.pool_exclusions.all()] == [stage.businesses[3]]
    assert copy.representatives.filter(source="engaged").count() == 2
    draw = copy.draw
    assert draw is not None
    assert (draw.number, draw.state, draw.marking) == ("YL-2026-SO01-1", "draft", "rehearsal")
    assert {report.submitted_on for report in copy.duty_reports.all()} == {localdate()}
    assert {len(report.headings) for report in copy.duty_reports.all()} == {6}


def test_a_rehearsal_takes_no_number_of_the_real_draws(stage: Stage) -> None:
    meeting = pooled_meeting(stage)
    rehearsals.start_rehearsal(actor=stage.inspector, meeting=meeting)
    draw = meeting_draws.prepare_meeting_draw(actor=stage.inspector, meeting=meeting)
    assert draw.number == "SZ-2026-SO01-1"


def test_a_meeting_with_nothing_prepared_can_be_rehearsed(stage: Stage) -> None:
    copy = rehearsals.start_rehearsal(actor=stage.inspector, meeting=new_meeting(stage), seats=5)
    assert round_figures(copy.activity).drawn_seats == 5, "nobody is engaged, so all are drawn"


@pytest.mark.parametrize("seats", ["4", "31", "", "六"])
def test_a_number_that_cannot_be_rehearsed_is_refused_at_the_field(stage: Stage, seats: str) -> None:
    real = real_meeting(stage)
    url = reverse("meetings:rehearsal-start", args=[real.pk])
    page = signed_in(stage.inspector).post(url, {"seats": seats})
    assert list(page.context["form"].errors) == ["seats"]
    assert not Activity.objects.filter(rehearsal_of__isnull=False).exists()


def test_one_rehearsal_at_a_time_and_none_once_the_vote_is_open(stage: Stage) -> None:
    real = real_meeting(stage)
    copy = rehearsals.start_rehearsal(actor=stage.inspector, meeting=real)
    with pytest.raises(refusals.MeetingRefused, match="演练还没有结束"):
        rehearsals.start_rehearsal(actor=stage.inspector, meeting=real)
    with pytest.raises(refusals.MeetingRefused, match="演练不能再演练"):
        rehearsals.start_rehearsal(actor=stage.inspector, meeting=copy)
    rehearsals.end_rehearsal(actor=stage.inspector, activity=copy.activity)
    Meeting.objects.filter(pk=real.pk).update(state="voting")
    with pytest.raises(refusals.MeetingRefused, match="开启投票之前才能演练"):
        rehearsals.start_rehearsal(actor=stage.inspector, meeting=real)


def test_every_page_of_a_rehearsal_says_so_and_no_page_of_the_real_one(stage: Stage) -> None:
    real = real_meeting(stage)
    copy = rehearsals.start_rehearsal(actor=stage.inspector, meeting=real)
    client = signed_in(stage.inspector)
    names = ("meeting-show", "pool-show", "member-list", "sitting-show", "run-sheet")
    for name in names:
        rehearsed = client.get(reverse(f"meetings:{name}", args=[copy.pk])).content.decode()
        assert "本场结果不作数" in rehearsed, name
        assert (
            "本场结果不作数" not in client.get(reverse(f"meetings:{name}", args=[real.pk])).content.decode()
        ), name
    assert (
        "本场结果不作数"
        in client.get(reverse("meetings:activity-show", args=[copy.activity_id])).content.decode()
    )
    assert "本场结果不作数" in client.get(reverse("draws:draw-show", args=[copy.draw_id])).content.decode()
    sheet = client.get(reverse("meetings:run-sheet-file", args=[copy.pk])).content
    assert "演练" in text_of(sheet)


def test_a_rehearsal_is_listed_apart_and_hidden_once_ended(stage: Stage) -> None:
    real = real_meeting(stage)
    copy = rehearsals.start_rehearsal(actor=stage.inspector, meeting=real)
    client, url = signed_in(stage.inspector), reverse("meetings:activity-list")
    page = client.get(url)
    assert [row.pk for row in page.context["page"]] == [real.activity_id]
    assert [row.pk for row in page.context["rehearsals"]] == [copy.activity_id]
    end = reverse("meetings:rehearsal-end", args=[copy.activity_id])
    assert signed_in(stage.receptionist).post(end).status_code == 403
    client.post(end)
    copy.activity.refresh_from_db()
    assert copy.activity.ended_on == localdate()
    assert list(client.get(url).context["rehearsals"]) == []
    assert AuditEvent.objects.get(verb="end_rehearsal").actor == stage.inspector


def test_an_ended_rehearsal_stands_still(stage: Stage) -> None:
    copy = rehearsals.start_rehearsal(actor=stage.inspector, meeting=real_meeting(stage))
    rehearsals.end_rehearsal(actor=stage.inspector, activity=copy.activity)
    with pytest.raises(DrawRefused, match="演练已经结束"):
        lock(stage, copy)
    copy.refresh_from_db()
    assert copy.state == "pool"


def test_a_rehearsal_does_not_end_while_tablets_still_vote(stage: Stage) -> None:
    copy = rehearsals.start_rehearsal(actor=stage.inspector, meeting=real_meeting(stage), seats=6)
    drawn(stage, copy)
    received(stage, copy)
    open_ballot(stage, copy, 6)
    with pytest.raises(refusals.MeetingRefused, match="请先截止或作废"):
        rehearsals.end_rehearsal(actor=stage.inspector, activity=copy.activity)


def test_a_real_round_is_not_ended_as_a_rehearsal(stage: Stage) -> None:
    real = real_meeting(stage)
    with pytest.raises(refusals.MeetingRefused, match="这不是演练"):
        rehearsals.end_rehearsal(actor=stage.inspector, activity=real.activity)


def test_a_second_round_of_the_year_is_refused_beside_rehearsals(stage: Stage) -> None:
    real = real_meeting(stage)
    rehearsals.start_rehearsal(actor=stage.inspector, meeting=real)
    assert Activity.objects.filter(year=2026).count() == 2
    figures, stages = round_figures(real.activity), real.activity.stages
    data = activities.ActivityData(
        title="又一轮",
        year=2026,
        bureau=stage.bureau,
        group_office=stage.inspectorate,
        drawing_body="市纪委",
        stages=[],
        figures=figures,
        group=[],
    )
    assert stages
    with pytest.raises(refusals.MeetingRefused, match="活动已经建立"):
        activities.create_activity(actor=stage.inspector, data=data)


def test_no_meeting_is_added_to_a_rehearsal(stage: Stage) -> None:
    copy = rehearsals.start_rehearsal(actor=stage.inspector, meeting=real_meeting(stage))
    url = reverse("meetings:meeting-create", args=[copy.activity_id])
    client = signed_in(stage.inspector)
    for answer in (client.get(url, follow=True), client.post(url, {"offices": stage.office.pk}, follow=True)):
        assert "演练照会议而建，不能另行修改。" in answer.content.decode()
    assert copy.activity.meetings.count() == 1


def test_nobody_is_called_or_written_to_for_a_rehearsal(stage: Stage) -> None:
    real = real_meeting(stage)
    copy = rehearsals.start_rehearsal(actor=stage.inspector, meeting=real, seats=6)
    drawn(stage, copy)
    client = signed_in(stage.inspector)
    refused = client.post(
        reverse("meetings:letters-make", args=[copy.pk]), {"contact": "监察室 0577-88001100"}, follow=True
    )
    assert "演练不通知代表本人" in refused.content.decode()
    assert notices.letters_job(copy) is None
    member = next(each for each in copy.representatives.all() if each.phone)
    page = client.get(reverse("meetings:call-list", args=[copy.pk]), {"all": "1"}).content.decode()
    assert member.label in page
    assert member.phone not in page
    assert seeing.sees_contacts(stage.inspector, real)


def test_the_tablets_of_a_rehearsal_say_so(stage: Stage, client: Client) -> None:
    real = real_meeting(stage)
    copy = rehearsals.start_rehearsal(actor=stage.inspector, meeting=real, seats=6)
    drawn(stage, copy)
    vote = received(stage, copy)
    assert vote.title.startswith("演练：")
    open_ballot(stage, copy, 6)
    assert "<strong>演练</strong>" in client.get(f"/b/{vote.pk}/").content.decode()
