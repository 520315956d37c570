"""A bureau with an office, its businesses, people and users: what every test of a meeting stands on."""

from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from django.utils import timezone

from ballots.models import Vote
from ballots.queries.votes import OPEN_VOTE
from ballots.services import casting, opening, preparing
from ballots.services.cards import record_leftovers
from ballots.services.confirming import ask_step, confirm_step
from draws.queries.facts import LOCK, REVEAL
from draws.services import confirming as confirming_services
from draws.services import digits, steps
from evaluations.meetings.models import Activity, Meeting, Sitting
from evaluations.meetings.queries import pool
from evaluations.meetings.queries.duty_reports import headings_of, report_row
from evaluations.meetings.queries.meetings import officers
from evaluations.meetings.services import (
    activities,
    attendance,
    meeting_draws,
    pools,
    representatives,
    sittings,
)
from evaluations.meetings.services.duty_reports import save_duty_report, submit_duty_report
from evaluations.meetings.services.meetings import create_meetings, open_pool, update_meeting
from registry.models import Business, Person, Role, Unit, User
from rulebook.meeting.rounds import DEFAULTS, RoundKind, default_stages
from tests.ballots.keys import prove, take_count
from tests.factories import (
    AreaFactory,
    IndustryFactory,
    PersonFactory,
    UnitFactory,
    post_for,
    user_with,
)


@dataclass
class Stage:
    """Everybody who plays a part."""

    bureau: Unit
    office: Unit
    inspectorate: Unit
    inspector: User
    watcher: User
    chair: User
    receptionist: User
    teller: User
    director: Person
    deputy: Person
    head_user: User
    deputy_user: User
    businesses: list[Business]
    consumers: list[Person]
    assessors: list[Person]


def set_stage(bureau: Unit, office: Unit, businesses: int = 150) -> Stage:
    """An import-like registry: two areas, three kinds of businesses, consumers, people of the categories."""
    inspectorate = UnitFactory(code="JS01", name="监察室", kind="department", parent=bureau)
    areas = [AreaFactory(office=office, name=name) for name in ("城关第一片区", "城关第二片区")]
    kinds = ["sole_trader", "sole_trader", "firm"]
    industry = IndustryFactory()
    rows = Business.objects.bulk_create(
        Business(
            code=f"9233039901{n:06}XX",
            grade="A",
            area=areas[n % 2],
            kind=kinds[n % 3],
            name=f"城关{n}号商行",
            phone=f"139{n:08}",
            responsible=f"店主{n}",
            industry=industry,
        )
        for n in range(businesses)
    )
    staff = [
        PersonFactory(category="staff", unit=office, name=name, phone="") for name in ("王海", "李岚", "赵平")
    ]
    post_for(staff[0], office, Role.HEAD, "所长")
    post_for(staff[1], office, Role.DEPUTY, "副所长")
    head, deputy = user_with(Role.HEAD, office, name="王海"), user_with(Role.DEPUTY, office, name="李岚")
    categories = ["conduct_supervisor", "congress_deputy", "cppcc_member", "village_committee"]
    return Stage(
        bureau=bureau,
        office=office,
        inspectorate=inspectorate,
        inspector=user_with(Role.INSPECTORATE, bureau, name="监察员"),
        watcher=user_with(Role.WATCHER, bureau, name="监督员"),
        chair=user_with(Role.CHAIR, bureau, name="书记"),
        receptionist=user_with(Role.RECEPTIONIST, bureau, name="签到员"),
        teller=user_with(Role.TELLER, bureau, name="计票员"),
        director=staff[0],
        deputy=staff[1],
        head_user=head,
        deputy_user=deputy,
        businesses=rows,
        consumers=Person.objects.bulk_create(
            PersonFactory.build(category="consumer", unit=office, name=f"消费者{n}", workplace=f"东街{n}号")
            for n in range(20)
        ),
        assessors=Person.objects.bulk_create(
            PersonFactory.build(category=categories[n % 4], unit=bureau, name=f"评议员{n}") for n in range(15)
        ),
    )


def new_activity(
    stage: Stage, marking: str = "", kind: RoundKind = RoundKind.DUTY, **figures: int
) -> Activity:
    """A round with small figures unless told otherwise."""
    return activities.create_activity(
        actor=stage.inspector,
        marking=marking,
        data=activities.ActivityData(
            title="2026年述职述廉社会评议",
            year=2026,
            bureau=stage.bureau,
            group_office=stage.inspectorate,
            drawing_body="市纪委",
            stages=default_stages(2026),
            figures=replace(DEFAULTS[kind], **figures),
            kind=kind,
            group=[activities.Member("王建国", "局长", "leader")],
        ),
    )


def new_meeting(stage: Stage, **figures: Any) -> Meeting:
    """A meeting with date and place, still in preparation."""
    meeting = create_meetings(
        actor=stage.inspector, activity=new_activity(stage, **figures), offices=[stage.office]
    )[0]
    return update_meeting(
        actor=stage.inspector,
        meeting=meeting,
        version=1,
        held_on=date(2026, 10, 20),
        held_at=time(9, 0),
        place="城关镇礼堂",
    )


def pooled_meeting(stage: Stage, **figures: Any) -> Meeting:
    """A meeting whose pool holds consumers and assessors."""
    meeting = open_pool(actor=stage.inspector, meeting=new_meeting(stage, **figures))
    pools.choose_consumers(actor=stage.watcher, meeting=meeting, persons=stage.consumers)
    room = pool.pool_of(meeting).engaged_ceiling
    pools.engage_assessors(actor=stage.inspector, meeting=meeting, persons=stage.assessors[:room])
    return meeting


def lock(stage: Stage, meeting: Meeting) -> None:
    """Lock the meeting's draw with two persons."""
    draw = meeting.draw
    assert draw is not None
    confirming_services.ask_step(actor=stage.watcher, draw=draw, action=LOCK)
    confirming_services.confirm_step(actor=stage.inspector, draw=draw, action=LOCK)


def drawn_meeting(stage: Stage, **figures: Any) -> Meeting:
    """A meeting whose draw is published."""
    meeting = pooled_meeting(stage, **figures)
    draw = meeting_draws.prepare_meeting_draw(actor=stage.inspector, meeting=meeting)
    meeting.refresh_from_db()
    lock(stage, meeting)
    digits.enter_digits(actor=stage.watcher, draw=draw, position=1, digits="2718281828")
    digits.enter_digits(actor=stage.inspector, draw=draw, position=2, digits="3141592653")
    confirming_services.ask_step(actor=stage.watcher, draw=draw, action=REVEAL)
    confirming_services.confirm_step(actor=stage.chair, draw=draw, action=REVEAL)
    steps.run_draw(actor=stage.watcher, draw=draw)
    steps.publish_draw(actor=stage.watcher, draw=draw)
    meeting.refresh_from_db()
    return meeting


def write_reports(stage: Stage, meeting: Meeting) -> None:
    """Every officer's report is complete and handed in, and answers whatever was collected."""
    for officer in officers(meeting):
        row = report_row(meeting, officer.person.pk)
        report = save_duty_report(
            actor=stage.inspector,
            meeting=meeting,
            person=officer.person,
            version=row.report.version if row and row.report else 0,
            headings={each.key: f"本年{each.title}的情况。" for each in headings_of(meeting.activity)},
            in_upload=[],
            opinions=list(meeting.collected_opinions.all()),
        )
        submit_duty_report(actor=stage.inspector, report=report)


def met_meeting(stage: Stage, **figures: Any) -> Meeting:
    """A meeting at check-in, nobody there yet."""
    meeting = drawn_meeting(stage, **figures)
    representatives.notify_representatives(actor=stage.inspector, meeting=meeting)
    write_reports(stage, meeting)
    return attendance.open_check_in(actor=stage.receptionist, meeting=meeting)


def arrive(meeting: Meeting, drawn: int, engaged: int) -> None:
    """So many of each arrive."""
    for source, n in (("drawn", drawn), ("engaged", engaged)):
        rows = meeting.representatives.filter(source=source).exclude(state__in=["declined", "replaced"])
        assert rows.count() >= n
        for row in rows[:n]:
            attendance.check_in(meeting=meeting, representative=row)


def begin(stage: Stage, meeting: Meeting) -> Sitting:
    """The sitting opens: the secretary chairs, the city commission's person watches."""
    return sittings.begin_meeting(
        actor=stage.inspector,
        meeting=meeting,
        chair_name=stage.chair.name,
        chair_title="局纪委书记",
        watcher_name=stage.watcher.name,
        watcher_title="市纪委监督员",
    )


def walk(stage: Stage, meeting: Meeting, *kinds: str, note: str = "") -> None:
    """Begin and end the steps of these kinds, in order."""
    sitting = meeting.sitting
    assert sitting is not None
    for item in sitting.agenda.filter(kind__in=kinds):
        sittings.begin_item(actor=stage.inspector, meeting=meeting, item=item)
        sittings.finish_item(actor=stage.inspector, meeting=meeting, item=item, note=note)


def hold_reports(stage: Stage, meeting: Meeting) -> None:
    """Everything before the ballot: begun, reports given, questions answered."""
    begin(stage, meeting)
    walk(stage, meeting, "report", "questions")


def make_statements(stage: Stage, meeting: Meeting) -> None:
    """Everything after the count: closing statements, and the sitting ends, watched throughout."""
    walk(stage, meeting, "statement", note="认真整改，接受监督。")
    sittings.end_meeting(actor=stage.inspector, meeting=meeting, watched_throughout=True)


def confirm_vote_step(stage: Stage, meeting: Meeting, action: str, note: str = "") -> None:
    """A step of the vote that two persons take."""
    vote = meeting.vote
    assert vote is not None
    if action == OPEN_VOTE and meeting.sitting is None:
        hold_reports(stage, meeting)
    asked = ask_step(actor=stage.inspector, vote=vote, action=action, note=note)
    confirm_step(actor=stage.watcher, vote=vote, confirmation=asked, accept_preflight=True)
    meeting.refresh_from_db()


def open_ballot(stage: Stage, meeting: Meeting, n: int) -> list[str]:
    """Make ``n`` cards, run the zero report and open the vote; the codes of the cards."""
    vote = meeting.vote
    assert vote is not None
    cards = preparing.make_cards(actor=stage.inspector, vote=vote, n=n)
    prove(actor=stage.inspector, vote=vote)
    confirm_vote_step(stage, meeting, "ballots.open")
    return cards


def cast_ballots(vote: Vote, cards: list[str], marks: list[int]) -> None:
    """One ballot for each card, the same mark everywhere."""
    places = len(vote.form["subjects"]) * len(vote.form["criteria"])
    for number, (card, mark) in enumerate(zip(cards, marks, strict=True)):
        outcome = casting.cast(
            vote=vote.pk, card=card, ballot=f"{number:032x}", form=vote.form_hash, marks=(mark,) * places
        )
        assert outcome.accepted


def count_and_seal(stage: Stage, vote: Vote, leftover: int = 0) -> None:
    """Close, count and seal a vote whose cards are all accounted for."""
    record_leftovers(actor=stage.inspector, vote=vote, leftover=leftover, spoilt=0)
    opening.begin_closing(actor=stage.inspector, vote=vote)
    opening.close_vote(actor=stage.inspector, vote=vote)
    take_count(actor=stage.inspector, vote=vote)
    # SQLite's file is rewritten after the commit, which a test's transaction never reaches.
    Vote.objects.filter(pk=vote.pk, wiped_at__isnull=True).update(wiped_at=timezone.now())


def voted_meeting(stage: Stage, marks: list[int], **figures: Any) -> Meeting:
    """A counted and sealed meeting: one ballot for each of ``marks``, the same mark everywhere; as many were there."""
    meeting = met_meeting(stage, **figures)
    engaged = min(len(stage.assessors), len(marks) * 2 // 5)
    arrive(meeting, len(marks) - engaged, engaged)
    vote = meeting.vote
    assert vote is not None
    cast_ballots(vote, open_ballot(stage, meeting, len(marks)), marks)
    count_and_seal(stage, vote)
    return Meeting.objects.get(pk=meeting.pk)
