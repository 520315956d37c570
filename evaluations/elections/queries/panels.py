"""Who can sit in the panels of an election, who does, and how many cards each group needs (S3-04 … S3-06)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from evaluations.elections.models import Election, ElectionUnit, PanelMember, PanelVote
from evaluations.elections.queries.scores import election_units
from registry.models import Business, Person, Post, Role, Township, Unit, User
from registry.models.people import PersonCategory
from registry.models.territory import BusinessKind, BusinessScale, BusinessStatus
from rulebook.election.panels import (
    FIRMS,
    SUPERVISORS,
    TOWNSHIPS,
    TRADERS,
    Quotas,
    panel_stages,
    pool_problems,
    raters_drawn,
    read_figures,
    seats,
    stratum,
)
from rulebook.election.score import FEWEST_RATERS, PANEL_LABELS, Panel, Scheme
from rulebook.registry.messy import same_name

EVERYBODY = "all"
DEPUTIES = (PersonCategory.PARTY_DEPUTY, PersonCategory.CONGRESS_DEPUTY, PersonCategory.CPPCC_MEMBER)
ADDED = "行风监督员"
INVITED = "特邀监督员"
LEADERS = "分局领导"
LONGEST_LABEL = 60
RATERS = "科所互评"


@dataclass(frozen=True)
class PanelPool:
    """Everything that the draw of an election is made of. ``designated`` are the deputies that the offices fixed."""

    election: Election
    units: Sequence[ElectionUnit]
    scheme: Scheme
    quotas: Quotas
    counted: Mapping[tuple[int, str], int]
    townships: Mapping[int, Sequence[str]]
    designated: Mapping[int, Sequence[PanelMember]]

    @cached_property
    def offices(self) -> list[ElectionUnit]:
        return [unit for unit in self.units if unit.kind == "office"]

    @cached_property
    def departments(self) -> list[ElectionUnit]:
        return [unit for unit in self.units if unit.kind == "department"]

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Eligible entries by stratum."""
        found: dict[str, int] = {}
        for unit in self.offices:
            code = unit.unit.code
            for group in (FIRMS, TRADERS):
                found[stratum(code, group)] = self.counted.get((unit.unit_id, group), 0)
            found[stratum(code, TOWNSHIPS)] = len(self.townships.get(unit.unit_id, ()))
            found[stratum(code, SUPERVISORS)] = len(self.designated.get(unit.unit_id, ()))
        return found

    @cached_property
    def problems(self) -> list[str]:
        """Why the draw cannot be prepared, in Chinese, with numbers."""
        names = {unit.unit.code: unit.name for unit in self.offices}
        found = pool_problems(names, bool(self.departments), self.sizes, self.quotas)
        if seats(self.scheme, Panel.SUPERVISORS):
            for unit in self.offices:
                there = len(self.designated.get(unit.unit_id, ()))
                if there != self.quotas.supervisors:
                    found.append(
                        f"{unit.name}应指定代表委员 {self.quotas.supervisors} 名，已指定 {there} 名。"
                    )
        return found

    @cached_property
    def stages(self) -> list[dict[str, object]]:
        """The stages as they are committed; the raters of the mutual panel first, where they are drawn."""
        found = panel_stages(
            [unit.unit.code for unit in self.offices],
            [unit.unit.code for unit in self.departments],
            self.quotas,
        )
        if size := raters_drawn(len(self.units), seats(self.scheme, Panel.MUTUAL)):
            parts = [{"stratum": RATERS, "size": size}]
            found.insert(
                0, {"name": RATERS, "unit": self.election.bureau.code, "kind": "exact", "strata": parts}
            )
        return found

    @cached_property
    def draws_raters(self) -> bool:
        return bool(raters_drawn(len(self.units), seats(self.scheme, Panel.MUTUAL)))


GROUP_OF = {BusinessKind.FIRM.value: FIRMS, BusinessKind.SOLE_TRADER.value: TRADERS}


def _businesses(offices: Sequence[int]) -> QuerySet[Business]:
    """Key and larger firms and sole traders of these offices' areas, whatever their status (S3-05)."""
    wanted = Q(kind=BusinessKind.SOLE_TRADER) | Q(
        kind=BusinessKind.FIRM, scale__in=[BusinessScale.KEY, BusinessScale.ABOVE_SCALE]
    )
    return Business.objects.filter(wanted, area__office__in=offices)


def eligible_businesses(pool: PanelPool) -> Iterator[tuple[Business, str]]:
    """(business, stratum) of those that can be drawn, a part of their fields only."""
    codes = {unit.unit_id: unit.unit.code for unit in pool.offices}
    rows = _businesses(list(codes)).filter(status=BusinessStatus.ACTIVE).order_by("code")
    for row in rows.select_related("area").only("code", "name", "kind", "area__office_id"):
        yield row, stratum(codes[row.area.office_id], GROUP_OF[row.kind])


def inactive_businesses(pool: PanelPool) -> list[tuple[str, str, str]]:
    """(code, name, why) of those that are kept out of the draw."""
    rows = _businesses([unit.unit_id for unit in pool.offices]).exclude(status=BusinessStatus.ACTIVE)
    return [
        (code, name, f"登记状态为{BusinessStatus(status).label}")
        for code, name, status in rows.order_by("code").values_list("code", "name", "status")
    ]


def panel_pool(election: Election) -> PanelPool:
    """The pool as the registry has it now, in a fixed number of queries."""
    units = election_units(election)
    offices = [unit.unit_id for unit in units if unit.kind == "office"]
    scheme, quotas = read_figures(election.figures)
    active = _businesses(offices).filter(status=BusinessStatus.ACTIVE).order_by()
    counted = {
        (office, GROUP_OF[kind]): n
        for office, kind, n in active.values_list("area__office_id", "kind").annotate(Count("pk"))
    }
    townships: dict[int, list[str]] = {}
    for office, name in Township.objects.filter(office__in=offices).values_list("office_id", "name"):
        townships.setdefault(office, []).append(name)
    designated: dict[int, list[PanelMember]] = {}
    members = election.members.filter(panel=Panel.SUPERVISORS, source="designated", group=SUPERVISORS)
    for member in members.select_related("person", "unit"):
        if member.unit:
            designated.setdefault(member.unit.unit_id, []).append(member)
    return PanelPool(election, units, scheme, quotas, counted, townships, designated)


def candidates(unit: ElectionUnit, group: str) -> QuerySet[Person]:
    """Whom a unit may designate: deputies of the office's area, conduct supervisors, or specially invited ones (S3-06)."""
    people = Person.objects.filter(active=True)
    if group == SUPERVISORS:
        return people.filter(category__in=DEPUTIES, unit=unit.unit).order_by("category", "name", "pk")
    rows = people.filter(category=PersonCategory.CONDUCT_SUPERVISOR)
    return rows.filter(specially_invited=group == INVITED).order_by("name", "pk")


def designating_groups(unit: ElectionUnit) -> list[str]:
    """The groups that are designated for a unit, not drawn."""
    return [SUPERVISORS, ADDED] if unit.kind == "office" else [INVITED]


LEADING = [Role.LEADER, Role.CHAIR, Role.HEAD]


def leader_posts(bureau: Unit) -> QuerySet[Post]:
    """Who can sit in the leaders' panel: whoever holds a leader's post of the bureau today (S3-03)."""
    today = localdate()
    posts = Post.objects.filter(unit=bureau, role__in=LEADING)
    begun = posts.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))
    rows = begun.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    return rows.select_related("person", "user").order_by("pk")


def holder(post: Post) -> Person | User:
    """Who holds the post: the person where one is tied to it."""
    found = post.person or post.user
    if found is None:
        raise ValueError(post)
    return found


def heads_rated(election: Election, name: str, persons: Collection[int], users: Collection[int]) -> bool:
    """Whether he heads one of the rated units, by account, person, or name."""
    units = election.units.values("unit")
    today = localdate()
    posts = Post.objects.filter(unit__in=units, role__in=[Role.HEAD, Role.DEPUTY])
    posts = posts.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    return any(
        post.person_id in persons or post.user_id in users or same_name(holder(post).name, name)
        for post in posts.select_related("person", "user")
    )


def panel_members(election: Election, panel: Panel, unit: ElectionUnit | None = None) -> list[PanelMember]:
    """The members of a panel, of one unit's group if given."""
    rows = election.members.filter(panel=panel).select_related("unit", "person", "entry")
    if unit is not None:
        rows = rows.filter(unit=unit)
    return list(rows.order_by("unit__position", "source", "group", "pk"))


@dataclass(frozen=True)
class PanelStanding:
    """One panel on the election's page: members by unit against seats, and its vote."""

    panel: Panel
    label: str
    seats: int
    weight: int
    members: int
    gaps: Sequence[str]


def panel_standings(election: Election) -> list[PanelStanding]:
    """Every panel of the election in its order."""
    scheme, _ = read_figures(election.figures)
    counts = dict(election.members.order_by().values_list("panel").annotate(Count("pk")))
    return [
        PanelStanding(
            rule.panel,
            PANEL_LABELS[rule.panel],
            rule.seats,
            rule.weight,
            counts.get(rule.panel, 0),
            panel_gaps(election, rule.panel),
        )
        for rule in scheme.panels
    ]


def panel_gaps(election: Election, panel: Panel) -> list[str]:
    """Why a panel cannot vote yet, in Chinese."""
    scheme, _ = read_figures(election.figures)
    size = seats(scheme, panel)
    if not size:
        return [f"本次评选没有{PANEL_LABELS[panel]}层面。"]
    if panel == Panel.MUTUAL:
        drawn = raters_drawn(election.units.count(), size)
        return [] if not drawn or election.members.filter(panel=panel).exists() else ["互评单位还没有抽取。"]
    if panel == Panel.LEADERS:
        there = election.members.filter(panel=panel).count()
        fits = FEWEST_RATERS <= there <= size
        return [] if fits else [f"应登记分局领导 {FEWEST_RATERS} 至 {size} 名，现有 {there} 名。"]
    short = []
    counted = dict(
        election.members.filter(panel=panel).order_by().values_list("unit_id").annotate(Count("pk"))
    )
    for unit in election_units(election):
        there = counted.get(unit.pk, 0)
        if there != size:
            short.append(f"{unit.name} {there} 名")
    return (
        [f"{PANEL_LABELS[panel]}每个单位应有 {size} 名，请先抽取和指定：{'、'.join(short)}。"]
        if short
        else []
    )


def card_groups(election: Election, panel: Panel) -> list[tuple[str, str, int]]:
    """(stratum, in words, cards) of a panel: one group that rates all units, or a group for each unit."""
    if panel == Panel.MUTUAL:
        raters = election.members.filter(panel=panel).count() or election.units.count()
        return [(EVERYBODY, PANEL_LABELS[panel], raters)]
    if panel == Panel.LEADERS:
        return [(EVERYBODY, PANEL_LABELS[panel], election.members.filter(panel=panel).count())]
    counted = dict(
        election.members.filter(panel=panel).order_by().values_list("unit_id").annotate(Count("pk"))
    )
    return [
        (unit.key, unit.name[:LONGEST_LABEL], counted.get(unit.pk, 0))
        for unit in election_units(election)
        if counted.get(unit.pk, 0)
    ]


def mutual_warning(election: Election) -> str:
    """Said when fewer units rate than the panel has seats (S3-04)."""
    scheme, _ = read_figures(election.figures)
    raters = election.units.count() - 1
    wanted = seats(scheme, Panel.MUTUAL)
    return (
        f"互评每个单位应有 {wanted} 票，参评的其他单位只有 {raters} 个，最多 {raters} 票。"
        if raters < wanted
        else ""
    )


def election_of_draw(pk: int) -> int | None:
    """The election that a draw fills."""
    return Election.objects.filter(draw=pk).values_list("pk", flat=True).first()


def election_of_vote(pk: int) -> int | None:
    """The election that a panel's vote belongs to."""
    return PanelVote.objects.filter(vote=pk).values_list("election_id", flat=True).first()


def panel_votes(election: Election) -> dict[str, PanelVote]:
    """Panel → its vote."""
    return {row.panel: row for row in election.votes.select_related("vote")}


def rows_of(units: Sequence[ElectionUnit]) -> QuerySet[ElectionUnit]:
    """The same units as rows that a form can offer."""
    return ElectionUnit.objects.filter(pk__in=[unit.pk for unit in units])


def designated_of(election: Election, unit: ElectionUnit, group: str) -> list[PanelMember]:
    """Whom a unit has designated in one group."""
    rows = election.members.filter(panel=Panel.SUPERVISORS, unit=unit, group=group, source="designated")
    return list(rows)
