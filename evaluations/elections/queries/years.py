"""What pages show of an election beside its score: the worked steps, the years before, proposals and ledger (S3-14, S3-15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Q, QuerySet

from evaluations.elections.models import Election, Proposal
from evaluations.elections.queries.scores import Row, ScoreTable, former_tables, score_table
from registry.models import Unit
from registry.queries.listing import Order
from rulebook.election.score import GRADES, PANEL_LABELS, Panel, Votes
from rulebook.lifecycle.election import ElectionState

NEWEST = Order("", ("year", "pk"), descending=True)


@dataclass(frozen=True)
class Step:
    """One panel of a unit's worked table: (votes, rate) by grade, best first; ``rates`` empty without votes."""

    panel: Panel
    label: str
    weight: Fraction | None
    votes: Votes
    total: int
    abstained: int
    rates: Sequence[Fraction]
    alone: Fraction | None

    @property
    def cells(self) -> list[tuple[str, int, Fraction | None]]:
        """(grade, votes, rate) for the row of the table."""
        rates: list[Fraction | None] = [*self.rates] if self.rates else [None] * len(GRADES)
        return list(zip(GRADES, self.votes, rates, strict=True))

    @property
    def shares(self) -> list[tuple[str, int]]:
        """(grade, votes) for the chart."""
        return list(zip(GRADES, self.votes, strict=True))


def worked_steps(table: ScoreTable, row: Row) -> list[Step]:
    """Votes and rates of every panel of one unit."""
    found = []
    for rule in table.scheme.panels:
        votes, count = row.score.votes[rule.panel], table.counts.get((row.unit.key, rule.panel))
        found.append(
            Step(
                rule.panel,
                PANEL_LABELS[rule.panel],
                row.score.weights.get(rule.panel),
                votes,
                sum(votes),
                count.abstained if count else 0,
                row.score.rates.get(rule.panel, ()),
                table.panel_score(row.score, rule.panel),
            )
        )
    return found


@dataclass(frozen=True)
class YearRow:
    """One unit over the years: (year, score, place), None where it took no part."""

    name: str
    years: Sequence[tuple[int, Fraction | None, int | None]]


def year_over_year(table: ScoreTable) -> list[YearRow]:
    """This year beside the published ones before; a unit is followed to those that it succeeded. Empty without any."""
    former = former_tables(table.election)
    if not former:
        return []
    tables = [table, *former]
    indexed = [{row.unit.unit_id: row for row in each.rows} for each in tables]
    found = []
    for row in table.rows:
        keys = _lineage(row.unit.unit)
        cells = []
        for each, by_unit in zip(tables, indexed, strict=True):
            there = next((by_unit[key] for key in keys if key in by_unit), None)
            place = there.placed.place if there and there.placed else None
            cells.append((each.election.year, there.score.score if there else None, place))
        found.append(YearRow(row.unit.name, cells))
    return found


def _lineage(unit: Unit) -> list[int]:
    """The unit and those that were merged into it or renamed to it, nearest first."""
    found, waiting = [], [unit]
    while waiting:
        each = waiting.pop(0)
        if each.pk not in found:
            found.append(each.pk)
            waiting += list(each.predecessors.all())
    return found


def proposals(election: Election) -> list[Proposal]:
    """Every proposed consequence, by unit."""
    rows = Proposal.objects.filter(unit__election=election).select_related("unit", "decided_by", "matter")
    return list(rows.order_by("unit__position", "pk"))


def waiting_proposals(elections: QuerySet[Election]) -> list[tuple[Election, int]]:
    """Elections with proposals that wait for a decision, and how many; two low years in a row stand among them (S3-15)."""
    rows = elections.annotate(
        waiting=Count("units__proposals", filter=Q(units__proposals__state="proposed"))
    ).filter(waiting__gt=0)
    return [(row, row.waiting) for row in rows]


def with_bureau(rows: QuerySet[Election]) -> QuerySet[Election]:
    """As the list shows them."""
    return rows.select_related("bureau")


def newest_published(elections: QuerySet[Election]) -> Election | None:
    """The newest bulletin that the user may read."""
    return elections.filter(state=ElectionState.PUBLISHED).order_by("-year").first()


@dataclass(frozen=True)
class LedgerRow:
    """One unit in one year: what was confirmed, what still waits."""

    year: int
    unit: str
    verdict: str
    points: int
    bonus: bool
    confirmed: Sequence[str]
    waiting: int


POINTS = {"plus_two": 2, "minus_one": -1}


def ledger(bureau: Unit) -> list[LedgerRow]:
    """The assessment ledger of a bureau: every unit that anything was proposed for, newest year first."""
    rows = Proposal.objects.filter(
        unit__election__bureau=bureau, unit__election__state=ElectionState.PUBLISHED
    )
    found: dict[tuple[int, int], list[Proposal]] = {}
    ordered = rows.select_related("unit__election").order_by("-unit__election__year", "unit__position", "pk")
    for proposal in ordered:
        found.setdefault((proposal.unit.election.year, proposal.unit_id), []).append(proposal)
    return [_ledger_row(year, part) for (year, _), part in found.items()]


def _ledger_row(year: int, part: Sequence[Proposal]) -> LedgerRow:
    confirmed = [each for each in part if each.state == "confirmed"]
    low = any(each.consequence == "minus_one" for each in part)
    return LedgerRow(
        year,
        part[0].unit.name,
        "满意度较低单位" if low else "满意单位",
        sum(POINTS.get(each.consequence, 0) for each in confirmed),
        any(each.consequence == "bonus" for each in confirmed),
        [each.get_consequence_display() for each in confirmed],
        sum(each.state == "proposed" for each in part),
    )


def year_sentence(bureau: Unit, year: int) -> str:
    """What the bureau's report of the year says of its election (S3-23)."""
    election = Election.objects.filter(bureau=bureau, year=year, state=ElectionState.PUBLISHED).first()
    if election is None:
        return "本年度满意不满意科室评选尚未通报。"
    table = score_table(election)
    names = "、".join(table.names[key] for key in table.outcome.satisfied)
    return f"满意不满意科室评选已经通报，满意单位：{names}。"
