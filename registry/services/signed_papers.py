"""A paper printed, signed by hand and handed in as a scan: held, looked at, counted, replaced with a reason.

The product says whose paper it is, inside its own ``change``::

    with change(actor, "hand_zero_report", vote) as log:
        paper = paper_at(ZeroReport, vote=vote)
        hold_scan(paper, actor=actor, version=version, name=name, content=content, frozen=VoteRefused("…"))

A scan counts only once somebody has seen it on the page and said that it is the one (``count_scan``).
"""

from registry.models import User
from registry.models.papers import SignedPaper
from registry.services.papers import hand_in, require_seen, save_paper, take_back, write
from registry.services.refusals import Refused
from registry.services.scans import store_scan


def hold_scan(
    paper: SignedPaper, *, actor: User, version: int, name: str, content: bytes, frozen: Refused
) -> None:
    """Keep a scan that does not count yet. Raises ``frozen`` when one counts already, ``AttachmentRefused`` for no scan."""
    require_seen(paper, version)
    if paper.submitted_on:
        raise frozen
    save_paper(
        paper, version=version, frozen=frozen, scan=store_scan(actor=actor, name=name, content=content)
    )


def count_scan(paper: SignedPaper, *, actor: User, version: int, missing: Refused) -> None:
    """Let the scan count that the page showed. Raises ``missing`` when there is none."""
    require_seen(paper, version)
    if paper.scan is None:
        raise missing
    hand_in(paper, actor=actor)


def replace_scan(
    paper: SignedPaper,
    *,
    actor: User,
    version: int,
    name: str,
    content: bytes,
    reason: str,
    missing: Refused,
) -> None:
    """Hold another scan in place of the one that counts, which stays on record with the reason. Raises ``missing`` if none counts."""
    require_seen(paper, version)
    if paper.submitted_on is None or paper.scan is None:
        raise missing
    was = {
        "scan": paper.scan.pk,
        "sha256": paper.scan.sha256,
        "on": paper.submitted_on.isoformat(),
        "reason": reason,
    }
    fresh = store_scan(actor=actor, name=name, content=content)
    take_back(paper)
    write(paper, scan=fresh, former=[*paper.former, was])
