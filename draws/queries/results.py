"""Who was drawn, who stands by, who stepped in."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from draws.models import Draw, RosterEntry, Substitution
from draws.queries.records import stages_of
from rulebook.draw import ExactStage


def selected(draw: Draw) -> QuerySet[RosterEntry]:
    """Those who hold a seat now, substitutes included, by stratum and ticket."""
    return _with_rows(draw, "selected")


def alternates(draw: Draw) -> QuerySet[RosterEntry]:
    """Those who may still be called, by stratum and ticket; the next to be called stands first in its stratum."""
    return _with_rows(draw, "alternate")


def substitutions(draw: Draw) -> QuerySet[Substitution]:
    """The steps of 递补 in order."""
    return draw.substitutions.select_related("withdrawn", "replacement", "made_by").order_by("number")


def _with_rows(draw: Draw, outcome: str) -> QuerySet[RosterEntry]:
    rows = draw.entries.filter(outcome=outcome).select_related("business", "person")
    return rows.order_by("stratum", "rank", "code")


@dataclass(frozen=True)
class StratumResult:
    """One stratum of the result page: who holds a seat, who was told to stand by, who left; ``waiting`` counts all left."""

    name: str
    pool: int
    seats: Sequence[RosterEntry]
    standby: Sequence[RosterEntry]
    withdrawn: Sequence[RosterEntry]
    waiting: int


def results_by_stratum(draw: Draw) -> list[StratumResult]:
    """Every stratum with its result, in three queries whatever the size of the draw.

    Shown as standing by are the next ones, as many as were committed to; the order of all the others is in the bundle.
    """
    told = {
        quota.stratum: quota.alternates
        for stage in stages_of(draw)
        if isinstance(stage, ExactStage)
        for quota in stage.quotas
    }
    groups: dict[str, dict[str, list[RosterEntry]]] = {}
    for entry in draw.entries.exclude(outcome="").order_by("stratum", "rank", "code"):
        groups.setdefault(entry.stratum, {}).setdefault(entry.outcome, []).append(entry)
    return [
        StratumResult(
            name=name,
            pool=sum(len(rows) for rows in group.values()),
            seats=group.get("selected", []),
            standby=group.get("alternate", [])[: told.get(name, 0)],
            withdrawn=group.get("withdrawn", []),
            waiting=len(group.get("alternate", [])),
        )
        for name, group in groups.items()
    ]
