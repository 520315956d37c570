"""The files of a count as people get them, and the digests that are printed beside them: the one door to both (S0-23).

A digest that anybody is told to compare is the SHA-256 of the bytes that he can download, taken here.
"""

from collections.abc import Iterable, Sequence

from ballots.models import CountFile, Vote
from ballots.queries.anchors import anchors_of
from ballots.queries.votes import counts_file, publication_file
from rulebook.ballot.publication import Anchors, Edition, file_digest
from rulebook.ballot.published import PublishedCount, parts_that_differ, read_count
from rulebook.lifecycle.vote import VoteState

COUNTS, PUBLICATION, INTERNAL = "counts.json", "publication.json", "counts-internal.json"
PUBLISHED = (COUNTS, PUBLICATION, INTERNAL)
"""What is kept of a vote whose result is published; the last of them stays internal."""
FILE_LABELS = {COUNTS: "计票数据", PUBLICATION: "公布的比率", INTERNAL: "内部计票数据"}


def kept_file(vote: Vote, name: str) -> bytes | None:
    """The file as it was kept for report or publication; None before."""
    row = CountFile.objects.filter(vote=vote, name=name).first()
    return bytes(row.content) if row else None


def made_file(vote: Vote, name: str) -> bytes:
    """The file as it follows from the rows now. Raises ``NotPublishable``, or ``CountError`` for rows that do not add up."""
    if name == PUBLICATION:
        return publication_file(vote, Edition.PUBLISHED)
    return counts_file(vote, Edition.INTERNAL if name == INTERNAL else Edition.PUBLISHED)


def file_of(vote: Vote, name: str) -> bytes:
    """What is handed out: the kept file, always once published, before that as long as the rows still say the same.

    Raises as ``made_file``.
    """
    kept = kept_file(vote, name)
    if kept is not None and vote.state == VoteState.PUBLISHED:
        return kept
    made = made_file(vote, name)
    return kept if kept is not None and not parts_that_differ(kept, made) else made


def digest_of(vote: Vote, name: str) -> str:
    """The digest of ``file_of``."""
    return file_digest(file_of(vote, name))


def published_digests(vote: Vote) -> list[tuple[str, str]]:
    """What the page of a published vote shows for comparison, all of it from the published file; empty before, or without it."""
    kept = kept_file(vote, COUNTS) if vote.state == VoteState.PUBLISHED else None
    if kept is None:
        return []
    return [(_label(COUNTS), file_digest(kept)), *_anchored(read_count(kept).anchors)]


def digests(vote: Vote, names: Sequence[str] = (COUNTS, INTERNAL)) -> list[tuple[str, str]]:
    """What a report of a sealed vote prints: every file with its digest, then the anchors. Raises as ``made_file``."""
    return [*((_label(name), digest_of(vote, name)) for name in names), *_anchored(anchors_of(vote))]


def scan_text(rows: Sequence[tuple[str, str]]) -> str:
    """The same rows for a picture to be scanned, a line each."""
    return "\n".join(f"{label} {value}" for label, value in rows)


def published_count(vote: Vote) -> PublishedCount | None:
    """What everybody may see of a published vote, read from the file that was published; None before, or without the file."""
    kept = kept_file(vote, COUNTS) if vote.state == VoteState.PUBLISHED else None
    return read_count(kept) if kept is not None else None


def published_counts(votes: Iterable[Vote]) -> dict[int, PublishedCount]:
    """The same of many votes, by their number, with one query; those without a published file are left out."""
    published = [vote.pk for vote in votes if vote.state == VoteState.PUBLISHED]
    rows = CountFile.objects.filter(vote__in=published, name=COUNTS).values_list("vote", "content")
    return {vote: read_count(bytes(content)) for vote, content in rows}


def _label(name: str) -> str:
    return f"{FILE_LABELS[name]} {name}"


def _anchored(anchors: Anchors | None) -> list[tuple[str, str]]:
    if anchors is None:
        return []
    return [("封存的计数", anchors.counts), (f"审计记录第 {anchors.event} 条", anchors.hash)]
