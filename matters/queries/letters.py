"""What the pages of letters show."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from desk.models import Clock
from matters.access import letters_for
from matters.models import BoxReading, Letter, LetterReply, LetterStep
from matters.models.letters import LETTER_ORIGIN
from matters.queries.accused import accused_names, mentioned_names
from matters.search import LETTER as LETTER_WORDS
from registry.access import unit_ids_with
from registry.models import Post, Unit, User
from registry.models.units import UnitKind
from registry.queries.listing import Order
from registry.queries.units import current
from registry.roles import Capability, roles_with
from registry.search import narrow
from rulebook.lifecycle.letter import LETTER, LetterState
from rulebook.matter.letters import BOX_LABELS, PUBLIC_BOXES, SMALLEST_RATE, Box, letter_digest, rate

READINGS = 30
NEWEST = Order("", ("year", "number", "pk"), descending=True)
OPEN = [state for state, _ in LETTER.choices if state != LetterState.CLOSED]


def the_bureau() -> Unit | None:
    """The bureau whose boxes these are: the topmost one."""
    return Unit.objects.filter(kind=UnitKind.BUREAU, valid_to__isnull=True).order_by("pk").first()


def bureau_of(units: set[int]) -> Unit | None:
    """The topmost bureau among these."""
    return (
        Unit.objects.filter(pk__in=units, kind__in=[UnitKind.BUREAU, UnitKind.COUNTY]).order_by("pk").first()
    )


def units_to_name() -> QuerySet[Unit]:
    """The units that a letter may be about."""
    kinds = [UnitKind.OFFICE, UnitKind.DEPARTMENT, UnitKind.WINDOW]
    return Unit.objects.filter(kind__in=kinds, valid_to__isnull=True).order_by("kind", "name")


def people_to_name() -> QuerySet[User]:
    """The accounts that a letter may be about."""
    return User.objects.filter(is_active=True).order_by("name")


def narrowed_letters(
    rows: QuerySet[Letter], *, box: str, state: str, text: str
) -> tuple[QuerySet[Letter], bool]:
    """What is left, and whether it may be counted (see ``registry.search.narrow``).

    ``state`` is one of the table, "open" or "overdue"; empty values leave all.
    """
    if box:
        rows = rows.filter(box=box)
    if state == "overdue":
        rows = _late(rows)
    elif state == "open":
        rows = rows.filter(state__in=OPEN)
    elif state:
        rows = rows.filter(state=state)
    return narrow(rows, LETTER_WORDS, text, newest=True) if text else (rows, True)


def _late(rows: QuerySet[Letter]) -> QuerySet[Letter]:
    """Those whose limit has passed."""
    return rows.filter(clock__in=_passed())


def _passed() -> QuerySet[Clock]:
    """Limits of letters that have passed. Whose clock it is says only what is so anyway, and finds it sooner."""
    return Clock.objects.filter(outcome="open", origin_kind=LETTER_ORIGIN, due_on__lt=localdate())


def letter_tone(letter: Letter) -> str:
    """The badge's tone: overdue when its limit has passed."""
    clock = letter.clock
    if clock is not None and clock.outcome == "open" and clock.due_on < localdate():
        return "overdue"
    return "done" if letter.state in (LetterState.CLOSED, LetterState.REPLIED) else "due"


@dataclass(frozen=True)
class LetterFacts:
    """Everything a letter's page shows beside the letter; not who wrote it."""

    about_units: Sequence[Unit]
    about_people: Sequence[User]
    names: Sequence[str]
    mentioned: Sequence[str]
    replies: Sequence[LetterReply]
    steps: Sequence[LetterStep]


def letter_facts(letter: Letter) -> LetterFacts:
    return LetterFacts(
        list(letter.about_units.all()),
        list(letter.about_people.all()),
        accused_names(letter),
        mentioned_names(letter) if letter.state == LetterState.RECEIVED else [],
        list(letter.replies.select_related("written_by", "sent_by")),
        list(letter.steps.select_related("by")),
    )


def unsent_replies(letter: Letter) -> QuerySet[LetterReply]:
    """Answers that may be sent; not the one that waits for the approval of who cannot be reached."""
    rows = letter.replies.select_related("letter").filter(sent_on__isnull=True)
    return rows.exclude(pk=letter.unreachable_reply_id) if letter.unreachable_reply_id else rows


def unreachable_seal(letter: Letter) -> int:
    """What an approval is bound to: who asked, why, and the answer that will stand under the query code."""
    reply = letter.unreachable_reply
    asked = [
        letter.unreachable_by_id,
        letter.unreachable_reason,
        letter.unreachable_reply_id,
        reply and reply.text,
    ]
    return int(hashlib.sha256(repr(asked).encode()).hexdigest()[:12], 16)


def stranded_letters() -> list[Letter]:
    """Open letters about somebody that nobody who runs letters may touch, because all of them are recused."""
    named = Q(names__isnull=False) | Q(about_units__isnull=False) | Q(about_people__isnull=False)
    rows = Letter.objects.filter(named).exclude(state=LetterState.CLOSED).distinct()
    left = {letter.pk: letter for letter in rows}
    if not left:
        return []
    posts = Post.objects.filter(
        current(localdate()), user__is_active=True, role__in=roles_with(Capability.RUN_LETTERS)
    )
    for user in User.objects.filter(pk__in=posts.values("user")):
        units = unit_ids_with(user, Capability.RUN_LETTERS)
        able = letters_for(user).filter(bureau__in=units, pk__in=left).values_list("pk", flat=True)
        for pk in list(able):
            left.pop(pk)
    return list(left.values())


def letter_of_clock(clock: int) -> Letter | None:
    return Letter.objects.filter(clock=clock).first()


def letter_of_code(code: str) -> Letter | None:
    """The letter of a query code."""
    return Letter.objects.select_related("clock").filter(digest=letter_digest(code)).first()


def sent_replies(letter: Letter) -> Sequence[LetterReply]:
    """What the writer may read."""
    return list(letter.replies.filter(sent_on__isnull=False))


@dataclass(frozen=True)
class BoxNumbers:
    """A box in numbers; rates are whole per cent, None for too few letters."""

    box: Box
    label: str
    received: int
    waiting: int
    answered: int
    in_time: int
    overdue: int
    answered_rate: int | None
    in_time_rate: int | None


def numbers_by_box(rows: QuerySet[Letter], boxes: Iterable[Box]) -> list[BoxNumbers]:
    """One query that reads every letter once. In time is counted among those answered."""
    counted = {
        row["box"]: row
        for row in rows.order_by()
        .values("box")
        .annotate(
            received=Count("box"),
            answered=Count("box", filter=Q(answered_on__isnull=False)),
            waiting=Count("box", filter=Q(answered_on__isnull=True) & ~Q(state=LetterState.CLOSED)),
            on_time=Count("box", filter=Q(in_time=True)),
            overdue=Count("box", filter=Q(clock__in=_passed())),
        )
    }
    nothing = {"received": 0, "answered": 0, "waiting": 0, "on_time": 0, "overdue": 0}
    found = []
    for box in boxes:
        n = counted.get(box.value, nothing)
        found.append(
            BoxNumbers(
                box, BOX_LABELS[box], n["received"], n["waiting"], n["answered"], n["on_time"],
                n["overdue"],
                rate(n["answered"], n["received"]), rate(n["on_time"], n["answered"]),
            )
        )  # fmt: skip
    return found


def public_numbers() -> tuple[int, int] | None:
    """Letters of this year to the open boxes and how many were answered; None while they are few. Reports are never counted."""
    boxes = [box.value for box in PUBLIC_BOXES if box != Box.REPORT]
    n = Letter.objects.filter(year=localdate().year, box__in=boxes).aggregate(
        received=Count("pk"), answered=Count("pk", filter=Q(answered_on__isnull=False))
    )
    return (n["received"], n["answered"]) if n["received"] >= SMALLEST_RATE else None


def box_readings(boxes: Iterable[Box]) -> Sequence[BoxReading]:
    """Who has read these boxes last."""
    rows = BoxReading.objects.filter(box__in=[box.value for box in boxes])
    return list(rows.select_related("user")[:READINGS])


def with_handler(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Letters with whoever answers them and the limit that runs."""
    return letters.select_related("handler", "clock")
