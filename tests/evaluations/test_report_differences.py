"""A kept report that no longer says what its vote says, or is not the file that was kept, is named where the vote is compared."""

from pathlib import Path

import pytest
from django.db.models import F
from django.urls import reverse

from ballots.models import SealedCount, Vote
from ballots.queries.differences import found_differences
from desk.models import Job
from desk.services.jobs import perform_job
from evaluations.elections.models import PanelCount
from evaluations.elections.services import reports as election_reports
from evaluations.elections.services.refusals import ElectionRefused
from evaluations.meetings.models import CountReport
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.reports import request_report
from registry.models import Unit
from tests.evaluations.elections.stage import drawn_election, set_election_stage, vote_everything
from tests.evaluations.meetings.stage import Stage, confirm_vote_step, voted_meeting
from tests.evaluations.meetings.test_activities import signed_in
from tests.evaluations.meetings.test_results import MARKS, made_report

pytestmark = pytest.mark.django_db


def test_a_meetings_report_is_compared_by_its_digests_and_by_its_bytes(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    report, vote = made_report(stage, meeting), meeting.vote
    assert vote is not None
    assert report.pdf is not None
    assert found_differences(vote) == []
    kept = report.digest
    CountReport.objects.update(digest="0" * 64)
    assert found_differences(vote) == ["计票报告所印的校验值与现在的计票数据不同"]
    CountReport.objects.update(digest=kept)
    file = Path(report.pdf.file.path)
    file.write_bytes(file.read_bytes() + b"\n")
    assert found_differences(vote) == ["计票报告的文件不是保存时的那一份"]
    page = (
        signed_in(stage.inspector)
        .get(reverse("meetings:result-internal", args=[meeting.pk]))
        .content.decode()
    )
    assert "计票报告的文件不是保存时的那一份" in page


def test_no_report_is_made_of_counts_that_were_changed(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    rows = SealedCount.objects.filter(vote=meeting.vote, subject="office", criterion="overall")
    rows.filter(grade=1).update(n=F("n") - 1)
    rows.filter(grade=5).update(n=F("n") + 1)
    with pytest.raises(MeetingRefused, match="封存的计数与审计记录第"):
        request_report(actor=stage.inspector, meeting=meeting)


def test_the_pages_of_a_published_meeting_do_not_move_with_the_rows(stage: Stage) -> None:
    meeting = voted_meeting(stage, MARKS)
    confirm_vote_step(stage, meeting, "ballots.publish")
    page = reverse("meetings:result-show", args=[meeting.pk])
    client = signed_in(stage.watcher)
    before = client.get(page).context["results"]
    over_years = reverse("meetings:trend-list")
    leader = signed_in(stage.inspector)
    shown = leader.get(over_years).content.decode().count("66.67%")
    assert shown
    rows = SealedCount.objects.filter(vote=meeting.vote, subject="office", criterion="overall")
    rows.filter(grade=1).update(n=F("n") - 1)
    rows.filter(grade=5).update(n=F("n") + 1)
    assert client.get(page).context["results"] == before
    assert before[0].overall.pairs[0] == ("满意", 40)
    assert leader.get(over_years).content.decode().count("66.67%") == shown
    Vote.objects.filter(pk=meeting.vote_id).update(title="别的名称")
    public = client.get(reverse("ballots:vote-result", args=[meeting.vote_id])).content.decode()
    assert "别的名称结果" not in public


def test_an_elections_report_is_compared_with_every_panel(bureau: Unit) -> None:
    stage = set_election_stage(bureau)
    election = drawn_election(stage)
    vote_everything(stage, election)
    job = election_reports.request_election_report(actor=stage.inspector, election=election)
    perform_job(job.pk)
    assert Job.objects.get(pk=job.pk).state == "done"
    votes = [row.vote for row in election.votes.select_related("vote")]
    assert [found_differences(vote) for vote in votes] == [[]] * 4
    client = signed_in(stage.inspector)
    page = reverse("elections:election-count", args=[election.pk])
    assert "一致。" in client.get(page).content.decode()
    PanelCount.objects.filter(panel="leaders").update(votes=[0, 0, 0, 0, 3])
    said = "评选计票报告所印的票数和校验值与现在的数据不同"
    assert [found_differences(vote) for vote in votes] == [[said]] * 4
    assert f"分局领导：{said}" in client.get(page).content.decode()
    again = election_reports.request_election_report(actor=stage.inspector, election=election)
    perform_job(again.pk)
    assert [found_differences(vote) for vote in votes] == [[]] * 4, (
        "a result that was changed lawfully has a new report"
    )
    rows = SealedCount.objects.filter(vote=votes[0], n__gt=0)
    rows.filter(pk=rows[0].pk).update(n=F("n") + 1)
    with pytest.raises(ElectionRefused, match="封存的计数"):
        election_reports.request_election_report(actor=stage.inspector, election=election)
