"""What a round and its meetings look like."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from ballots.models import Vote
from draws.models import Draw
from evaluations.meetings.models import (
    ENGAGED_CATEGORIES,
    Activity,
    GroupMember,
    Meeting,
    ReportingOfficer,
)
from registry.models import Business, Person, Post, Role, Unit, User
from registry.models.people import PersonCategory
from registry.models.units import UnitKind
from registry.queries.listing import Order
from rulebook.lifecycle.draw import DrawState
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.representative import OUT
from rulebook.meeting.composition import Figures
from rulebook.meeting.rounds import RoundFigures

NEWEST = Order("", ("year", "pk"), descending=True)
"""Rounds."""


@dataclass(frozen=True)
class Officer:
    """Somebody who reports and is assessed (S0-01)."""

    person: Person
    name: str
    title: str


def with_bureau(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """As the list of rounds shows them."""
    return rows.select_related("bureau")


def current_officers(office: Unit, roles: Sequence[Role] = (Role.HEAD, Role.DEPUTY)) -> list[Officer]:
    """The head, then the deputies, who hold their posts today; each person once (S0-01: 局长、副局长 of a 分局 too)."""
    today = localdate()
    posts = (
        Post.objects.filter(unit=office, role__in=roles, person__isnull=False)
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
        .select_related("person")
    )
    found: dict[int, Officer] = {}
    for post in sorted(posts, key=lambda each: (each.role != Role.HEAD, each.pk)):
        if post.person and post.person.active and post.person.pk not in found:
            title = post.title or _title(office, Role(post.role))
            found[post.person.pk] = Officer(post.person, post.person.name, title)
    return list(found.values())


def _title(office: Unit, role: Role) -> str:
    head = "局长" if office.is_branch else "科长" if office.kind == UnitKind.DEPARTMENT else "所长"
    return head if role == Role.HEAD else f"副{head}"


def reporting_officers(meeting: Meeting) -> list[Officer]:
    """Who reports as the posts stand today: all of them (S0-10), in a collective meeting the head alone (S4-10)."""
    if meeting.activity.collective:
        return current_officers(meeting.office, [Role.HEAD])[:1]
    return current_officers(meeting.office)


def officers(meeting: Meeting) -> list[Officer]:
    """Those copied at the opening of the pool; before that, those of today."""
    if meeting.state == MeetingState.DRAFT:
        return reporting_officers(meeting)
    rows: Iterable[ReportingOfficer] = meeting.officers.select_related("person")
    return [Officer(row.person, row.name, row.title) for row in rows]


def graded_officers(meeting: Meeting) -> QuerySet[ReportingOfficer]:
    """Officers with a result of their own; none in a collective meeting, which grades the office alone (S4-10)."""
    return meeting.officers.none() if meeting.activity.collective else meeting.officers.all()


def user_of_officer(officer: ReportingOfficer) -> User | None:
    """The account of an officer: by the person of a post in his office, else by the name of who holds one there."""
    today = localdate()
    rows = Post.objects.filter(unit=officer.meeting.office_id, user__is_active=True)
    rows = rows.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today)).select_related("user")
    found = rows.filter(person=officer.person_id).first() or rows.filter(user__name=officer.name).first()
    return found.user if found else None


def round_figures(activity: Activity) -> RoundFigures:
    return RoundFigures.from_dict(activity.figures)


def composition_figures(activity: Activity) -> Figures:
    """S0-04 and S0-05 as this round has them."""
    return round_figures(activity).composition


def figures_locked(activity: Activity) -> bool:
    """Whether a draw of the round was ever locked: its sizes were computed from the figures."""
    current = Draw.objects.filter(pk__in=activity.meetings.filter(draw__isnull=False).values("draw"))
    past = activity.meetings.filter(past_draws__locked_at__isnull=False)
    return current.exclude(state=DrawState.DRAFT).exists() or past.exists()


def leading_group(activity: Activity) -> QuerySet[GroupMember]:
    """The round's leading group, as it was entered."""
    return activity.group.all()


def past_draws(meeting: Meeting) -> QuerySet[Draw]:
    """Void draws of the meeting."""
    return meeting.past_draws.all()


def past_votes(meeting: Meeting) -> QuerySet[Vote]:
    """Void votes of the meeting."""
    return meeting.past_votes.all()


def offices_without_meeting(activity: Activity) -> QuerySet[Unit]:
    """Offices of the bureau that have no valid meeting in this round; a collective round has departments too (S4-10)."""
    kinds = [UnitKind.OFFICE, *([UnitKind.DEPARTMENT] if activity.collective else [])]
    taken = activity.meetings.exclude(state=MeetingState.VOID).values("office")
    return (
        Unit.objects.filter(kind__in=kinds, valid_to__isnull=True)
        .filter(Q(parent=activity.bureau) | Q(parent__parent=activity.bureau))
        .exclude(pk__in=taken)
    )


def may_have_successor(meeting: Meeting) -> bool:
    """Whether the office of a void meeting, that was no rehearsal, still has none in its place."""
    free = offices_without_meeting(meeting.activity).filter(pk=meeting.office_id)
    return meeting.activity.rehearsal_of_id is None and free.exists()


def sections(bureaus: QuerySet[Unit]) -> QuerySet[Unit]:
    """Where the office of a leading group can be: departments of the bureaus, and the bureaus themselves (X-01)."""
    departments = Q(parent__in=bureaus, kind__in=[UnitKind.DEPARTMENT, UnitKind.BODY])
    return Unit.objects.filter(departments | Q(pk__in=bureaus)).filter(valid_to__isnull=True)


def usual_section(bureaus: QuerySet[Unit]) -> Unit | None:
    """The inspectorate, where the document puts the leading group's office; a proposal only."""
    return sections(bureaus).filter(name__contains="监察").first()


def assessors(meeting: Meeting) -> QuerySet[Person]:
    """Persons who can be engaged: of a category of S0-06, known to the bureau, not yet members of this meeting."""
    bureau = meeting.activity.bureau
    units = Q(unit__isnull=True) | Q(unit=bureau) | Q(unit__parent=bureau) | Q(unit__parent__parent=bureau)
    taken = meeting.representatives.filter(person__isnull=False).exclude(state__in=OUT).values("person")
    return Person.objects.filter(units, category__in=ENGAGED_CATEGORIES, active=True).exclude(pk__in=taken)


def consumers_of_office(meeting: Meeting) -> QuerySet[Person]:
    """Consumers of the registry who belong to the office and are not on the list yet."""
    listed = meeting.consumers.values("person")
    rows = Person.objects.filter(category=PersonCategory.CONSUMER, active=True)
    return rows.filter(Q(unit=meeting.office) | Q(unit__parent=meeting.office)).exclude(pk__in=listed)


def businesses_of_office(meeting: Meeting) -> QuerySet[Business]:
    """Every business of the office's jurisdiction; a department serves the whole bureau's (S4-10)."""
    office = meeting.office
    if office.kind == UnitKind.OFFICE:
        rows = Business.objects.filter(area__office=office)
    else:
        bureau = meeting.activity.bureau_id
        below = Q(area__office__parent=bureau) | Q(area__office__parent__parent=bureau)
        rows = Business.objects.filter(below)
    return rows.select_related("area")


def found_in_pool(meeting: Meeting, text: str, most: int) -> list[tuple[str, str, str]]:
    """(target, name, detail) of businesses and listed consumers that match ``text``, for exclusion by hand."""
    businesses = businesses_of_office(meeting).filter(
        Q(name__icontains=text) | Q(code__icontains=text) | Q(responsible__icontains=text)
    )
    persons = meeting.consumers.select_related("person").filter(person__name__icontains=text)
    found = [
        (f"business-{each.pk}", each.name, f"{each.code} 负责人{each.responsible or '未登记'}")
        for each in businesses[:most]
    ]
    return found + [(f"person-{row.person_id}", row.person.name, "消费者名单") for row in persons[:most]]


def meeting_of_draw(draw_pk: int) -> Meeting | None:
    """The meeting that a draw, valid or void, belongs to."""
    rows = Meeting.objects.filter(Q(draw=draw_pk) | Q(past_draws=draw_pk))
    return rows.select_related("activity", "office").first()


def vote_to_repeat(meeting: Meeting) -> Vote | None:
    """The last vote of this meeting that was open and is void or, where the meeting is void too, of the office's former one."""
    alike = Meeting.objects.filter(activity=meeting.activity, office=meeting.office)
    return (
        Vote.objects.filter(pk__in=alike.values("past_votes"), opened_at__isnull=False)
        .order_by("-pk")
        .first()
    )


def meeting_of_vote(vote_pk: int) -> Meeting | None:
    """The meeting that a vote, valid or void, belongs to."""
    rows = Meeting.objects.filter(Q(vote=vote_pk) | Q(past_votes=vote_pk))
    return rows.select_related("activity", "office", "draw", "vote").first()
