"""A letter from the day it comes in to the day it is closed; none without an answer (S2-11)."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError
from django.db.models import Max
from django.utils.timezone import localdate

from desk.services import clocks
from matters.access import recused
from matters.models import Letter, LetterContact, LetterStep
from matters.models.letters import LETTER_ORIGIN
from matters.search import LETTER as LETTER_WORDS
from matters.services.naming import Accused, add_accused, name_from_writing
from registry.models import Unit, User
from registry.search import index_objects
from registry.services.attachments import JPEG, PDF, PNG, store_attachment
from registry.services.audit import change
from registry.services.refusals import Refused
from rulebook.ballot.codes import new_code
from rulebook.lifecycle.letter import LETTER, LetterState
from rulebook.lifecycle.table import IllegalMove
from rulebook.matter import letters as law

LARGEST_FILE = 10 * 1024 * 1024
ACCEPT, ANSWER = "letter_accept", "letter_answer"


class LetterRefused(Refused):
    """A step that a letter does not allow; the text is Chinese and fit for the page."""


@dataclass(frozen=True)
class Written:
    """What came in. ``about_unit`` and ``about_text`` say who is complained about, as far as the writer said it."""

    box: law.Box
    title: str
    text: str
    about_unit: Unit | None = None
    about_text: str = ""
    name: str = ""
    phone: str = ""
    address: str = ""
    file: tuple[str, bytes] | None = None

    @property
    def named(self) -> bool:
        return bool(self.name.strip())


def fresh_code() -> str:
    """A query code for a letter that is about to be written."""
    return new_code(secrets.token_bytes)


def receive_letter(*, actor: User | None, bureau: Unit, written: Written, code: str) -> Letter:
    """Keep a letter under a fresh query code; the same code again is the same letter, sent twice.

    Whoever bears the name that is complained about is taken as meant, so that he never sees it. Raises
    ``AttachmentRefused``.
    """
    digest = law.letter_digest(code)
    if before := Letter.objects.filter(digest=digest).first():
        return before
    try:
        return _receive(actor, bureau, written, digest)
    except IntegrityError:
        return Letter.objects.get(digest=digest)


def _receive(actor: User | None, bureau: Unit, written: Written, digest: str) -> Letter:
    letter = Letter(
        bureau=bureau, year=localdate().year, box=written.box.value, digest=digest, named=written.named,
        title=written.title, text=written.text, about_text=written.about_text, received_on=localdate(),
    )  # fmt: skip
    with change(actor, "receive_letter", letter) as log:
        Unit.objects.select_for_update(no_key=True).get(pk=bureau.pk)
        last = Letter.objects.filter(bureau=bureau, year=letter.year).aggregate(last=Max("number"))["last"]
        letter.number = (last or 0) + 1
        if written.file is not None:
            name, content = written.file
            letter.file = store_attachment(
                actor=actor, name=name, content=content, allowed={PDF, JPEG, PNG}, largest=LARGEST_FILE
            )
        letter.save()
        index_objects(LETTER_WORDS, [letter.pk])
        if written.named:
            LetterContact.objects.create(
                letter=letter, name=written.name, phone=written.phone, address=written.address
            )
        if written.about_unit is not None:
            letter.about_units.add(written.about_unit)
        name_from_writing(letter)
        keep(letter, actor, f"{law.BOX_LABELS[written.box]}收到。")
        run_limit(letter, ACCEPT)
        log.note(box=letter.box, named=letter.named)
    return letter


def locked(letter: Letter) -> Letter:
    """The row, locked for this step."""
    return Letter.objects.select_for_update(of=("self",)).select_related("clock", "bureau").get(pk=letter.pk)


def move(row: Letter, to: LetterState) -> None:
    """Ask the table and take the move. Raises ``LetterRefused``."""
    try:
        LETTER.require(row.state, to)
    except IllegalMove as illegal:
        raise LetterRefused(str(illegal)) from illegal
    row.state = to.value


def keep(row: Letter, actor: User | None, text: str) -> None:
    """Save the row and the step in words."""
    row.save()
    LetterStep.objects.create(letter=row, on=localdate(), by=actor, text=text[:300])


def run_limit(row: Letter, code: str) -> None:
    """The limit that runs from today; the one before is stopped. A year without a calendar keeps no letter out."""
    stop_limit(None, row)
    try:
        row.clock = clocks.start_clock(
            actor=None,
            code=f"{code}_{row.box}",
            title=f"{row}（{law.BOX_LABELS[law.Box(row.box)]}）",
            unit=row.bureau,
            started_on=localdate(),
            origin_kind=LETTER_ORIGIN,
            origin_id=row.pk,
            origin_label="来信",
            handler=row.handler,
        )
    except clocks.ClockRefused:
        LetterStep.objects.create(letter=row, on=localdate(), text="工作日历尚未录入，期限没有计算。")
    row.save(update_fields=["clock"])


def stop_limit(actor: User | None, row: Letter) -> None:
    if row.clock is not None and row.clock.outcome == "open":
        row.clock = clocks.stop_clock(actor=actor, clock=row.clock, on=localdate())


def accept_letter(
    *,
    actor: User,
    letter: Letter,
    handler: User,
    about_units: Iterable[Unit],
    about_people: Iterable[User],
    about_names: str = "",
) -> Letter:
    """Say who is complained about, beside whom the writer named, and who handles it: nobody of those (S2-11).

    Raises ``LetterRefused``.
    """
    with change(actor, "accept_letter", letter) as log:
        row = locked(letter)
        move(row, LetterState.HANDLING)
        said = add_accused(row, Accused(about_units, about_people, about_names))
        row.names.filter(kind="mentioned").delete()
        hand_to(row, handler)
        run_limit(row, ANSWER)
        about = f"反映的是{'、'.join(said)}，" if said else ""
        keep(row, actor, f"受理，{about}交 {handler.name} 办理。")
        log.note(handler=handler.pk)
    return row


def hand_letter(*, actor: User, letter: Letter, handler: User) -> Letter:
    """Give the letter to another. Raises ``LetterRefused``."""
    with change(actor, "hand_letter", letter) as log:
        row = locked(letter)
        if row.state != LetterState.HANDLING:
            raise LetterRefused(f"来信{LETTER.label(row.state)}，办理中才能改交他人。")
        hand_to(row, handler)
        if row.clock is not None and row.clock.outcome == "open":
            clocks.hand_over_clock(actor=actor, clock=row.clock, handler=handler)
        keep(row, actor, f"改交 {handler.name} 办理。")
        log.note(handler=handler.pk)
    return row


def hand_to(row: Letter, handler: User) -> None:
    """Write down who handles it; raises ``LetterRefused`` for whoever it is about."""
    if row.about_people.filter(pk=handler.pk).exists():
        raise LetterRefused("被反映的人不能办理这封来信，请另选承办人。")
    if recused(handler, row):
        raise LetterRefused("被反映单位的人不能办理这封来信，请另选承办人。")
    row.handler = handler


def hand_back(row: Letter, actor: User) -> None:
    """Nobody handles it until it is handed to somebody else."""
    row.handler = None
    if row.clock is not None and row.clock.outcome == "open":
        clocks.hand_over_clock(actor=actor, clock=row.clock, handler=None)
