"""What was said in or after a meeting, and the problems that were made of it (S0-14)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from ballots.queries.votes import screened_opinions
from evaluations.meetings.models import Meeting, MeetingMatter, Question
from matters.models import Matter
from rulebook.lifecycle.matter import ENDED
from rulebook.matter.matters import REVIEWED


@dataclass(frozen=True)
class Saying:
    """A screened opinion, a question or a suggestion; ``matter`` once it was entered as a problem."""

    kind: str
    text: str
    digest: str
    matter: Matter | None


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def sayings(meeting: Meeting) -> list[Saying]:
    """Everything that may be entered, the same text once; nothing that waits for screening or is withheld (S0-19)."""
    rows = MeetingMatter.objects.filter(meeting=meeting).select_related("matter")
    known = {row.digest: row.matter for row in rows}
    texts: dict[str, str] = {}
    for opinion in screened_opinions(meeting.vote) if meeting.vote else []:
        texts.setdefault(opinion.text, "评议意见")
    for question in Question.objects.filter(sitting__meeting=meeting).order_by("pk"):
        texts.setdefault(question.text, question.get_kind_display())
    return [Saying(kind, text, digest_of(text), known.get(digest_of(text))) for text, kind in texts.items()]


def matters_of(meeting: Meeting) -> Sequence[Matter]:
    """Problems that came from the meeting."""
    rows = MeetingMatter.objects.filter(meeting=meeting).select_related(
        "matter", "matter__unit", "matter__clock"
    )
    return [row.matter for row in rows]


def unfinished_matters(meeting: Meeting) -> list[Matter]:
    """Problems that keep the meeting from the archive: neither ended nor planned or explained with a day of review (S0-21)."""
    return [
        matter
        for matter in matters_of(meeting)
        if matter.state not in ENDED and not (matter.treatment in REVIEWED and matter.review_on)
    ]
