"""The printed zero report after it was signed: its scan is handed in, looked at, counted, replaced with a reason (S0-23)."""

from ballots.models import Vote, ZeroReport
from ballots.services.moves import VoteRefused, lock
from registry.models import User
from registry.services.audit import change
from registry.services.papers import paper_at
from registry.services.signed_papers import count_scan, hold_scan, replace_scan

NOT_TESTED = "零票检验还没有做完，没有零票报告可签。"
COUNTS = "签字件已经交存，要换请写明原因。"


def hand_zero_report(*, actor: User, vote: Vote, version: int, name: str, content: bytes) -> None:
    """Hold the scan of the signed report; it counts once it is confirmed. Raises ``VoteRefused``, ``AttachmentRefused``."""
    with change(actor, "hand_zero_report", vote) as log:
        paper = _paper(vote)
        hold_scan(paper, actor=actor, version=version, name=name, content=content, frozen=VoteRefused(COUNTS))
        log.note(scan=_digest(paper))


def count_zero_report(*, actor: User, vote: Vote, version: int) -> None:
    """The scan shown is the signed report: from now on it counts."""
    with change(actor, "count_zero_report", vote) as log:
        paper = _paper(vote)
        count_scan(paper, actor=actor, version=version, missing=VoteRefused("请先上传签字件。"))
        log.note(scan=_digest(paper))


def replace_zero_report(
    *, actor: User, vote: Vote, version: int, name: str, content: bytes, reason: str
) -> None:
    """Another scan in place of the one that counts; the former stays on record with the reason."""
    with change(actor, "replace_zero_report", vote) as log:
        paper = _paper(vote)
        missing = VoteRefused("还没有交存的签字件，不用更换，请直接上传。")
        replace_scan(
            paper, actor=actor, version=version, name=name, content=content, reason=reason, missing=missing
        )
        log.note(scan=_digest(paper), former=len(paper.former))


def _paper(vote: Vote) -> ZeroReport:
    lock(vote)
    if not vote.test_report.get("ballots"):
        raise VoteRefused(NOT_TESTED)
    return paper_at(ZeroReport, vote=vote)


def _digest(paper: ZeroReport) -> str:
    return paper.scan.sha256 if paper.scan else ""
