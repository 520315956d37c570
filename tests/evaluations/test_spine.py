"""The whole spine through services: quick proof that the rooms fit."""

from desk.models import Job
from evaluations import jobs, queries, services
from tests.evaluations.stage import Stage, voted_meeting


def test_meeting_from_pool_to_sealed_count(stage: Stage) -> None:
    meeting = voted_meeting(stage, [1] * 40 + [2] * 20 + [0] * 5)
    assert meeting.state == "counted"
    assert meeting.gauges_at_open["total"] == 65
    job = services.request_report(actor=stage.inspector, meeting=meeting)
    result = jobs.make_count_report(job, lambda done, total, message="": None)
    assert Job.objects.count() == 1
    report = queries.report_of(meeting)
    assert report is not None and report.pdf_id == result["pdf"]
