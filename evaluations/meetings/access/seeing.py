"""Who may see which rounds and meetings."""

from django.db.models import F, Q, QuerySet

from ballots.models import Vote
from draws.models import Draw
from evaluations.meetings.access.answers import is_of_the_office
from evaluations.meetings.models import Activity, Meeting, ReportingOfficer
from registry.access import AnyUser, current_posts, holds, may_view_contacts, unit_ids_with
from registry.models import Person, Role
from registry.roles import CAPABILITIES, Capability
from rulebook.lifecycle.meeting import MeetingState

S = MeetingState
OPEN_RESULT = frozenset({S.FED_BACK, S.ARCHIVED})
POOL_READERS = (Capability.MANAGE_ROUNDS, Capability.ENTER_CONSUMERS, Capability.VIEW_DRAWS)


def activities_for(user: AnyUser) -> QuerySet[Activity]:
    """Rounds of which the user sees at least a part."""
    units = unit_ids_with(user, Capability.VIEW_ROUNDS)
    seen = Activity.objects.filter(Q(bureau__in=units) | Q(meetings__office__in=units))
    return seen.select_related("bureau", "group_office").distinct()


def follows_round(user: AnyUser, activity: Activity) -> bool:
    """Whether the round's own page opens to the user."""
    return activities_for(user).filter(pk=activity.pk).exists()


def real_rounds_for(user: AnyUser) -> QuerySet[Activity]:
    """As ``activities_for``, newest first, without rehearsals."""
    return activities_for(user).filter(rehearsal_of__isnull=True).order_by("-year", "-pk")


def meetings_for(user: AnyUser) -> QuerySet[Meeting]:
    """Meetings of the offices in which the user may follow rounds."""
    units = unit_ids_with(user, Capability.VIEW_ROUNDS)
    rows = Meeting.objects.filter(office__in=units)
    return rows.select_related(
        "activity", "activity__bureau", "activity__group_office", "office", "draw", "vote"
    )


def pool_units(user: AnyUser) -> set[int]:
    """Offices whose pools the user may read; never one in which he holds a post."""
    units: set[int] = set()
    for capability in POOL_READERS:
        units |= unit_ids_with(user, capability)
    return units - {post.unit_id for post in current_posts(user)}


def pools_for(user: AnyUser) -> QuerySet[Meeting]:
    """Meetings whose pool the user may read."""
    return meetings_for(user).filter(office__in=pool_units(user))


def may_read_pool(user: AnyUser, meeting: Meeting) -> bool:
    return meeting.office_id in pool_units(user)


def meetings_of_round(user: AnyUser, activity: Activity) -> QuerySet[Meeting]:
    """Meetings of one round that the user may see, by office."""
    return meetings_for(user).filter(activity=activity).order_by("office__code", "pk")


def own_results_for(user: AnyUser) -> QuerySet[Meeting]:
    """Meetings whose result was fed back to the office that the user heads or helps to head (S0-20)."""
    own = {
        post.unit_id
        for post in current_posts(user)
        if Capability.VIEW_OWN_RESULT in CAPABILITIES[Role(post.role)]
    }
    rows = Meeting.objects.filter(office__in=own, state__in=OPEN_RESULT, activity__rehearsal_of__isnull=True)
    return rows.select_related("activity", "office", "vote")


def sees_own_result(user: AnyUser, meeting: Meeting) -> bool:
    """Whether the meeting's result was fed back to this user."""
    return own_results_for(user).filter(pk=meeting.pk).exists()


def own_officer(user: AnyUser, meeting: Meeting) -> ReportingOfficer | None:
    """The reporting officer that the user is: by the person of his post, else by his name in this office."""
    posts = [post for post in current_posts(user) if post.unit_id == meeting.office_id]
    persons = {post.person_id for post in posts if post.person_id}
    name = getattr(user, "name", "")
    for officer in meeting.officers.all():
        if officer.person_id in persons or (posts and not persons and officer.name == name):
            return officer
    return None


def heads_office(user: AnyUser, meeting: Meeting) -> bool:
    """Whether the office's own result goes to this user: its head answers for it (S0-20)."""
    return any(post.unit_id == meeting.office_id and post.role == Role.HEAD for post in current_posts(user))


def listed_persons(meeting: Meeting) -> QuerySet[Person]:
    """Persons on the meeting's consumers' list."""
    return Person.objects.filter(pk__in=meeting.consumers.values("person"))


def may_follow_rounds(user: AnyUser) -> bool:
    """Whether the menu shows 述职述廉."""
    return holds(user, Capability.VIEW_ROUNDS) or holds(user, Capability.VIEW_OWN_RESULT)


def may_see_draw(user: AnyUser, draw: Draw) -> bool:
    """Asked by ``draws``: whoever follows the office's rounds, but nobody of the office itself (S0-03). No query."""
    return draw.unit_id in unit_ids_with(user, Capability.VIEW_ROUNDS) and not is_of_the_office(
        user, draw.unit_id
    )


def may_open_draw(user: AnyUser, draw: Draw) -> bool:
    """Whether the draw's own page opens to the user."""
    held = holds(user, Capability.VIEW_DRAWS, draw.unit) or holds(user, Capability.RUN_DRAW, draw.unit)
    return held and may_see_draw(user, draw)


def may_see_vote(user: AnyUser, vote: Vote) -> bool:
    """Asked by ``ballots``: whoever follows the office's rounds, but nobody of the office itself (S0-19). No query."""
    return vote.unit_id in unit_ids_with(user, Capability.VIEW_ROUNDS) and not is_of_the_office(
        user, vote.unit_id
    )


def members_meetings_for(user: AnyUser) -> QuerySet[Meeting]:
    """Meetings whose members the user may see; never those of an office in which he holds a post (S0-19)."""
    return meetings_for(user).exclude(office__in={post.unit_id for post in current_posts(user)})


def sees_contacts(user: AnyUser, meeting: Meeting) -> bool:
    """Whether telephone numbers stand in full; to everybody else they are masked, in a rehearsal to all: nobody is called."""
    return meeting.activity.rehearsal_of_id is None and bool(may_view_contacts(user, meeting.office))


def meetings_under_way(user: AnyUser) -> QuerySet[Meeting]:
    """Meetings of real rounds that still wait for something, the earliest first, with their sittings."""
    rows = meetings_for(user).exclude(state__in=[S.ARCHIVED, S.VOID])
    rows = rows.filter(activity__rehearsal_of__isnull=True).prefetch_related("sittings__agenda")
    return rows.order_by(F("held_on").asc(nulls_last=True), "office__code")
