"""A document made by a job, kept, printed, signed by hand: asked for, kept, signed, let go of.

A wing says who may, in which state, what the digest is of, and makes the files; these are called inside its own ``change``::

    with change(actor, "request_report", meeting) as log:
        report, _ = CountReport.objects.get_or_create(meeting=locked(meeting))
        job = request_making(report, actor=actor, kind=JOB_KIND, title="…计票报告", params={"meeting": meeting.pk})
        log.note(job=job.pk)

    keep_making(report, actor=actor, digest=digest, files={"pdf": MadeFile("报告.pdf", pdf, PDF)})  # in the job
    sign_document(report, actor=actor, digest=digest, signers={...}, file_name=name, content=scan)  # from the page
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from desk.models import Job
from desk.models.made import MadeDocument, SignedDocument
from desk.queries.jobs import made_file
from desk.services.jobs import queue_job
from registry.models import User
from registry.services.attachments import LARGEST, discard_attachment, store_attachment
from registry.services.refusals import Refused
from registry.services.scans import store_scan
from rulebook.lifecycle.job import JobState


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
        document.signed_scan = document.signed_by = document.signed_at = None
    document.save()


def sign_document(
    document: SignedDocument,
    *,
    actor: User,
    digest: str,
    signers: Mapping[str, str],
    file_name: str,
    content: bytes,
) -> None:
    """Keep the scan of the signed paper and who signed it; ``digest`` is of the figures as they are now.

    ``signers`` are names by the fields of ``SIGNERS``. Raises ``DocumentRefused``, ``AttachmentRefused``.
    """
    if document.pdf is None:
        raise DocumentRefused(f"请先生成{document.TITLE}，打印并签字。")
    if document.digest != digest:
        raise DocumentRefused(f"{document.FIGURES}在报告生成后有变动，请重新生成报告再签字。")
    if len(set(signers.values())) < len(signers):
        raise DocumentRefused(f"{'和'.join(document.SIGNERS.values())}不能是同一人。")
    for field in document.SIGNERS:
        setattr(document, field, signers[field])
    document.signed_scan = store_scan(actor=actor, name=file_name, content=content)
    document.signed_by, document.signed_at = actor, timezone.now()
    document.save()


def release_made(job: Job, key: str) -> None:
    """Let go of that file; it can be made again."""
    if (file := made_file(job, key)) is not None:
        discard_attachment(actor=None, attachment=file)
