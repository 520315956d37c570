"""Whom a letter names, and whom its words only mention."""

from matters.models import Letter
from registry.models import Person, Unit, User
from registry.models.people import PersonCategory
from rulebook.registry.names import names_in


def known_names() -> set[str]:
    """Names of everybody who has an account or stands in a staff list."""
    staff = Person.objects.filter(category=PersonCategory.STAFF, active=True)
    return set(User.objects.values_list("name", flat=True)) | set(staff.values_list("name", flat=True))


def accused_names(letter: Letter) -> list[str]:
    """Who is accused, by name."""
    people = {user.name for user in letter.about_people.all()}
    return sorted(people | set(letter.names.filter(kind="accused").values_list("name", flat=True)))


def mentioned_names(letter: Letter) -> list[str]:
    """Whose name stands in title or text and who is not among the accused: whoever sorts decides."""
    return sorted(names_in(f"{letter.title}\n{letter.text}", known_names()) - set(accused_names(letter)))


def unname_choices(letter: Letter) -> list[tuple[str, str]]:
    """Who may be taken out of a letter: a key and a name in words."""
    units = [(f"unit-{unit.pk}", unit.name) for unit in letter.about_units.all()]
    return units + [(f"name-{name}", name) for name in accused_names(letter)]


def unnamed(letter: Letter, key: str) -> tuple[Unit | None, str]:
    """The unit, or the name, of one of ``unname_choices``."""
    kind, _, value = key.partition("-")
    if kind == "unit":
        return letter.about_units.get(pk=int(value)), ""
    return None, value
