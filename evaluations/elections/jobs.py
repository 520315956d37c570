"""What runs later: the internal count of an election."""

from typing import Any

from django.urls import reverse

from desk.models import Job
from desk.ports import JobFailed, Progress
from evaluations.elections.documents.papers import election_report
from evaluations.elections.documents.workbook import election_workbook
from evaluations.elections.models import Election
from evaluations.elections.queries.reports import panel_files, result_digest
from evaluations.elections.queries.scores import score_table
from evaluations.elections.services.reports import keep_election_report
from registry.services.refusals import Refused

STEPS = 3


def make_election_report(job: Job, progress: Progress) -> dict[str, Any]:
    """Make report and workbook of ``job.params["election"]`` and keep them."""
    election = Election.objects.select_related("bureau").filter(pk=job.params["election"]).first()
    if election is None:
        raise JobFailed("评选已不存在，无法生成计票报告。")
    progress(0, STEPS, "汇总计分")
    table = score_table(election)
    progress(1, STEPS, "编排计票报告")
    pdf, workbook = election_report(table, panel_files(election)), election_workbook(table)
    progress(2, STEPS, "保存文件")
    try:
        report = keep_election_report(
            actor=job.created_by, election=election, digest=result_digest(table), pdf=pdf, workbook=workbook
        )
    except Refused as refusal:
        raise JobFailed(str(refusal)) from refusal
    progress(STEPS, STEPS)
    return {"election": election.pk, "pdf": report.pdf_id}


def election_report_url(job: Job) -> str:
    """The page that offers the documents."""
    return reverse("elections:election-count", args=[job.params["election"]])
