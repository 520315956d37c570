"""The files of a count that others can check with `pocket/recount.py` (S0-19, S0-23; docs/count-format.md).

`counts.json` holds what was counted, `publication.json` what was published of it. Each is canonical JSON of
`{"content": …, "sha256": …}`, the hash taken over the canonical content, so any changed byte shows.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from rulebook.ballot.form import OVERALL, canonical_json, form_hash
from rulebook.ballot.reconciliation import PAPER_FIGURES, Figures, publishing_blocks
from rulebook.ballot.tally import (
    SATISFIED,
    SMALL_GROUP,
    Counts,
    Rate,
    combined_counts,
    combined_rate,
    least_shown,
    may_show,
    satisfied_rate,
)
from rulebook.survey.batches import ShownStratum

COUNTS_FORMAT = "aic-counts-1"
PUBLICATION_FORMAT = "aic-publication-1"

_POCKET = Path(__file__).parents[1] / "pocket"
RECOUNT_FILES = (_POCKET / "recount.py", _POCKET / "README-recount.txt")
"""The checking program and its instructions, to be handed out beside the files."""


class Edition(StrEnum):
    """Internal: every panel, for those entitled. Published: the combined distribution only."""

    INTERNAL = "internal"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class PanelCounts:
    """The counts of one group of raters; a duty meeting has a single one."""

    key: str
    label: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class SealingKey:
    """How the ballots were sealed: suite and public key (base64) of the vote; its private key was destroyed at sealing."""

    suite: str
    public_key: str


@dataclass(frozen=True, slots=True)
class Anchors:
    """What ties a file to the moment of the count: the digest of the sealed counts as the audit noted them, number and hash
    of that event. The hash covers the whole chain before it, so that neither can be rewritten unseen once it is on paper.
    """

    counts: str
    event: int
    hash: str


class NotPublishable(ValueError):
    """Figures that do not agree; `problems` says in Chinese which."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("；".join(problems))
        self.problems = tuple(problems)


def publication_problems(counts: Counts, figures: Figures) -> list[str]:
    """Why this count may not be published, in Chinese; empty when it may."""
    problems = publishing_blocks(figures)
    if counts.ballots != figures.valid:
        problems.append(
            f"“有效 = 计票张数”不成立：有效为 {figures.valid}，计票张数为 {counts.ballots}，"
            f"相差 {abs(figures.valid - counts.ballots)}"
        )
    return problems


def counts_file(
    *,
    edition: Edition,
    title: str,
    panels: Sequence[PanelCounts],
    figures: Figures,
    k: int = SMALL_GROUP,
    strata: Sequence[ShownStratum] = (),
    sealing: SealingKey | None = None,
    anchors: Anchors | None = None,
) -> bytes:
    """The bytes of `counts.json`. `sealing` is the key under which the ballots lay; it and `anchors` are missing from counts
    of before there were any.

    The published edition has no panel rows, and no counts at all when fewer than `least_shown(k)` ballots are in. `strata` are the
    cells of a mass survey that `rulebook.survey.batches.shown_strata` lets through (S4-11).
    Raises NotPublishable when an equation is broken, CountError when the panels' forms differ.
    """
    counts = combined_counts([panel.counts for panel in panels])
    problems = publication_problems(counts, figures)
    if problems:
        raise NotPublishable(problems)
    content: dict[str, Any] = {
        "format": COUNTS_FORMAT,
        "edition": edition.value,
        "title": title,
        "k": least_shown(k),
        "form": counts.form.as_dict(),
        "form_sha256": form_hash(counts.form),
        "figures": _figures(figures),
        "ballots": counts.ballots,
        "table": _table(counts) if _shown(edition, counts, k) else None,
    }
    if edition is Edition.INTERNAL:
        content["panels"] = [
            {
                "key": panel.key,
                "label": panel.label,
                "ballots": panel.counts.ballots,
                "table": _table(panel.counts),
            }
            for panel in panels
        ]
    if strata:
        content["strata"] = [
            {"label": cell.label, "ballots": cell.counts.ballots, "table": _table(cell.counts)}
            for cell in strata
        ]
    if sealing is not None:
        content["sealing"] = asdict(sealing)
    if anchors is not None:
        content["anchors"] = asdict(anchors)
    return _sealed(content)


def publication_file(
    *,
    edition: Edition,
    counts: Counts,
    counts_raw: bytes,
    k: int = SMALL_GROUP,
    strata: Sequence[ShownStratum] = (),
) -> bytes:
    """The bytes of `publication.json`: every rate as published, bound to the bytes of `counts.json`."""
    shown = _shown(edition, counts, k)
    content: dict[str, Any] = {
        "format": PUBLICATION_FORMAT,
        "counts_sha256": file_digest(counts_raw),
        "places": _places(counts) if shown else None,
        "summary": _summary(counts) if shown else None,
    }
    if strata:
        content["strata"] = [
            {"label": cell.label, "places": _places(cell.counts), "summary": _summary(cell.counts)}
            for cell in strata
        ]
    return _sealed(content)


def file_digest(raw: bytes) -> str:
    """SHA-256 of a whole file, 64 hex digits, as printed on the count report."""
    return hashlib.sha256(raw).hexdigest()


def _figures(figures: Figures) -> dict[str, Any]:
    """A vote without paper states no paper figures."""
    plain = asdict(figures)
    return plain if figures.has_paper else {name: n for name, n in plain.items() if name not in PAPER_FIGURES}


def _sealed(content: dict[str, Any]) -> bytes:
    digest = hashlib.sha256(canonical_json(content)).hexdigest()
    return canonical_json({"content": content, "sha256": digest})


def _shown(edition: Edition, counts: Counts, k: int) -> bool:
    return edition is Edition.INTERNAL or may_show(counts.ballots, k)


def _table(counts: Counts) -> list[list[int]]:
    return [[found.abstained, *found.marks] for found in counts.distributions]


def _places(counts: Counts) -> list[dict[str, Any]]:
    form = counts.form
    return [
        {
            "subject": subject.key,
            "criterion": criterion.key,
            "abstained": found.abstained,
            "rates": {grade.key: _rate(found.rate(grade.value)) for grade in form.grades},
        }
        for (subject, criterion), found in zip(form.places(), counts.distributions, strict=True)
    ]


def _summary(counts: Counts) -> list[dict[str, Any]]:
    """The two overall rates of each subject, for forms that ask for 总体评价 on the default scale."""
    form = counts.form
    if OVERALL not in {entry.key for entry in form.criteria} or SATISFIED not in {g.key for g in form.grades}:
        return []
    return [
        {
            "subject": subject.key,
            "satisfied": _rate(satisfied_rate(form, counts.overall(subject.key))),
            "combined": _rate(combined_rate(form, counts.overall(subject.key))),
        }
        for subject in form.subjects
    ]


def _rate(rate: Rate) -> dict[str, Any]:
    return {"numerator": rate.numerator, "denominator": rate.denominator, "percent": rate.percent}
