"""Who was drawn, who stands by, who stepped in."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from draws.models import Draw, RosterEntry, Substitution
from draws.queries.records import lots_of, nested, stages_of, steps_of
from registry.models import Unit
from rulebook.draw.selection import members
from rulebook.draw.stages import ExactStage
from rulebook.draw.tickets import ranked


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

    Shown as standing by are the next ones, as many as were committed to; the order of all the others is in the bundle. Of a
    draw with nested stages every lot of every stage, drawn again from roster and seed.
    """
    if nested(draw) and draw.seed and draw.drawn_at:
        return _results_by_lot(draw)
    quotas = {
        quota.stratum: quota
        for stage in stages_of(draw)
        if isinstance(stage, ExactStage)
        for quota in stage.quotas
    }
    # Every substitution uses one alternate, so nobody further back can be among the next ones.
    last = max((quota.size + quota.alternates for quota in quotas.values()), default=0)
    near = Q(outcome="alternate", rank__lte=last + draw.substitutions.count())
    groups: dict[str, dict[str, list[RosterEntry]]] = {}
    shown = draw.entries.filter(Q(outcome__in=["selected", "withdrawn"]) | near)
    for entry in shown.order_by("stratum", "rank", "code"):
        groups.setdefault(entry.stratum, {}).setdefault(entry.outcome, []).append(entry)
    sizes = draw.entries.exclude(outcome="").order_by("stratum").values_list("stratum")
    counted = sizes.annotate(pool=Count("pk"), waiting=Count("pk", filter=Q(outcome="alternate")))
    return [
        StratumResult(
            name=name,
            pool=pool,
            seats=groups.get(name, {}).get("selected", []),
            standby=groups.get(name, {}).get("alternate", [])[
                : quotas[name].alternates if name in quotas else 0
            ],
            withdrawn=groups.get(name, {}).get("withdrawn", []),
            waiting=waiting,
        )
        for name, pool, waiting in counted
    ]


def _placed(entry: RosterEntry, ticket: str, rank: int) -> RosterEntry:
    """The entry as it stands in one lot: in each it has another ticket and another place."""
    seen = copy(entry)
    seen.ticket, seen.rank = ticket, rank
    return seen


def _results_by_lot(draw: Draw) -> list[StratumResult]:
    entries = {
        entry.code: entry for entry in draw.entries.exclude(outcome="").select_related("business", "person")
    }
    steps = steps_of(draw)
    left = [(step.label, step.leaving) for step in steps]
    names = dict(
        Unit.objects.filter(code__in=[stage["unit"] for stage in draw.stages]).values_list("code", "name")
    )
    units = {stage["name"]: names.get(stage["unit"], stage["unit"]) for stage in draw.stages}
    return [
        StratumResult(
            name=f"{units[lot.stage]}：{(lot.stratum or lot.stage).rpartition('/')[2].rpartition(' ')[2]}",
            pool=len(lot.pool),
            seats=[
                _placed(entries[code], ticket, rank)
                for rank, (ticket, code) in enumerate(ranked(draw.seed, lot.label, lot.pool), start=1)
                if code in members(lot, steps)
            ],
            standby=[],
            withdrawn=[entries[code] for label, code in left if label == lot.label],
            waiting=len(lot.alternates) - sum(label == lot.label for label, _ in left),
        )
        for lot in lots_of(draw)
    ]


@dataclass(frozen=True)
class StratumDrawn:
    """One stratum as the draw left it, before anybody stepped in."""

    name: str
    pool: int
    drawn: int


def originally_drawn(draw: Draw) -> QuerySet[RosterEntry]:
    """Those whom the draw itself gave a seat, by stratum and ticket; who stepped in later is not among them."""
    rows = draw.entries.filter(outcome__in=["selected", "withdrawn"], entrances__isnull=True)
    return rows.order_by("stratum", "rank", "code")


def strata_drawn(draw: Draw) -> list[StratumDrawn]:
    """Every stratum of which somebody was drawn, in one query."""
    seats = Q(outcome__in=["selected", "withdrawn"], entrances__isnull=True)
    counted = draw.entries.order_by("stratum").values_list("stratum")
    rows = counted.annotate(pool=Count("pk"), drawn=Count("pk", filter=seats))
    return [StratumDrawn(*row) for row in rows if row[2]]
