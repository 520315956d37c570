"""The collective meeting 集中述评: the head reports to service objects and supervisors, who rate satisfaction (S4-10)."""

from typing import Any

from django.urls import reverse

from evaluations.meetings.models import Activity
from evaluations.meetings.queries import duty_reports, feedback, pool, results
from evaluations.meetings.queries.meetings import (
    businesses_of_office,
    officers,
    offices_without_meeting,
    round_figures,
)
from evaluations.meetings.services import attendance, pools, rehearsals
from evaluations.meetings.services.meetings import create_meetings, open_pool
from rulebook.meeting.duty_report import COLLECTIVE_HEADINGS
from rulebook.meeting.rounds import DEFAULTS, RoundKind
from tests.evaluations.meetings.stage import (
    Stage,
    arrive,
    hold_reports,
    met_meeting,
    new_activity,
    new_meeting,
    pooled_meeting,
    voted_meeting,
)
from tests.evaluations.meetings.test_activities import form_data, signed_in
from tests.evaluations.meetings.test_feedback import fed_back_meeting
from tests.factories import UnitFactory

KIND = RoundKind.COLLECTIVE


def collective_data(stage: Stage, **changes: Any) -> dict[str, Any]:
    """What a browser posts: the duty round's share is not on this form."""
    shown = DEFAULTS[KIND].as_dict()
    data = form_data(stage, **shown, title="2026年集中述职评议") | changes
    return {name: value for name, value in data.items() if not name.startswith("share_")}


def test_s4_10_a_collective_round_is_set_up_in_the_browser_beside_the_duty_round(stage: Stage) -> None:
    duty = new_activity(stage)
    client = signed_in(stage.inspector)
    address = reverse("meetings:activity-create") + "?kind=collective"
    assert address in client.get(reverse("meetings:activity-list")).content.decode()
    form = client.get(address).context["form"]
    assert (form.initial["service_min"], form.initial["supervisors_min"]) == (30, 4)
    assert "share_numerator" not in form.fields
    client.post(address, collective_data(stage))
    made = Activity.objects.exclude(pk=duty.pk).get()
    assert (made.kind, round_figures(made)) == (KIND.value, DEFAULTS[KIND])
    page = client.get(reverse("meetings:activity-show", args=[made.pk]))
    assert ("服务对象代表", "不少于 30 人") in page.context["figures"]
    assert ("监督员", "不少于 4 人") in page.context["figures"]
    again = client.post(address, collective_data(stage))
    assert again.context["form"].non_field_errors() == [f"{stage.bureau}2026年的集中述职评议活动已经建立。"]


def test_s4_10_a_figure_typed_wrongly_stays_on_the_page_with_its_error(stage: Stage) -> None:
    address = reverse("meetings:activity-create") + "?kind=collective"
    page = signed_in(stage.inspector).post(address, collective_data(stage, service_min="三十"))
    assert list(page.context["form"].errors) == ["service_min"]
    assert page.context["form"]["service_min"].value() == "三十"


def test_a_collective_round_without_service_objects_is_refused_at_the_field(stage: Stage) -> None:
    address = reverse("meetings:activity-create") + "?kind=collective"
    page = signed_in(stage.inspector).post(address, collective_data(stage, service_min=0))
    assert list(page.context["form"].errors) == ["service_min"]
    assert Activity.objects.count() == 0


def test_a_collective_meeting_is_rehearsed_with_both_sides(stage: Stage) -> None:
    copy = rehearsals.start_rehearsal(
        actor=stage.inspector, meeting=pooled_meeting(stage, kind=KIND), seats=6
    )
    assert copy.activity.collective
    assert [officer.name for officer in officers(copy)] == ["王海"]
    engaged = copy.representatives.filter(source="engaged").count()
    assert (pool.pool_of(copy).plan.seats, engaged) == (6, 0)
    assert pool.pool_of(copy).blocks == []


def test_s4_10_the_head_alone_reports_under_the_document_s_headings(stage: Stage) -> None:
    meeting = pooled_meeting(stage, kind=KIND)
    assert [officer.name for officer in officers(meeting)] == ["王海"]
    page = signed_in(stage.head_user).get(
        reverse("meetings:duty-report-edit", args=[meeting.pk, stage.director.pk])
    )
    assert [field.name for field in page.context["form"].heading_fields] == [
        heading.key for heading in COLLECTIVE_HEADINGS
    ]
    (row,) = duty_reports.report_rows(meeting)
    assert row.lacking == "所长王海还没有述职报告。"


def test_s4_10_without_a_head_nobody_reports_in_his_place(stage: Stage) -> None:
    meeting = new_meeting(stage, kind=KIND)
    stage.director.active = False
    stage.director.save()
    meeting = open_pool(actor=stage.inspector, meeting=meeting)
    assert officers(meeting) == []
    assert pool.pool_of(meeting).blocks[0].startswith("没有述职人员")


def test_s4_10_the_vote_waits_for_thirty_service_objects_and_four_supervisors(stage: Stage) -> None:
    meeting = met_meeting(stage, kind=KIND)
    hold_reports(stage, meeting)
    supervisors = meeting.representatives.filter(category="conduct_supervisor")
    others = meeting.representatives.filter(source="engaged").exclude(category="conduct_supervisor")
    arrive(meeting, 30, 0)
    for row in [*others, *supervisors[:3]]:
        attendance.check_in(meeting=meeting, representative=row)
    page = signed_in(stage.receptionist).get(reverse("meetings:check-in", args=[meeting.pk]))
    assert "到会监督员 3 名，应不少于 4 名，还差 1 名" in page.content.decode()
    assert meeting.vote is not None
    said = attendance.vote_hindrances(meeting.vote, "open")
    assert said == ["到会监督员 3 名，应不少于 4 名，还差 1 名。"]
    attendance.check_in(meeting=meeting, representative=supervisors[3])
    assert attendance.vote_hindrances(meeting.vote, "open") == []


def test_s4_10_a_pool_without_four_supervisors_cannot_be_locked(stage: Stage) -> None:
    meeting = pooled_meeting(stage, kind=KIND)
    assert pool.pool_of(meeting).blocks == []
    first = meeting.representatives.filter(category="conduct_supervisor")[0]
    pools.disengage_assessor(actor=stage.inspector, meeting=meeting, representative=first)
    assert pool.pool_of(meeting).blocks == ["即使全部到会，监督员 3 名，不足 4 名。"]


def test_s4_10_everybody_present_rates_the_office_alone_and_it_is_fed_back(stage: Stage) -> None:
    meeting = fed_back_meeting(stage, marks=[1] * 40 + [5] * 5, kind=KIND)
    (result,) = results.subject_results(results.counts_of(meeting))
    assert result.is_office
    assert [each.label for each in result.criteria] == [
        "五服务和三帮要求",
        "重点评议内容",
        "公开政务和承诺服务事项",
        "作风建设、文明规范执法",
        "总体评价",
    ]
    assert (result.overall.given, result.overall.satisfied.numerator) == (45, 40)
    assert meeting.gauges_at_open["supervisors"] == 4
    assert str(meeting) == f"{stage.office}集中述职评议会议"
    (form,) = feedback.feedback_of(meeting)
    assert form.officer is None
    assert form.sheet is not None
    assert form.sheet.name == f"2026年{stage.office}集中述职评议反馈单（单位）.pdf"
    own = signed_in(stage.head_user).get(reverse("meetings:result-own", args=[meeting.pk]))
    assert [each.subject.key for each in own.context["results"]] == ["office"]
    wrong = signed_in(stage.deputy_user).get(reverse("meetings:result-own", args=[meeting.pk]))
    assert wrong.status_code == 404


def test_s4_10_a_department_draws_from_the_whole_bureau(stage: Stage) -> None:
    section = UnitFactory(code="GS01", name="个体私营科", kind="department", parent=stage.bureau)
    round_, duty = new_activity(stage, kind=KIND), new_activity(stage)
    assert section in offices_without_meeting(round_)
    assert section not in offices_without_meeting(duty)
    (meeting,) = create_meetings(actor=stage.inspector, activity=round_, offices=[section])
    assert businesses_of_office(meeting).count() == len(stage.businesses)


def test_s4_10_its_rates_stand_in_no_line_of_the_duty_meetings(stage: Stage) -> None:
    voted_meeting(stage, [1] * 45, kind=KIND)
    duty = voted_meeting(stage, [1] * 60, attendance_min=60)
    page = signed_in(stage.chair).get(reverse("meetings:trend-list"))
    assert [[year.meeting for year in line.years] for line in page.context["offices"]] == [[duty]]
