"""What runs later: the internal count of an election."""

from typing import Any

from django.urls import reverse

from desk.models import Job
from desk.ports import JobFailed, Progress
from evaluations.documents.contest_papers import contest_report
from evaluations.documents.contest_workbook import contest_workbook
from evaluations.models import Contest
from evaluations.queries.contests import result_digest, score_table
from evaluations.services.contest_reports import keep_contest_report
from evaluations.services.refusals import MeetingRefused

STEPS = 3


def make_contest_report(job: Job, progress: Progress) -> dict[str, Any]:
    """Make report and workbook of ``job.params["contest"]`` and keep them."""
    contest = Contest.objects.select_related("bureau").filter(pk=job.params["contest"]).first()
    if contest is None:
        raise JobFailed("评选已不存在，无法生成计票报告。")
    progress(0, STEPS, "汇总计分")
    table = score_table(contest)
    progress(1, STEPS, "编排计票报告")
    pdf, workbook = contest_report(table), contest_workbook(table)
    progress(2, STEPS, "保存文件")
    try:
        report = keep_contest_report(
            actor=job.created_by, contest=contest, digest=result_digest(table), pdf=pdf, workbook=workbook
        )
    except MeetingRefused as refusal:
        raise JobFailed(str(refusal)) from refusal
    progress(STEPS, STEPS)
    return {"contest": contest.pk, "pdf": report.pdf_id}


def contest_report_url(job: Job) -> str:
    """The page that offers the documents."""
    return reverse("evaluations:contest-count", args=[job.params["contest"]])
