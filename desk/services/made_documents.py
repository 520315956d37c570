"""A document made by a job, kept, printed, signed by hand: asked for, kept, signed, let go of.

A wing says who may, in which state, what the digest is of, and makes the files; these are called inside its own ``change``::

    with change(actor, "request_report", meeting) as log:
        report, _ = CountReport.objects.get_or_create(meeting=locked(meeting))
        job = request_making(report, actor=actor, kind=JOB_KIND, title="…计票报告", params={"meeting": meeting.pk})
        log.note(job=job.pk)

    keep_making(report, actor=actor, digest=digest, files={"pdf": MadeFile("报告.pdf", pdf, PDF)})  # in the job
    hold_scan(report, actor=actor, digest=digest, signers={...}, file_name=name, content=scan)  # from the page
    sign_document(report, actor=actor, digest=digest)  # once the scan was looked at there
"""

from collections.abc import Mapping
from itertools import combinations
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from desk.models import Job
from desk.models.made import MadeDocument, SignedDocument
from desk.queries.jobs import made_file
from desk.services.jobs import queue_job
from registry.models import User
from registry.services.attachments import LARGEST, discard_attachment, store_attachment
from registry.services.refusals import Refused
from registry.services.scans import store_scan
from rulebook.lifecycle.job import JobState
from rulebook.registry.messy import same_name

REMADE = "报告重新生成"


class DocumentRefused(Refused):
    """The document cannot be signed now; the text says what is missing, for the page."""


class MadeFile(NamedTuple):
    """One file of a making; ``kind`` is one of ``registry.services.attachments``, ``largest`` in bytes."""

    name: str
    content: bytes
    kind: str
    largest: int = LARGEST


def unfinished(jobs: QuerySet[Job]) -> Job | None:
    """The one of these that waits or works."""
    return jobs.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).first()


def request_making(
    document: MadeDocument, *, actor: User | None, kind: str, title: str, params: Mapping[str, Any]
) -> Job:
    """Queue the making; while one is under way, that job is returned. The caller holds the lock of what it is about."""
    if running := unfinished(Job.objects.filter(pk=document.job_id or 0)):
        return running
    document.job = queue_job(actor=actor, kind=kind, title=title, params=params)
    document.save(update_fields=["job"])
    return document.job


def keep_making(
    document: MadeDocument, *, actor: User | None, files: Mapping[str, MadeFile], digest: str = ""
) -> None:
    """Keep the files of one making by their fields; what was signed of an earlier one no longer holds."""
    for part, file in files.items():
        kept = store_attachment(
            actor=actor, name=file.name, content=file.content, allowed={file.kind}, largest=file.largest
        )
        setattr(document, part, kept)
    document.made_at = timezone.now()
    if isinstance(document, SignedDocument):
        document.digest = digest
        _keep_former(document, REMADE)
        document.signed_scan = document.signed_by = document.signed_at = document.held_scan = None
    document.save()


def hold_scan(
    document: SignedDocument,
    *,
    actor: User,
    digest: str,
    signers: Mapping[str, str],
    file_name: str,
    content: bytes,
    reason: str = "",
) -> None:
    """Keep a scan of the signed paper that does not count yet; ``digest`` is of the figures as they are now.

    ``signers`` are names by the fields of ``SIGNERS``; ``reason``: why it replaces a scan that counts. Raises
    ``DocumentRefused``, ``AttachmentRefused``.
    """
    _require_current(document, digest)
    if any(same_name(*pair) for pair in combinations(signers.values(), 2)):
        raise DocumentRefused(f"{'和'.join(document.SIGNERS.values())}不能是同一人。")
    if document.signed_scan is not None and not reason:
        raise DocumentRefused("签字扫描件已经保存，要换请写明原因。")
    for field in document.SIGNERS:
        setattr(document, field, signers[field])
    document.held_scan = store_scan(actor=actor, name=file_name, content=content)
    document.held_reason = reason if document.signed_scan is not None else ""
    document.save()


def sign_document(document: SignedDocument, *, actor: User, digest: str) -> None:
    """Let the scan count that was held and looked at; one that counted before is kept with the reason. Raises ``DocumentRefused``."""
    _require_current(document, digest)
    if document.held_scan is None:
        raise DocumentRefused("没有待确认的签字扫描件，请先上传。")
    _keep_former(document, document.held_reason)
    document.signed_scan, document.held_scan, document.held_reason = document.held_scan, None, ""
    document.signed_by, document.signed_at = actor, timezone.now()
    document.save()


def _keep_former(document: SignedDocument, reason: str) -> None:
    """A scan that has counted stays on record when it counts no more."""
    if (was := document.signed_scan) is not None and document.signed_at is not None:
        former = {"scan": was.pk, "on": localdate(document.signed_at).isoformat(), "reason": reason}
        document.former_scans = [*document.former_scans, former]


def _require_current(document: SignedDocument, digest: str) -> None:
    if document.pdf is None:
        raise DocumentRefused(f"请先生成{document.TITLE}，打印并签字。")
    if document.digest != digest:
        raise DocumentRefused(f"{document.FIGURES}在报告生成后有变动，请重新生成报告再签字。")


def release_made(job: Job, key: str) -> None:
    """Let go of that file; it can be made again."""
    if (file := made_file(job, key)) is not None:
        discard_attachment(actor=None, attachment=file)
