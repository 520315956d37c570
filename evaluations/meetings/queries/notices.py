"""Whom to tell, whom to call, what is printed in the letters, what a personal page shows (S0-07, S0-09)."""

from dataclasses import dataclass
from datetime import date, time

from django.db.models import Q, QuerySet

from desk.models import Job
from desk.queries.jobs import made_file
from evaluations.meetings.models import DRAWN, Activity, Meeting, Representative
from evaluations.meetings.queries.attendance import members, members_on_paper
from evaluations.meetings.queries.reports import MARKS
from registry.models import Attachment
from rulebook.lifecycle.job import JobState
from rulebook.lifecycle.representative import RepresentativeState

LETTERS = "meetings.letters"


def open_seats(meeting: Meeting) -> int:
    """How many drawn members declined by themselves and were not replaced yet."""
    declined = members(meeting).filter(source=DRAWN, state=RepresentativeState.DECLINED)
    return declined.filter(entry__outcome="selected").count()


def to_be_told(meeting: Meeting) -> QuerySet[Representative]:
    """Members who wait for the notice of the present edition, in the order of the letters."""
    return members_on_paper(meeting).filter(state=RepresentativeState.NAMED)


@dataclass(frozen=True)
class Call:
    """A row of the call list. ``pending``: declined by link, the seat is still open."""

    member: Representative
    pending: bool
    unreached: int

    @property
    def stratum(self) -> str:
        if self.member.entry:
            return str(self.member.entry.stratum)
        return f"聘请：{self.member.get_category_display()}"

    @property
    def told(self) -> bool:
        return self.member.state == RepresentativeState.NOTIFIED


def calls(meeting: Meeting) -> list[Call]:
    """Who declined and is not replaced; then who has not been told or has not answered, least tried first. One query."""
    waiting = Q(state__in=[RepresentativeState.NAMED, RepresentativeState.NOTIFIED])
    pending = Q(source=DRAWN, state=RepresentativeState.DECLINED, entry__outcome="selected")
    rows = [
        Call(
            member=row,
            pending=row.state == RepresentativeState.DECLINED,
            unreached=row.notice.unreached if hasattr(row, "notice") else 0,
        )
        for row in members(meeting).filter(waiting | pending).select_related("notice")
    ]
    return sorted(
        rows,
        key=lambda call: (
            not call.pending, call.unreached, call.member.source, call.stratum, call.member.label, call.member.pk,
        ),
    )  # fmt: skip


def letters_job(meeting: Meeting) -> Job | None:
    """The last making of letters of this edition."""
    rows = Job.objects.filter(kind=LETTERS, params__meeting=meeting.pk, params__edition=meeting.edition)
    return rows.select_related("created_by").order_by("-pk").first()


def letters_of(meeting: Meeting) -> Attachment | None:
    """The last letters made of this edition; letters of an earlier date or place are never offered."""
    rows = Job.objects.filter(
        kind=LETTERS, params__meeting=meeting.pk, params__edition=meeting.edition, state=JobState.DONE
    )
    done = rows.order_by("-pk").first()
    return made_file(done, "pdf") if done else None


@dataclass(frozen=True)
class LetterFacts:
    """What stands in one letter. ``address`` is the personal link."""

    name: str
    drawn: bool
    category: str
    address: str


@dataclass(frozen=True)
class NoticeFacts:
    """What stands in every letter of a meeting."""

    activity: str
    occasion: str
    collective: bool
    bureau: str
    office: str
    drawing_body: str
    draw_number: str
    contact: str
    held_on: date
    held_at: time
    place: str
    edition: int
    mark: str


def notice_facts(meeting: Meeting) -> NoticeFacts | None:
    """None while date, time, place or draw are missing."""
    if not (meeting.held_on and meeting.held_at and meeting.place and meeting.draw):
        return None
    activity = meeting.activity
    return NoticeFacts(
        activity=activity.title,
        occasion=activity.occasion,
        collective=activity.collective,
        bureau=activity.bureau.name,
        office=meeting.office.name,
        drawing_body=activity.drawing_body,
        draw_number=meeting.draw.number,
        contact=activity.contact,
        held_on=meeting.held_on,
        held_at=meeting.held_at,
        place=meeting.place,
        edition=meeting.edition,
        mark=MARKS.get(activity.marking, ""),
    )


def group_office_of(activity: Activity) -> str:
    """The section in which the leading group's office stands, with its bureau before it."""
    bureau, section = activity.bureau.name, activity.group_office.name
    return bureau if section == bureau else f"{bureau}{section}"
