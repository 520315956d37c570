"""A bureau with offices, departments, businesses, townships and deputies: what every test of an election stands on."""

from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any

from django.utils import timezone
from openpyxl import Workbook

from ballots.models import Vote
from ballots.services import batches, casting, opening
from ballots.services.confirming import ask_step, confirm_step
from draws.queries.facts import LOCK, REVEAL
from draws.services import confirming as confirming_services
from draws.services import steps
from draws.services.digits import enter_digits
from evaluations.elections.documents.papers import election_bulletin
from evaluations.elections.models import Election, ElectionUnit
from evaluations.elections.queries import panels as panel_queries
from evaluations.elections.queries.scores import score_table
from evaluations.elections.services import consequences, counts, elections, panel_votes, panels
from registry.models import Business, Person, Role, Township, Unit, User
from rulebook.election.panels import TOPICS, Quotas
from rulebook.election.score import DEFAULT_SCHEME, GRADES, PANEL_LABELS, Panel, PanelRule, Scheme
from rulebook.election.stages import default_election_stages
from tests.ballots.keys import prove, take_count
from tests.factories import (
    AreaFactory,
    BusinessFactory,
    IndustryFactory,
    PersonFactory,
    UnitFactory,
    user_with,
)

SMALL = Quotas(2, 1, 1, 2, 2, 3, 1)
SMALL_SCHEME = replace(
    DEFAULT_SCHEME,
    panels=(
        PanelRule(Panel.MUTUAL, 12, 20),
        PanelRule(Panel.LEADERS, 5, 20),
        PanelRule(Panel.SERVICE_OBJECTS, 4, 30),
        PanelRule(Panel.SUPERVISORS, 4, 30),
    ),
)
"""Seats small enough for tests; weights, points and the other seats as the document has them."""


@dataclass
class ElectionStage:
    """Everybody who plays a part in an election."""

    bureau: Unit
    offices: list[Unit]
    departments: list[Unit]
    inspector: User
    watcher: User
    chair: User
    leader: User
    head: User

    @property
    def units(self) -> list[Unit]:
        return [*self.offices, *self.departments]


def set_election_stage(
    bureau: Unit,
    *,
    offices: int = 2,
    departments: int = 2,
    firms: int = 4,
    deputies: int = 5,
    head: bool = True,
) -> ElectionStage:
    """A registry in which every stratum of ``SMALL`` can be filled."""
    kinds = [("office", f"SO{n:02}", f"第{n}所") for n in range(1, offices + 1)]
    kinds += [("department", f"KS{n:02}", f"第{n}科") for n in range(1, departments + 1)]
    units = [UnitFactory(code=code, name=name, kind=kind, parent=bureau) for kind, code, name in kinds]
    industry = IndustryFactory()
    for office in units[:offices]:
        area = AreaFactory(office=office)
        rows = [
            BusinessFactory.build(
                area=area, industry=industry, kind="firm", scale="key", name=f"{office}企业{n}"
            )
            for n in range(firms)
        ]
        rows += [
            BusinessFactory.build(area=area, industry=industry, kind="sole_trader", name=f"{office}商户{n}")
            for n in range(firms)
        ]
        rows.append(
            BusinessFactory.build(
                area=area,
                industry=industry,
                kind="firm",
                scale="key",
                name=f"{office}注销企业",
                status="deregistered",
            )
        )
        Business.objects.bulk_create(rows)
        for n in range(3):
            Township.objects.create(office=office, name=f"{office}镇{n}")
        for n in range(deputies):
            PersonFactory(category="congress_deputy", unit=office, name=f"{office}代表{n}")
    for n in range(offices + 2):
        PersonFactory(category="conduct_supervisor", name=f"监督员{n}")
    for n in range(departments + 1):
        PersonFactory(category="conduct_supervisor", name=f"特邀监督员{n}", specially_invited=True)
    return ElectionStage(
        bureau,
        units[:offices],
        units[offices:],
        user_with(Role.INSPECTORATE, bureau, name="监察员"),
        user_with(Role.WATCHER, bureau, name="市纪委"),
        user_with(Role.CHAIR, bureau, name="书记"),
        user_with(Role.LEADER, bureau, name="局长"),
        user_with(Role.HEAD, units[0] if head else bureau, name="所长"),
    )


def election_data(
    stage: ElectionStage,
    year: int = 2026,
    scheme: Scheme = SMALL_SCHEME,
    quotas: Quotas = SMALL,
    **more: Any,
) -> elections.ElectionData:
    data = elections.ElectionData(
        title=f"{year}年满意不满意科室（站所）评选",
        year=year,
        bureau=stage.bureau,
        drawing_body="市纪委",
        units=stage.units,
        topics=TOPICS,
        stages=default_election_stages(year),
        scheme=scheme,
        quotas=quotas,
    )
    return replace(data, **more)


def new_election(stage: ElectionStage, **more: Any) -> Election:
    return elections.create_election(actor=stage.inspector, data=election_data(stage, **more))


def counts_file(lines: list[tuple[object, ...]], title: bool = False) -> bytes:
    """A file of counted votes as offices send them."""
    book = Workbook()
    page = book.active
    assert page is not None
    if title:
        page.append(["评选计票结果"])
    page.append(["单位编码", "单位名称", "参评层面", *GRADES])
    for line in lines:
        page.append(list(line))
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def all_lines(
    stage: ElectionStage, votes: dict[str, dict[Panel, tuple[int, ...]]]
) -> list[tuple[object, ...]]:
    """The lines of every unit: ``votes`` by code and panel."""
    names = {unit.code: unit.name for unit in stage.units}
    return [
        (code, names[code], PANEL_LABELS[panel], *marks)
        for code, given in votes.items()
        for panel, marks in given.items()
    ]


def ranked_votes(stage: ElectionStage) -> dict[str, dict[Panel, tuple[int, ...]]]:
    """Votes that rank the units in the order of the stage, the last far behind."""
    found = {}
    for number, unit in enumerate(stage.units):
        low = min(number, 3)
        found[unit.code] = {
            Panel.MUTUAL: (3 - low, low, 0, 0, 0),
            Panel.LEADERS: (5 - low, 0, low, 0, 0),
            Panel.SERVICE_OBJECTS: (4 - low, low, 0, 0, 0),
            Panel.SUPERVISORS: (4 - low, 0, 0, 0, low),
        }
    return found


def imported_election(stage: ElectionStage, year: int = 2026, reverse: bool = False) -> Election:
    """An election whose counts came from a file, scored; ``reverse`` turns the order of the units round."""
    election = new_election(stage, year=year)
    votes = ranked_votes(stage)
    if reverse:
        votes = dict(zip(votes, reversed(votes.values()), strict=True))
    counts.import_counts(
        actor=stage.inspector,
        election=election,
        name="票数.xlsx",
        content=counts_file(all_lines(stage, votes)),
    )
    election.refresh_from_db()
    return election


def units_of(election: Election) -> list[ElectionUnit]:
    return list(election.units.select_related("unit"))


def fill_designated(stage: ElectionStage, election: Election) -> None:
    """Every unit fixes as many supervisors as its quota, every one another."""
    taken: set[int] = set()
    for unit in units_of(election):
        for group in panel_queries.designating_groups(unit):
            size = SMALL.supervisors if group == "工作监督员" else SMALL.supervisors_added
            people = [p for p in panel_queries.candidates(unit, group) if p.pk not in taken][:size]
            taken |= {person.pk for person in people}
            panels.designate(actor=stage.inspector, election=election, unit=unit, group=group, persons=people)
    panels.enter_leaders(actor=stage.inspector, election=election, names=["张局长", "李副局长", "王书记"])


def run_election_draw(stage: ElectionStage, election: Election, digits: str = "2718281828") -> None:
    """The one public draw, with two persons at both steps."""
    draw = panels.prepare_election_draw(actor=stage.inspector, election=election)
    confirming_services.ask_step(actor=stage.watcher, draw=draw, action=LOCK)
    confirming_services.confirm_step(actor=stage.inspector, draw=draw, action=LOCK)
    enter_digits(actor=stage.watcher, draw=draw, position=1, digits=digits)
    enter_digits(actor=stage.inspector, draw=draw, position=2, digits="3141592653")
    confirming_services.ask_step(actor=stage.watcher, draw=draw, action=REVEAL)
    confirming_services.confirm_step(actor=stage.chair, draw=draw, action=REVEAL)
    steps.run_draw(actor=stage.watcher, draw=draw)
    steps.publish_draw(actor=stage.watcher, draw=draw)
    election.refresh_from_db()


def drawn_election(stage: ElectionStage) -> Election:
    """An election whose panels are filled, its figures frozen."""
    election = new_election(stage)
    fill_designated(stage, election)
    run_election_draw(stage, election)
    return elections.begin_voting(actor=stage.inspector, election=election)


def open_panel(stage: ElectionStage, election: Election, panel: Panel) -> tuple[Vote, list[tuple[str, str]]]:
    """A panel's vote that is open, and its cards as (stratum, code)."""
    vote = panel_votes.prepare_panel_vote(actor=stage.inspector, election=election, panel=panel)
    groups = [batches.PanelCards(*group) for group in panel_votes.panel_cards(vote)]
    made = batches.make_panel_cards(actor=stage.inspector, vote=vote, groups=groups)
    prove(actor=stage.inspector, vote=vote)
    asked = ask_step(actor=stage.inspector, vote=vote, action="ballots.open")
    confirm_step(actor=stage.watcher, vote=vote, confirmation=asked, accept_preflight=True)
    return vote, [(batch.stratum, code) for batch, codes in made for code in codes]


def put(vote: Vote, card: str, marks: list[int], number: int) -> int:
    """One ballot into the urn; the status."""
    return casting.cast(
        vote=vote.pk, card=card, ballot=f"{vote.pk:08x}{number:024x}", form=vote.form_hash, marks=marks
    ).status


def seal_panel(stage: ElectionStage, vote: Vote) -> None:
    """Close, count, seal."""
    vote.refresh_from_db()
    if vote.state == "open":
        opening.begin_closing(actor=stage.inspector, vote=vote)
    opening.close_vote(actor=stage.inspector, vote=vote)
    count_panel(stage, vote)


def count_panel(stage: ElectionStage, vote: Vote) -> None:
    """A closed panel counted and sealed."""
    take_count(actor=stage.inspector, vote=vote)
    # SQLite's file is rewritten after the commit, which a test's transaction never reaches.
    Vote.objects.filter(pk=vote.pk, wiped_at__isnull=True).update(wiped_at=timezone.now())


def vote_everything(stage: ElectionStage, election: Election) -> None:
    """Every panel votes, the first unit best, each unit after it one grade worse."""
    keys = [unit.key for unit in units_of(election)]
    for panel in Panel:
        vote, cards = open_panel(stage, election, panel)
        for number, (group, card) in enumerate(cards):
            if panel == Panel.MUTUAL:
                marks = [0 if place == number else min(place + 1, 5) for place in range(len(keys))]
            elif panel == Panel.LEADERS:
                marks = [min(place + 1, 5) for place in range(len(keys))]
            else:
                marks = [min(keys.index(group) + 1, 5)]
            assert put(vote, card, marks, number) == 201
        seal_panel(stage, vote)
    election.refresh_from_db()


def people(n: int) -> list[Person]:
    return [PersonFactory(name=f"某人{each}") for each in range(n)]


DAY = date(2026, 10, 8)


def publish(stage: ElectionStage, election: Election) -> Election:
    """The bulletin, asked for by the inspectorate and confirmed by the watcher."""
    number = f"安工商〔{election.year}〕12号"
    asked = consequences.ask_publication(
        actor=stage.inspector, election=election, number=number, published_on=DAY
    )
    bulletin = election_bulletin(score_table(election), number=number, day=DAY, draft=False)
    return consequences.confirm_publication(
        actor=stage.watcher, election=election, confirmation=asked, bulletin=bulletin
    )
