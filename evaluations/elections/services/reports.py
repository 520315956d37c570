"""The internal count of an election: made by a job, printed, signed by hand, its scan kept."""

from django.utils.timezone import localdate

from desk.models import Job
from desk.services.jobs import queue_job
from evaluations.elections.models import Election, ElectionReport
from evaluations.elections.queries.scores import result_digest, score_table
from evaluations.elections.services.elections import locked_in
from evaluations.elections.services.refusals import ElectionRefused
from registry.models import User
from registry.services.attachments import PDF, SCANS, XLSX, store_attachment
from registry.services.audit import change
from rulebook.lifecycle.election import ElectionState
from rulebook.lifecycle.job import JobState

JOB_KIND = "elections.election_report"


def request_election_report(*, actor: User, election: Election) -> Job:
    """Queue the making; while one is being made, that job is returned. Raises ``ElectionRefused``."""
    with change(actor, "request_election_report", election) as log:
        row = locked_in(election, ElectionState.SCORED, doing="生成计票报告")
        report, _ = ElectionReport.objects.get_or_create(election=row)
        running = Job.objects.filter(pk=report.job_id or 0, state__in=[JobState.QUEUED, JobState.RUNNING])
        if job := running.first():
            return job
        job = queue_job(actor=actor, kind=JOB_KIND, title=f"{row.title}计票报告", params={"election": row.pk})
        report.job_id = job.pk
        report.save(update_fields=["job_id"])
        log.note(job=job.pk)
    return job


def keep_election_report(
    *, actor: User | None, election: Election, digest: str, pdf: bytes, workbook: bytes
) -> ElectionReport:
    """Keep the documents of one making; what was signed before no longer holds. ``digest`` is of the result they show.

    Raises ``ElectionRefused`` when the result has changed since.
    """
    with change(actor, "keep_election_report", election) as log:
        row = locked_in(election, ElectionState.SCORED, doing="保存计票报告")
        if digest != result_digest(score_table(row)):
            raise ElectionRefused("生成期间计票结果有变动，请重新生成。")
        report = ElectionReport.objects.select_for_update(of=("self",)).get(election=row)
        report.pdf = store_attachment(
            actor=actor, name=f"{row.title}计票报告.pdf", content=pdf, allowed={PDF}
        )
        report.workbook = store_attachment(
            actor=actor, name=f"{row.title}计票计分.xlsx", content=workbook, allowed={XLSX}
        )
        report.digest, report.signed_scan, report.signed_by, report.signed_on = digest, None, None, None
        report.save()
        log.note(pdf=report.pdf.sha256, workbook=report.workbook.sha256)
    return report


def sign_election_count(
    *, actor: User, election: Election, teller: str, scrutineer: str, file_name: str, content: bytes
) -> ElectionReport:
    """Keep the scan of the signed report. Raises ``ElectionRefused``, ``AttachmentRefused``."""
    with change(actor, "sign_election_count", election) as log:
        row = locked_in(election, ElectionState.SCORED, doing="上传签字扫描件")
        report = (
            ElectionReport.objects.select_for_update(of=("self",))
            .filter(election=row, pdf__isnull=False)
            .first()
        )
        if report is None:
            raise ElectionRefused("请先生成计票报告，打印并签字。")
        if report.digest != result_digest(score_table(row)):
            raise ElectionRefused("计票结果在报告生成后有变动，请重新生成报告再签字。")
        if teller == scrutineer:
            raise ElectionRefused("计票人和监票人不能是同一人。")
        report.signed_scan = store_attachment(actor=actor, name=file_name, content=content, allowed=SCANS)
        report.teller, report.scrutineer = teller, scrutineer
        report.signed_by, report.signed_on = actor, localdate()
        report.save()
        log.note(scan=report.signed_scan.sha256)
    return report
