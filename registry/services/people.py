"""People, and looking at a full telephone number."""

from collections.abc import Sequence

from registry.models import Business, Person, Township, User
from registry.models.fields import blind_digest
from registry.models.people import PersonCategory
from registry.search import index_objects
from registry.services.audit import change
from registry.services.refusals import Refused
from rulebook.registry.messy import MessyCell, parse_phone


class PersonRefused(Refused):
    """A person with the same key exists, or the telephone cannot be read; the text is a sentence in Chinese."""


def save_person(*, actor: User | None, person: Person, changed: Sequence[str] = ()) -> None:
    """Write a new or edited person. Staff are one a (unit, name), everybody else one a (name, telephone).

    Raises ``PersonRefused``.
    """
    try:
        person.phone = parse_phone(person.phone)
    except MessyCell as wrong:
        raise PersonRefused(f"{wrong}。") from wrong
    person.phone_digest = blind_digest(person.phone) if person.phone else ""
    if person.category == PersonCategory.STAFF and person.unit is None:
        raise PersonRefused("工作人员须填写所属单位。")
    with change(actor, "edit_person" if person.pk else "create_person", person) as log:
        _refuse_twin(person)
        person.save()
        index_objects("person", [person.pk])
        log.note(fields=sorted(changed))


def _refuse_twin(person: Person) -> None:
    others = Person.objects.exclude(pk=person.pk).filter(name=person.name)
    if person.category == PersonCategory.STAFF:
        if others.filter(category=PersonCategory.STAFF, unit=person.unit).exists():
            raise PersonRefused("该单位已有同名的工作人员，请在姓名后加以区分。")
    elif others.exclude(category=PersonCategory.STAFF).filter(phone_digest=person.phone_digest).exists():
        raise PersonRefused("已有姓名和电话都相同的人员，请修改原有记录。")


def view_contact(*, actor: User, subject: Person | Business | Township) -> str:
    """The full telephone number, and an audit event that this user has looked at it."""
    with change(actor, "view_contact", subject):
        return str(subject.phone)
