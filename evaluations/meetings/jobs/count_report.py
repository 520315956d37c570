"""What runs later: the documents of a count."""

from typing import Any

from django.urls import reverse

from desk.models import Job
from desk.ports import JobFailed, Progress
from evaluations.meetings.documents import count_report, count_workbook
from evaluations.meetings.models import Meeting
from evaluations.meetings.queries.reports import report_facts
from evaluations.meetings.services.reports import keep_report
from registry.services.refusals import Refused

STEPS = 5


def make_count_report(job: Job, progress: Progress) -> dict[str, Any]:
    """Make report, published edition and workbook of ``job.params["meeting"]`` and keep them."""
    rows = Meeting.objects.select_related("activity", "activity__bureau", "office", "draw", "vote")
    meeting = rows.filter(pk=job.params["meeting"], vote__isnull=False).first()
    if meeting is None:
        raise JobFailed("会议已没有有效的投票，无法生成计票报告。")
    progress(0, STEPS, "汇总计数")
    facts = report_facts(meeting)
    progress(1, STEPS, "编排计票报告")
    pdf = count_report.count_report_pdf(facts)
    progress(2, STEPS, "编排公布件")
    published = count_report.published_report(facts)
    progress(3, STEPS, "编制表格")
    workbook = count_workbook.count_xlsx(facts)
    progress(4, STEPS, "保存文件")
    try:
        report = keep_report(
            actor=job.created_by,
            meeting=meeting,
            digest=facts.digest,
            pdf=pdf,
            workbook=workbook,
            published=published,
        )
    except Refused as refusal:
        raise JobFailed(str(refusal)) from refusal
    progress(STEPS, STEPS)
    return {"meeting": meeting.pk, "pdf": report.pdf_id}


def report_url(job: Job) -> str:
    """The page that offers the documents."""
    return reverse("meetings:report-show", args=[job.params["meeting"]])
