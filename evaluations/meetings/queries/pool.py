"""The pool of a meeting: who can be drawn, in which stratum, with how many seats, and what stands against it (S0-02, S0-05, S0-07)."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from evaluations.meetings.models import ENGAGED, Meeting, PoolConsumer, PoolExclusion, Representative
from evaluations.meetings.queries.meetings import businesses_of_office, round_figures
from registry.models import Person
from registry.models.people import PersonCategory
from registry.models.territory import BusinessKind, BusinessStatus
from rulebook.draw.strata import CONSUMERS, Cell, PoolPlan, plan_pool
from rulebook.lifecycle.representative import OUT
from rulebook.meeting.composition import PoolFinding, Weight, engaged_ceiling, pool_findings
from rulebook.meeting.rounds import RoundFigures

STAGE = "评议代表"
STAFF_REASON = "被评议单位工作人员"


@dataclass(frozen=True)
class PoolBusiness:
    """One business of the office's jurisdiction, as the pool sees it."""

    pk: int
    code: str
    name: str
    kind: str
    area: str
    responsible: str

    @property
    def cell(self) -> Cell:
        return BusinessKind(self.kind).label, self.area


@dataclass(frozen=True)
class Pool:
    """Everything that a draw will be prepared from, and what is missing."""

    businesses: list[PoolBusiness]
    consumers: list[PoolConsumer]
    inactive: list[tuple[int, str, str, str]]
    staff_consumers: list[PoolConsumer]
    by_hand: list[PoolExclusion]
    namesakes: list[str]
    officers: int
    engaged_by_category: Mapping[str, int]
    figures: RoundFigures
    unit_code: str

    @cached_property
    def plan(self) -> PoolPlan:
        cells = Counter(business.cell for business in self.businesses)
        return plan_pool(cells, len(self.consumers), self.figures)

    @property
    def engaged_ceiling(self) -> int | None:
        """Most assessors that may be engaged beside those drawn (S0-06); None where nothing bounds them."""
        return engaged_ceiling(self.plan.seats, self.figures.composition)

    @property
    def engaged(self) -> int:
        return sum(self.engaged_by_category.values())

    @property
    def ceiling_note(self) -> str:
        if self.engaged_ceiling is not None:
            return f"最多 {self.engaged_ceiling} 名"
        return f"其中监督员应不少于 {self.figures.supervisors_min} 名"

    @property
    def stages(self) -> list[dict[str, Any]]:
        """The draw's one stage, exact strata."""
        strata = [
            {"stratum": each.name, "size": each.size, "alternates": each.alternates}
            for each in self.plan.strata
        ]
        return [{"name": STAGE, "unit": self.unit_code, "kind": "exact", "sources": [], "strata": strata}]

    @cached_property
    def findings(self) -> list[PoolFinding]:
        """What stands against locking, blocking first."""
        plan = self.plan
        found = []
        if not self.officers:
            found.append(
                PoolFinding(Weight.BLOCKS, "没有述职人员：请先在单位资料中登记正、副职岗位，再重新编制名册。")
            )
        if plan.seats < plan.wanted:
            found.append(
                PoolFinding(
                    Weight.BLOCKS,
                    f"拟抽取 {plan.wanted} 名，名册只有 {plan.available} 名，还差 {plan.wanted - plan.seats} 名。",
                )
            )
        found += pool_findings(
            seats={each.name: each.size for each in plan.strata},
            available={each.name: each.available for each in plan.strata},
            engaged=self.engaged,
            absence_percent=self.figures.absence_percent,
            figures=self.figures.composition,
            engaged_service_objects=self.engaged_by_category.get(PersonCategory.SERVICE_OBJECT, 0),
            supervisors=self.engaged_by_category.get(PersonCategory.CONDUCT_SUPERVISOR, 0),
        )
        if plan.consumers_short:
            found.append(
                PoolFinding(
                    Weight.WARNS,
                    f"消费者名单有 {len(self.consumers)} 名，比应抽的少 {plan.consumers_short} 名，缺额由市场主体补足。",
                )
            )
        found += [PoolFinding(Weight.WARNS, text) for text in self.namesakes]
        return sorted(found, key=lambda finding: finding.weight != Weight.BLOCKS)

    @property
    def blocks(self) -> list[str]:
        return [finding.text for finding in self.findings if finding.weight == Weight.BLOCKS]

    @property
    def warnings(self) -> list[str]:
        return [finding.text for finding in self.findings if finding.weight == Weight.WARNS]

    @property
    def feasible(self) -> bool:
        return not self.blocks

    @cached_property
    def digest(self) -> str:
        """Changes whenever a draw prepared from this pool would differ."""
        facts = [
            self.stages,
            sorted((each.code, self.plan.stratum_of[each.cell]) for each in self.businesses),
            sorted(each.person_id for each in self.consumers),
            sorted(self.inactive),
            sorted(each.person_id for each in self.staff_consumers),
            sorted((each.business_id or 0, each.person_id or 0, each.reason) for each in self.by_hand),
        ]
        return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def pool_of(meeting: Meeting) -> Pool:
    """The pool as it stands now; a fixed number of queries whatever its size."""
    by_hand = list(meeting.pool_exclusions.select_related("business", "person"))
    staff = list(Person.objects.filter(category=PersonCategory.STAFF, unit=meeting.office))
    businesses, inactive = _businesses(meeting, {row.business_id for row in by_hand if row.business_id})
    excluded = {row.person_id for row in by_hand if row.person_id}
    listed = [row for row in meeting.consumers.select_related("person") if row.person_id not in excluded]
    staff_rows = [row for row in listed if _is_staff(row.person, staff)]
    consumers = [row for row in listed if row not in staff_rows]
    names = {person.name for person in staff}
    return Pool(
        businesses=businesses,
        consumers=consumers,
        inactive=inactive,
        staff_consumers=staff_rows,
        by_hand=by_hand,
        namesakes=_namesakes(businesses, consumers, names),
        officers=meeting.officers.count(),
        engaged_by_category=engaged_by_category(meeting),
        figures=round_figures(meeting.activity),
        unit_code=meeting.office.code,
    )


def _businesses(
    meeting: Meeting, excluded: set[int]
) -> tuple[list[PoolBusiness], list[tuple[int, str, str, str]]]:
    """Active businesses in the pool, and (key, code, name, reason) of those that are not active."""
    rows = businesses_of_office(meeting).values_list(
        "pk", "code", "name", "kind", "area__name", "responsible", "status"
    )
    active, inactive = [], []
    for pk, code, name, kind, area, responsible, status in rows:
        if status != BusinessStatus.ACTIVE:
            inactive.append((pk, code, name, f"登记状态为{BusinessStatus(status).label}"))
        elif pk not in excluded:
            active.append(PoolBusiness(pk, code, name, kind, area, responsible))
    return active, inactive


def _is_staff(person: Person, staff: list[Person]) -> bool:
    """Whether somebody on the consumers' list is surely one of the office's staff: the same row, or name and telephone."""
    return any(
        person.pk == member.pk
        or (person.name == member.name and person.phone_digest == member.phone_digest != "")
        for member in staff
    )


def _namesakes(businesses: list[PoolBusiness], consumers: list[PoolConsumer], names: set[str]) -> list[str]:
    found = [
        f"“{each.name}”的负责人{each.responsible}与本所工作人员同名，请核实；确系本人或亲属的，手工排除。"
        for each in businesses
        if each.responsible in names
    ]
    return found + [
        f"消费者{row.person.name}与本所工作人员同名，请核实；确系本人或亲属的，手工排除。"
        for row in consumers
        if row.person.name in names
    ]


def roster_attributes(business: PoolBusiness | None) -> tuple[str, ...]:
    """Type and area of a roster entry, printed beside its code."""
    return business.cell if business else (CONSUMERS, "")


def engaged_by_category(meeting: Meeting) -> Mapping[str, int]:
    """How many are engaged of each category, those out left out."""
    rows = meeting.representatives.filter(source=ENGAGED).exclude(state__in=OUT)
    return Counter(rows.values_list("category", flat=True))


def engaged(meeting: Meeting) -> QuerySet[Representative]:
    """Those engaged and not out, by category."""
    rows = meeting.representatives.filter(source=ENGAGED).exclude(state__in=OUT)
    return rows.select_related("person").order_by("category", "label")


def listed_consumers(meeting: Meeting) -> QuerySet[PoolConsumer]:
    """The consumers' list."""
    return meeting.consumers.select_related("person")


def consumer(meeting: Meeting, pk: int) -> PoolConsumer | None:
    """One row of the consumers' list."""
    return meeting.consumers.filter(pk=pk).select_related("person").first()


def exclusion(meeting: Meeting, pk: int) -> PoolExclusion | None:
    """One exclusion by hand."""
    return meeting.pool_exclusions.filter(pk=pk).first()


def member(meeting: Meeting, pk: int) -> Representative | None:
    """One member of the meeting, whatever his state."""
    rows = meeting.representatives.filter(pk=pk)
    return rows.select_related("meeting", "business", "person", "entry").first()
