"""The published edition of an election: the only door to its figures for whoever is not entitled to the internal count (S3-19).

Before the bulletin the table is computed as it would go out; the bulletin's own is kept with the election, so that no later
page shows more, or anything else, than was published.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evaluations.elections.models import Election
from evaluations.elections.queries.decisions import said_in_documents
from evaluations.elections.queries.reports import signature_text
from evaluations.elections.queries.scores import ScoreTable, score_table
from rulebook.election.published import shown_result


@dataclass(frozen=True)
class PublishedRow:
    """One unit: place (with 并列) and score as text; ``votes`` of all panels together, under the table's columns."""

    place: str
    name: str
    score: str
    votes: tuple[int, ...]
    verdict: str


@dataclass(frozen=True)
class PublishedTable:
    """``columns`` are the heads of the votes, none where they are withheld; ``reasons`` say what is and why."""

    columns: tuple[str, ...]
    rows: tuple[PublishedRow, ...]
    reasons: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """To be kept; ``kept_table`` reads it back."""
        return asdict(self)


def publishable_table(table: ScoreTable) -> PublishedTable:
    """What a bulletin of this result may show."""
    result = shown_result(table.scores, table.scheme)
    rows = []
    for row in table.rows:
        tied = "（并列）" if row.placed and row.placed.tied else ""
        place = f"{row.placed.place}{tied}" if row.placed else "—"
        figures = result.units[row.unit.key]
        rows.append(PublishedRow(place, row.unit.name, figures.score, figures.votes, row.verdict))
    reasons = (*said_in_documents(table.decisions), *result.reasons)
    return PublishedTable(result.columns, tuple(rows), reasons)


def published_table(election: Election) -> PublishedTable:
    """What was published."""
    if not election.published_figures:
        return publishable_table(score_table(election))
    return kept_table(election.published_figures)


def kept_table(plain: dict[str, Any]) -> PublishedTable:
    """What ``as_dict`` wrote."""
    rows: Sequence[dict[str, Any]] = plain["rows"]
    return PublishedTable(
        tuple(plain["columns"]),
        tuple(PublishedRow(**{**row, "votes": tuple(row["votes"])}) for row in rows),
        tuple(plain["reasons"]),
    )


def publication_facts(table: ScoreTable) -> dict[str, str]:
    """What both persons see before the bulletin goes out: every place and score as it will stand there."""
    election = table.election
    day = election.published_on
    return {
        "评选": election.title,
        "发文字号": election.bulletin_number or "—",
        "通报日期": day.isoformat() if day else "—",
        "满意单位": "、".join(table.names[key] for key in table.outcome.satisfied),
        "满意度较低单位": "、".join(table.names[key] for key in table.outcome.low) or "—",
        "领导小组决定": "；".join(said_in_documents(table.decisions)) or "—",
        "计票签字": signature_text(table),
        "名次和得分": "；".join(
            f"{row.place} {row.name} {row.score}" for row in publishable_table(table).rows
        ),
    }
