"""The signed zero report: the scan that is held or counts, and those it replaced."""

from dataclasses import dataclass

from ballots.models import Vote, ZeroReport
from registry.models import Attachment


@dataclass(frozen=True)
class FormerScan:
    """A scan that counted until it was replaced, and why it was."""

    scan: Attachment
    on: str
    reason: str


def zero_report_of(vote: Vote) -> ZeroReport | None:
    """None until a scan was handed in."""
    return ZeroReport.objects.filter(vote=vote).select_related("scan", "submitted_by").first()


def former_scans(paper: ZeroReport | None) -> list[FormerScan]:
    """The replaced ones, the first of all first."""
    rows = paper.former if paper else []
    kept = Attachment.objects.in_bulk([row["scan"] for row in rows])
    return [FormerScan(kept[row["scan"]], row["on"], row["reason"]) for row in rows]


def scan_of(vote: Vote, pk: int) -> Attachment | None:
    """One scan of the vote's report, a replaced one too."""
    paper = zero_report_of(vote)
    return Attachment.objects.filter(pk=pk).first() if paper and pk in paper.scans() else None
