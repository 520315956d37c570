"""Whom a letter or a problem names: written down in one form, so that whoever bears the name is kept from it (S2-11)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from matters.models import Letter, LetterName, Matter, MatterName
from matters.queries.accused import known_names
from registry.models import Unit, User
from rulebook.registry.names import canonical_name, named_pieces, names_in

LONGEST = 50


@dataclass(frozen=True)
class Accused:
    """Units, accounts, and what was typed of others."""

    units: Iterable[Unit] = field(default_factory=list)
    people: Iterable[User] = field(default_factory=list)
    typed: str = ""


def name_from_writing(letter: Letter) -> None:
    """Take down, as the letter comes in, whom the writer names; who is only mentioned does not sort the letter."""
    known = known_names()
    accused = names_in(letter.about_text, known) | {
        name[:LONGEST] for name in named_pieces(letter.about_text)
    }
    add_names(letter, accused)
    mentioned = names_in(f"{letter.title}\n{letter.text}", known) - accused
    LetterName.objects.bulk_create(
        [LetterName(letter=letter, name=name, kind="mentioned") for name in sorted(mentioned)],
        ignore_conflicts=True,
    )


def add_names(letter: Letter, names: Iterable[str]) -> None:
    """Keep whoever bears one of these from the letter, and from the problem that was made of it."""
    fresh = sorted(set(names))
    if not fresh:
        return
    letter.names.filter(name__in=fresh).update(kind="accused")
    LetterName.objects.bulk_create(
        [LetterName(letter=letter, name=name) for name in fresh], ignore_conflicts=True
    )
    letter.about_people.add(*User.objects.filter(name__in=fresh))
    if letter.matter is not None:
        name_in_matter(letter.matter, fresh)


def name_in_matter(matter: Matter, names: Iterable[str]) -> None:
    """Keep whoever bears one of these from the problem; a handler among them has it no more."""
    names = set(names)
    rows = [MatterName(matter=matter, name=name) for name in sorted(names)]
    MatterName.objects.bulk_create(rows, ignore_conflicts=True)
    if matter.handler is not None and canonical_name(matter.handler.name) in names:
        Matter.objects.filter(pk=matter.pk).update(handler=None)


def typed_names(typed: str) -> set[str]:
    """The names in a field for names: those of people who are known, and what else stands there."""
    return {name[:LONGEST] for name in named_pieces(typed)} | names_in(typed, known_names())


def add_accused(row: Letter, accused: Accused) -> list[str]:
    """Add units, people and names to those of the letter; how they are called. None that stands there is taken away."""
    units, people = list(accused.units), list(accused.people)
    typed = typed_names(accused.typed)
    row.about_units.add(*units)
    row.about_people.add(*people)
    add_names(row, {canonical_name(user.name) for user in people} | typed)
    return [unit.name for unit in units] + sorted({user.name for user in people} | typed)
