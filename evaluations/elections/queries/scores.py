"""The score of an election from its counts: the one table that page, workbook, PDF and bulletin are written from (S3-09 … S3-15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.db.models import QuerySet

from evaluations.elections.models import Election, ElectionUnit, GroupDecision, PanelCount
from registry.models import Confirmation, Unit
from registry.models.units import UnitKind
from registry.queries.confirmations import waiting_confirmations
from registry.services.confirmations import subject_key
from rulebook.election.mutual import OWN_RATED, rates_only_others
from rulebook.election.panels import Quotas, read_figures
from rulebook.election.score import (
    PANEL_LABELS,
    Outcome,
    Panel,
    Placed,
    Scheme,
    UnitScore,
    Votes,
    lowest_satisfied,
    outcome,
    panel_score,
    rank_differences,
    ranking,
    second_ranking,
    unit_score,
    votes_problems,
)
from rulebook.lifecycle.election import ElectionState

PUBLISH_ELECTION = "elections.publish_election"


def election_units(election: Election) -> list[ElectionUnit]:
    """The assessed units in the order of the ballot."""
    return list(election.units.select_related("unit", "unit__successor").order_by("position"))


def units_for_election(bureaus: QuerySet[Unit]) -> QuerySet[Unit]:
    """Every office and department directly below these bureaus that exists now, departments last (S3-01)."""
    kinds = [UnitKind.OFFICE, UnitKind.DEPARTMENT]
    return Unit.objects.filter(parent__in=bureaus, kind__in=kinds, valid_to__isnull=True).order_by(
        "-kind", "code"
    )


@dataclass(frozen=True)
class Row:
    """One unit of the table: its score, its place if it has one, what it would be by the other values."""

    unit: ElectionUnit
    score: UnitScore
    placed: Placed | None
    second_place: int | None
    verdict: str

    @property
    def satisfied(self) -> Fraction | None:
        """The average satisfied rate."""
        return self.score.averages[0] if self.score.averages else None

    @property
    def differs(self) -> bool:
        """Whether the other values would place it elsewhere (S3-12)."""
        return self.placed is not None and self.placed.place != self.second_place


@dataclass(frozen=True)
class ScoreTable:
    """An election's whole result. ``counts`` by (unit key, panel); ``problems`` say why it cannot be published; ``raters`` are the
    keys of the units that rated the others."""

    election: Election
    scheme: Scheme
    quotas: Quotas
    units: Sequence[ElectionUnit]
    counts: Mapping[tuple[str, Panel], PanelCount]
    decisions: Sequence[GroupDecision]
    raters: frozenset[str]

    @cached_property
    def names(self) -> dict[str, str]:
        """Unit key → name."""
        return {unit.key: unit.name for unit in self.units}

    @cached_property
    def spread(self) -> frozenset[Panel]:
        """Panels whose weight the leading group spread where they are empty."""
        return frozenset(Panel(each.panel) for each in self.decisions if each.kind == "spread")

    @cached_property
    def decided(self) -> tuple[str, ...]:
        """The order of tied units; of a unit that was ordered twice the later decision holds. Only ties look at it."""
        found: list[str] = []
        for each in self.decisions:
            if each.kind == "tie":
                found = [key for key in found if key not in each.order] + list(each.order)
        return tuple(found)

    @cached_property
    def scores(self) -> list[UnitScore]:
        """Of every unit, in the order of the ballot."""
        return [
            unit_score(unit.key, self.votes_of(unit), self.scheme, spread=self.spread) for unit in self.units
        ]

    def votes_of(self, unit: ElectionUnit) -> dict[Panel, Votes]:
        return {
            rule.panel: tuple(count.votes)
            for rule in self.scheme.panels
            if (count := self.counts.get((unit.key, rule.panel)))
        }

    @cached_property
    def outcome(self) -> Outcome:
        """Satisfied and low units; without any while a unit has no score."""
        if any(score.score is None for score in self.scores):
            return Outcome((), (), ())
        return outcome(self.scores, self.scheme, decided=self.decided)

    @cached_property
    def rows(self) -> list[Row]:
        """By place; units without a score last, in the order of the ballot."""
        placed = {each.score.unit: each for each in ranking(self.scores)}
        second = {each.score.unit: each.place for each in second_ranking(self.scores)}
        rows = [
            Row(
                unit,
                score,
                placed.get(unit.key),
                second.get(unit.key),
                self._verdict(unit.key),
            )
            for unit, score in zip(self.units, self.scores, strict=True)
        ]
        last = len(rows) + 1
        return sorted(rows, key=lambda row: (row.placed.place if row.placed else last, row.unit.position))

    def _verdict(self, key: str) -> str:
        if key in self.outcome.satisfied:
            return "满意单位"
        return "满意度较低单位" if key in self.outcome.low else ""

    @cached_property
    def differences(self) -> list[str]:
        """Where the other values would rank differently, as sentences (S3-12)."""
        return [
            f"{self.names[key]}：按本办法第 {place} 名，按对照分值第 {other} 名。"
            for key, place, other in rank_differences(self.scores)
        ]

    @cached_property
    def lowest(self) -> str:
        """Said when another unit than the last by score has the lowest satisfied rate (S3-15); else empty."""
        keys = lowest_satisfied(self.scores)
        if not keys or not self.outcome.low or set(keys) & set(self.outcome.low):
            return ""
        return f"平均满意率最低的是{'、'.join(self.names[key] for key in keys)}，不是得分最低的单位。"

    @cached_property
    def over_seats(self) -> list[tuple[Panel, str]]:
        """(panel, sentence) of every unit with more votes than its panel has seats: the panel votes anew."""
        return [
            (rule.panel, f"{unit.name}：{problem}")
            for rule in self.scheme.panels
            for unit in self.units
            if (count := self.counts.get((unit.key, rule.panel)))
            for problem in votes_problems(rule, count.votes)
        ]

    @cached_property
    def own_rated(self) -> bool:
        """Whether somebody of the mutual panel rated his own unit; counts from a file do not say who was left blank."""
        blanks = {
            key: count.abstained
            for (key, panel), count in self.counts.items()
            if panel == Panel.MUTUAL and count.source == "vote"
        }
        return bool(blanks) and not rates_only_others(blanks, self.raters)

    @cached_property
    def problems(self) -> list[str]:
        """Why the result may not be published, in Chinese."""
        found = [f"{sentence}该层面须重新投票。" for _, sentence in self.over_seats]
        if self.own_rated:
            found.append(OWN_RATED)
        for unit, score in zip(self.units, self.scores, strict=True):
            if score.missing:
                panels = "、".join(PANEL_LABELS[panel] for panel in score.missing)
                found.append(f"{unit.name}没有{panels}的票，不能计分，须由领导小组决定重新投票或分摊权重。")
        for tied in self.outcome.undecided:
            names = "、".join(name for key, name in self.names.items() if key in tied)
            found.append(f"{names}在名次界线上完全相同，须由领导小组排定次序。")
        return found

    def warnings(self) -> list[str]:
        """What does not stop the publication but must be known: fewer votes than seats, units changed since."""
        found = []
        for rule in self.scheme.panels:
            short = [
                f"{unit.name} {sum(count.votes)} 票"
                for unit in self.units
                if (count := self.counts.get((unit.key, rule.panel))) and 0 < sum(count.votes) < rule.seats
            ]
            if short:
                found.append(f"{PANEL_LABELS[rule.panel]}应有 {rule.seats} 票：{'、'.join(short)}。")
        for unit in self.units:
            now = unit.unit
            if now.successor:
                found.append(f"{unit.name}已并入或改为{now.successor.name}，本次结果仍按原单位计。")
            elif now.valid_to:
                found.append(f"{unit.name}已于{now.valid_to:%Y-%m-%d}停用。")
            elif now.name != unit.name:
                found.append(f"{unit.name}现名{now.name}。")
        return found

    def panel_score(self, score: UnitScore, panel: Panel) -> Fraction | None:
        return panel_score(score, panel, self.scheme)

    @cached_property
    def complete(self) -> bool:
        """Whether every panel has counted votes of some unit."""
        there = {panel for _, panel in self.counts}
        return all(rule.panel in there for rule in self.scheme.panels)


def score_table(election: Election) -> ScoreTable:
    """The result as it stands, in four queries."""
    scheme, quotas = read_figures(election.figures)
    units = election_units(election)
    keys = {unit.pk: unit.key for unit in units}
    counts = PanelCount.objects.filter(unit__election=election)
    return ScoreTable(
        election,
        scheme,
        quotas,
        units,
        {(keys[count.unit_id], Panel(count.panel)): count for count in counts},
        list(decisions_held(election)),
        frozenset(unit.key for unit in raters_present(election, units)),
    )


def decisions_held(election: Election) -> QuerySet[GroupDecision]:
    """What the leading group decided of the score and two persons confirmed, the first of all first."""
    held = election.decisions.filter(state="held").exclude(kind="use")
    return held.select_related("recorded_by", "confirmed_by").order_by("pk")


def rating_units(election: Election, units: Sequence[ElectionUnit]) -> list[ElectionUnit]:
    """The units of which somebody sits in the mutual panel: those that were drawn, or all (S3-04)."""
    drawn = set(election.members.filter(panel=Panel.MUTUAL).values_list("entry__code", flat=True))
    return [unit for unit in units if not drawn or unit.unit.code in drawn]


def raters_present(election: Election, units: Sequence[ElectionUnit]) -> list[ElectionUnit]:
    """Those of them that sent their rater."""
    return [unit for unit in rating_units(election, units) if not unit.rater_absent]


def former_tables(election: Election, most: int = 5) -> list[ScoreTable]:
    """Published elections of the same bureau in earlier years, newest first: for the comparison year over year."""
    rows = Election.objects.filter(
        bureau=election.bureau, year__lt=election.year, state=ElectionState.PUBLISHED
    ).order_by("-year")
    return [score_table(row) for row in rows[:most]]


def low_before(election: Election) -> set[int]:
    """Units (registry keys) that were low in the year before, followed through mergers and renamings (S3-15)."""
    last = Election.objects.filter(
        bureau=election.bureau, year=election.year - 1, state=ElectionState.PUBLISHED
    ).first()
    if last is None:
        return set()
    table = score_table(last)
    low = {unit.unit for unit in table.units if unit.key in table.outcome.low}
    found = set()
    for unit in low:
        each: Unit | None = unit
        while each is not None and each.pk not in found:
            found.add(each.pk)
            each = each.successor
    return found


def pending_publication(election: Election) -> Confirmation | None:
    """The request that waits for its second person, if one is still valid."""
    return waiting_confirmations([PUBLISH_ELECTION]).filter(subject=subject_key(election)).first()
