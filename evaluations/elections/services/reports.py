"""The internal count of an election: made by a job, printed, signed by hand, its scan kept."""

from ballots.queries.differences import count_differences
from ballots.queries.files import INTERNAL
from ballots.services.files import keep_files
from desk.models import Job
from desk.services.made_documents import MadeFile, hold_scan, keep_making, request_making, sign_document
from evaluations.elections.models import Election, ElectionReport
from evaluations.elections.queries.reports import panel_files, result_digest
from evaluations.elections.queries.scores import score_table
from evaluations.elections.services.elections import locked_in
from evaluations.elections.services.refusals import ElectionRefused
from registry.models import User
from registry.services.attachments import PDF, XLSX
from registry.services.audit import change
from rulebook.lifecycle.election import ElectionState

JOB_KIND = "elections.election_report"


def request_election_report(*, actor: User, election: Election) -> Job:
    """Queue the making; while one is being made, that job is returned. Raises ``ElectionRefused``."""
    with change(actor, "request_election_report", election) as log:
        row = locked_in(election, ElectionState.SCORED, doing="生成计票报告")
        if found := [words for each in panel_files(row) for words in count_differences(each.vote)]:
            raise ElectionRefused(f"计数前后不一致（{'；'.join(found)}），请报告市纪委监督员。")
        report, _ = ElectionReport.objects.get_or_create(election=row)
        title, params = f"{row.title}计票报告", {"election": row.pk}
        job = request_making(report, actor=actor, kind=JOB_KIND, title=title, params=params)
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
        for counted in panel_files(row):
            keep_files(actor=actor, vote=counted.vote, names=(INTERNAL,))
        files = {
            "pdf": MadeFile(f"{row.title}计票报告.pdf", pdf, PDF),
            "workbook": MadeFile(f"{row.title}计票计分.xlsx", workbook, XLSX),
        }
        keep_making(report, actor=actor, files=files, digest=digest)
        log.note(**report.digests())
    return report


def hold_election_count(
    *,
    actor: User,
    election: Election,
    teller: str,
    scrutineer: str,
    file_name: str,
    content: bytes,
    reason: str = "",
) -> ElectionReport:
    """Hold the scan of the signed report until it was looked at; ``reason``: why it replaces one that counts.

    Raises ``ElectionRefused``, ``DocumentRefused``, ``AttachmentRefused``.
    """
    with change(actor, "hold_election_count", election) as log:
        row, report = _signable(election)
        hold_scan(
            report,
            actor=actor,
            digest=result_digest(score_table(row)),
            signers={"teller": teller, "scrutineer": scrutineer},
            file_name=file_name,
            content=content,
            reason=reason,
        )
        log.note(scan=report.digests()["held_scan"])
    return report


def sign_election_count(*, actor: User, election: Election) -> ElectionReport:
    """The held scan was looked at and counts. Raises ``ElectionRefused``, ``DocumentRefused``."""
    with change(actor, "sign_election_count", election) as log:
        row, report = _signable(election)
        sign_document(report, actor=actor, digest=result_digest(score_table(row)))
        log.note(scan=report.digests()["signed_scan"], former=len(report.former_scans))
    return report


def _signable(election: Election) -> tuple[Election, ElectionReport]:
    row = locked_in(election, ElectionState.SCORED, doing="上传签字扫描件")
    report = ElectionReport.objects.select_for_update(of=("self",)).filter(election=row).first()
    return row, report or ElectionReport(election=row)
