"""On which row of the small world an address is tried: one in a state in which the page is there."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from desk.models import Correction
from evaluations.meetings.access.notices import reply_token
from evaluations.meetings.models import Meeting
from tests.house.addresses import addresses
from tests.house.world import World

ARGUMENTS = {address.name: address.arguments for address in addresses()}
Find = Callable[[World], Any]

ROWS: dict[str, dict[str, Find]] = {
    "registry": {
        "business": lambda world: world.business,
        "area": lambda world: world.area,
        "township": lambda world: world.township,
        "unit": lambda world: world.office,
        "person-post": lambda world: world.person.posts.get(),
        "person": lambda world: world.person,
        "user-post": lambda world: world.head.posts.get(),
        "user": lambda world: world.head,
        "industry": lambda world: world.industry,
        "grant": lambda world: world.grant,
    },
    "matters": {
        "letter": lambda world: world.letter,
        "report": lambda world: world.report,
        "": lambda world: world.matter,
    },
    "desk": {
        "clock-decide": lambda world: world.moved_clock,
        "move": lambda world: world.moved_clock,
        "clock": lambda world: world.clock,
        "segment": lambda world: world.moved_clock,
        "local-day": lambda world: world.local_day,
        "job": lambda world: world.job,
        "export": lambda world: world.job,
        "import": lambda world: world.imported,
        "correction-file": lambda world: Correction.objects.get(),
        "correction": lambda world: world.election,
    },
    "draws": {"draw-lock": lambda world: world.at_draw.draw, "draw": lambda world: world.finished.draw},
    "ballots": {
        "batch": lambda world: world.survey.vote,
        "panel": lambda world: world.survey.vote,
        "": lambda world: world.finished.vote,
    },
    "meetings": {
        "activity": lambda world: world.activity,
        "plan": lambda world: world.activity,
        "board": lambda world: world.activity,
        "feedback-round": lambda world: world.activity,
        "feedback-list": lambda world: world.finished,
        "feedback-make": lambda world: world.finished,
        "feedback-": lambda world: world.feedback,
        "summary-list": lambda world: world.activity,
        "summary-round": lambda world: world.activity,
        "summary-meeting": lambda world: world.finished,
        "summary-": lambda world: world.finished.summaries.get(),
        "result-use-remove": lambda world: world.finished.result_uses.get(),
        "dossier": lambda world: world.activity,
        "meeting-create": lambda world: world.activity,
        "meeting-edit": lambda world: world.at_pool,
        "meeting-void": lambda world: world.at_pool,
        "meeting-postpone": lambda world: world.at_door,
        "sitting-begin": lambda world: world.at_door,
        "rehearsal-start": lambda world: world.at_pool,
        "rehearsal-end": lambda world: world.activity,
        "pool": lambda world: world.at_pool,
        "consumer": lambda world: world.at_pool,
        "exclusion": lambda world: world.at_pool,
        "engaged": lambda world: world.at_pool,
        "check-in": lambda world: world.at_door,
        "door": lambda world: world.at_door,
        "member": lambda world: world.at_door,
        "notice": lambda world: world.at_door,
        "letters": lambda world: world.at_door,
        "call": lambda world: world.at_door,
        "": lambda world: world.finished,
    },
    "elections": {
        "election-edit": lambda world: world.new_election,
        "election-begin": lambda world: world.new_election,
        "election-void": lambda world: world.new_election,
        "election-raters": lambda world: world.voting_election,
        "election-window": lambda world: world.voting_election,
        "election-leaders": lambda world: world.new_election,
        "election-designate": lambda world: world.new_election,
        "election-draw": lambda world: world.new_election,
        "election-vote": lambda world: world.new_election,
        "election-import": lambda world: world.new_election,
        "election-decide": lambda world: world.new_election,
        "election-published": lambda world: world.election,
        "election-publish": lambda world: world.new_election,
        "election-": lambda world: world.election,
    },
    "surveys": {
        "survey-document": lambda world: world.outside,
        "survey": lambda world: world.survey,
    },
    "conduct": {
        "conduct-entry": lambda world: world.visit,
        "conduct-pledge": lambda world: world.pledge,
        "self-check": lambda world: world.election,
        "unit-summary": lambda world: world.election,
    },
}
"""By app: how the name of the address begins → the row whose number it takes; the first that fits."""


def entry_of_a_person(world: World) -> int:
    return world.finished.draw.entries.filter(person__isnull=False).order_by("pk")[0].pk


def member_of(meeting: Meeting, name: str, world: World) -> int:
    return world.member(meeting, "engaged" if "engaged" in name else "drawn").pk


def unit_of(name: str, world: World) -> int:
    if "self-check" in name or "unit-summary" in name:
        return world.office.pk
    return row_of(name, world).units.order_by("position")[0].pk


STEPS = {"matters:matter-step": "treatment", "matters:letter-step": "reply"}
OTHERS: dict[str, Callable[[str, World], Any]] = {
    "colour": lambda name, world: "blue",
    "panel": lambda name, world: "leaders",
    "group": lambda name, world: 0,
    "unit": unit_of,
    "proposal": lambda name, world: (
        world.election.units.order_by("position")[0].proposals.order_by("pk")[0].pk
    ),
    "decision": lambda name, world: world.election.decisions.get().pk,
    "year": lambda name, world: world.activity.year if "self-" in name or "unit-summary" in name else 2026,
    "number": lambda name, world: 1 if "batch" in name else world.finished.draw.number,
    "position": lambda name, world: 1,
    "item": lambda name, world: world.finished.sitting.agenda.all()[0].pk,
    "question": lambda name, world: world.finished.sitting.questions.all()[0].pk,
    "step": lambda name, world: STEPS.get(name, "lock"),
    "code": lambda name, world: "matter_verify",
    "segment": lambda name, world: world.moved_clock.segments.get().pk,
    "move": lambda name, world: world.moved_clock.moves.get(state="asked").pk,
    "answer": lambda name, world: "approve",
    "box": lambda name, world: "director",
    "evidence": lambda name, world: world.matter.evidence.get().pk,
    "part": lambda name, world: "pdf",
    "kind": lambda name, world: (
        "election"
        if "correction" in name
        else "visits"
        if "conduct" in name
        else "password"
        if "propose" in name
        else "units"
    ),
    "name": lambda name, world: "recount.py",
    "vote": lambda name, world: world.finished.vote_id,
    "opinion": lambda name, world: world.finished.vote.opinions.order_by("pk")[0].pk,
    "tablet": lambda name, world: world.finished.vote.tablets.get().pk,
    "scan": lambda name, world: world.finished.vote.zero_report.scan_id,
    "slip": lambda name, world: world.finished.vote.slips.get().pk,
    "consumer": lambda name, world: world.at_pool.consumers.order_by("pk")[0].pk,
    "exclusion": lambda name, world: world.at_pool.pool_exclusions.order_by("pk")[0].pk,
    "member": lambda name, world: member_of(row_of(name, world), name, world),
    "kin": lambda name, world: world.at_pool.kin.get().pk,
    "token": lambda name, world: reply_token(world.member(world.at_door).pk, world.at_door.edition),
    "collected": lambda name, world: world.finished.collected_opinions.order_by("pk")[0].pk,
    "measure": lambda name, world: world.finished.measures.order_by("pk")[0].pk,
    "reporter": lambda name, world: world.finished.officers.order_by("position")[0].person_id,
    "entry_pk": lambda name, world: entry_of_a_person(world),
}
"""What else an address may ask for."""


def row_of(name: str, world: World) -> Any:
    app, _, action = name.partition(":")
    found: Model = next(find for start, find in ROWS[app].items() if action.startswith(start))(world)
    return found


def arguments(name: str, world: World) -> dict[str, Any]:
    """What ``reverse`` needs for the address."""
    if name == "draws:draw-substitute":
        return {"pk": world.at_door.draw.pk, "entry_pk": world.member(world.at_door).entry_id}
    wanted = ARGUMENTS[name]
    return {part: row_of(name, world).pk if part == "pk" else OTHERS[part](name, world) for part in wanted}
