"""The meeting and its draw: prepared from the pool, followed as it moves, its members kept in step (S0-03, S0-07)."""

from collections.abc import Iterator

from draws.models import Draw, RosterEntry
from draws.queries.results import selected
from draws.services import roster
from evaluations.meetings.models import DRAWN, Meeting, Representative
from evaluations.meetings.queries import pool as pool_queries
from evaluations.meetings.services.notices import renew_notices
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.states import REHEARSAL_OVER, locked, locked_with_draw, move
from registry.models import Business, User
from registry.models.people import PersonCategory
from registry.services.audit import change
from rulebook.draw.strata import CONSUMERS
from rulebook.lifecycle.draw import DrawState
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.representative import OUT, REPRESENTATIVE, RepresentativeState

ORIGIN = "meetings.meeting_draw"
COLUMNS = ("主体类型", "片区")
VOIDABLE = frozenset({MeetingState.POOL, MeetingState.DRAWN, MeetingState.NOTIFIED})


def prepare_meeting_draw(*, actor: User | None, meeting: Meeting) -> Draw:
    """Make the draw of the pool as it stands, or give its draft the pool's present state.

    Raises ``MeetingRefused`` with everything that is missing, ``draws.services.DrawRefused``.
    """
    with change(actor, "prepare_meeting_draw", meeting) as log:
        row = locked_with_draw(meeting)
        if row.state != MeetingState.POOL:
            raise MeetingRefused(f"会议{row.get_state_display()}，只有编制名册时才能准备抽取。")
        pool = pool_queries.pool_of(row)
        if pool.blocks:
            raise MeetingRefused("".join(pool.blocks))
        entries, exclusions = list(_entries(pool)), list(_exclusions(pool))
        if row.draw is None:
            row.draw = roster.prepare_draw(
                actor=actor,
                number=_number(row),
                purpose=f"{row.activity.title}（{row.office}）评议代表",
                unit=row.office,
                drawing_body=row.activity.drawing_body,
                origin_kind=ORIGIN,
                origin_label=str(row),
                stages=pool.stages,
                parties=_parties(row),
                entries=entries,
                exclusions=exclusions,
                columns=COLUMNS,
                digits_each=pool.figures.digits_each,
                marking=row.activity.marking,
            )
        else:
            roster.replace_roster(
                actor=actor,
                draw=row.draw,
                stages=pool.stages,
                entries=entries,
                exclusions=exclusions,
                columns=COLUMNS,
            )
        row.pool_digest = pool.digest
        row.save(update_fields=["draw", "pool_digest"])
        log.note(draw=row.draw.pk, entries=len(entries), exclusions=len(exclusions))
    return row.draw


def _number(row: Meeting) -> str:
    # A rehearsal takes no number of the real draws.
    series = "SZ" if row.activity.rehearsal_of_id is None else "YL"
    prefix = f"{series}-{row.activity.year}-{row.office.code}-"
    return f"{prefix}{Draw.objects.filter(number__startswith=prefix).count() + 1}"


def _parties(row: Meeting) -> list[str]:
    """The drawing body and the leading group's office each give digits."""
    body, office = row.activity.drawing_body, row.activity.group_office.name
    return [body, office if office != body else row.activity.bureau.name]


def _entries(pool: pool_queries.Pool) -> Iterator[roster.EntryData]:
    rows = Business.objects.in_bulk([each.pk for each in pool.businesses])
    for each in pool.businesses:
        yield roster.EntryData(
            code=each.code,
            stratum=pool.plan.stratum_of[each.cell],
            attributes=pool_queries.roster_attributes(each),
            label=each.name,
            business=rows[each.pk],
        )
    for consumer in pool.consumers:
        yield roster.person_entry(consumer.person, CONSUMERS, pool_queries.roster_attributes(None))


def _exclusions(pool: pool_queries.Pool) -> Iterator[roster.ExclusionData]:
    """Businesses under their own code; persons under a random one, so that nobody is named (S0-19)."""
    by_hand = {row.business_id for row in pool.by_hand}
    for pk, code, name, reason in pool.inactive:
        if pk not in by_hand:
            yield roster.ExclusionData(code, name, reason)
    for row in pool.by_hand:
        if row.business:
            yield roster.ExclusionData(row.business.code, row.business.name, row.reason)
        elif row.person:
            code = roster.person_entry(row.person, CONSUMERS).code
            yield roster.ExclusionData(code, row.person.name, row.reason)
    for consumer in pool.staff_consumers:
        code = roster.person_entry(consumer.person, CONSUMERS).code
        yield roster.ExclusionData(code, consumer.person.name, pool_queries.STAFF_REASON)


def draw_hindrances(draw: Draw, to: str) -> list[str]:
    """Why the meeting forbids a move of its draw; asked by ``draws`` before every move."""
    meeting = Meeting.objects.filter(draw=draw).select_related("activity", "office").first()
    if meeting is None:
        return ["本次抽取已不属于任何会议。"]
    if meeting.activity.ended_on is not None and to != DrawState.VOID:
        return [REHEARSAL_OVER]
    if to == DrawState.LOCKED:
        pool = pool_queries.pool_of(meeting)
        if pool.digest != meeting.pool_digest:
            return ["名册在准备抽取之后又有变动，请先在会议的名册页更新抽取名册。"]
        return pool.blocks
    if to == DrawState.VOID and meeting.state not in VOIDABLE:
        if meeting.state == MeetingState.CHECK_IN:
            return ["会议正在签到，须先将会议延期，才能作废抽取。"]
        return [f"会议{meeting.get_state_display()}，抽取不能再作废。"]
    return []


def follow_draw(draw: Draw, actor: User | None) -> None:
    """Keep the meeting in step with its draw; runs inside the transaction of every move and substitution."""
    meeting = Meeting.objects.filter(draw=draw).first()
    if meeting is None:
        return
    row = locked(meeting)
    if draw.state == DrawState.VOID:
        _let_go(row, draw)
    elif draw.state in (DrawState.DRAWN, DrawState.PUBLISHED):
        _take_members(row, draw)
        if row.state == MeetingState.POOL:
            move(row, MeetingState.DRAWN)


def _let_go(row: Meeting, draw: Draw) -> None:
    """A void draw stays on record; the meeting goes back to its pool, without the members it gave.

    Engaged members who were told of a meeting hold a notice that no longer counts.
    """
    renew_notices(row)
    row.representatives.filter(source=DRAWN).delete()
    row.past_draws.add(draw)
    row.draw, row.pool_digest = None, ""
    row.save(update_fields=["draw", "pool_digest"])
    if row.state != MeetingState.POOL:
        row.representatives.exclude(state__in=OUT).update(state=RepresentativeState.NAMED)
        move(row, MeetingState.POOL)


def _take_members(row: Meeting, draw: Draw) -> None:
    """Members for all who hold a seat; who was replaced stays on record as such (S0-07)."""
    seated = selected(draw)
    known = set(row.representatives.filter(entry__isnull=False).values_list("entry_id", flat=True))
    new = [_member(row, entry) for entry in seated if entry.pk not in known]
    Representative.objects.bulk_create(new)
    gone = row.representatives.filter(source=DRAWN, entry__outcome="withdrawn").exclude(state__in=OUT)
    for member in gone:
        REPRESENTATIVE.require(member.state, RepresentativeState.REPLACED)
        member.state, member.attended = RepresentativeState.REPLACED, False
        member.save(update_fields=["state", "attended"])


def _member(row: Meeting, entry: RosterEntry) -> Representative:
    return Representative(
        meeting=row,
        source=DRAWN,
        category=entry.business.kind if entry.business else PersonCategory.CONSUMER,
        label=entry.label,
        business=entry.business,
        person=entry.person,
        entry=entry,
    )
