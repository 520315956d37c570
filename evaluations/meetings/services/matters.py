"""What was said becomes problems of the register, in one step (S0-14)."""

from collections.abc import Sequence

from django.utils.timezone import localdate

from evaluations.meetings.models import Meeting, MeetingMatter
from evaluations.meetings.queries.matters import sayings
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.states import locked
from matters.models import Matter
from matters.services.matters import raise_matter
from registry.models import User
from registry.services.audit import change
from rulebook.matter.matters import Source, Triage

MATTER_ORIGIN = "meetings.meeting_matter"
TITLE = 40


def raise_from_meeting(*, actor: User, meeting: Meeting, digests: Sequence[str]) -> list[Matter]:
    """Enter each chosen saying as a problem of the office; what was entered before is left alone. Raises ``MeetingRefused``."""
    made = []
    with change(actor, "raise_from_meeting", meeting) as log:
        row = locked(meeting)
        waiting = {saying.digest: saying for saying in sayings(row) if saying.matter is None}
        chosen = [waiting[digest] for digest in dict.fromkeys(digests) if digest in waiting]
        if not chosen:
            raise MeetingRefused("请选择还没有列入的意见。")
        for saying in chosen:
            matter = raise_matter(
                actor=actor,
                unit=row.office,
                title=" ".join(saying.text.split())[:TITLE],
                text=saying.text,
                source=Source.MEETING,
                raised_on=min(row.held_on or localdate(), localdate()),
                triage=Triage.SHORT,
                origin_kind=MATTER_ORIGIN,
                origin_label=str(row),
            )
            MeetingMatter.objects.create(meeting=row, matter=matter, digest=saying.digest)
            made.append(matter)
        log.note(matters=[matter.pk for matter in made])
    return made
