"""Whom a letter is about, once it is under way: added with a reason, taken out only by two persons (S2-11)."""

from desk.services.clocks import hand_over_clock
from matters.access import may_unname, recused
from matters.models import Letter, Matter
from matters.services.letters import LetterRefused, hand_back, keep, locked
from matters.services.naming import Accused, add_accused, name_in_matter, typed_names
from matters.services.states import MatterRefused
from matters.services.states import keep as keep_matter
from matters.services.states import locked as locked_matter
from registry.models import Unit, User
from registry.services.audit import change
from registry.services.confirmations import give_confirmation, request_confirmation, use_confirmation
from rulebook.lifecycle.letter import LetterState
from rulebook.registry.names import canonical_name

UNNAME = "matters.unname"


def name_accused(*, actor: User, letter: Letter, accused: Accused, reason: str) -> Letter:
    """Say of a letter under way whom else it is about. Who handled it and is one of them has it no more. Raises ``LetterRefused``."""
    with change(actor, "name_accused", letter) as log:
        row = locked(letter)
        if row.state == LetterState.RECEIVED:
            raise LetterRefused("还没有受理，请在受理时确定反映的单位和人员。")
        said = add_accused(row, accused)
        if not said:
            raise LetterRefused("请选择或填写被反映的单位或人员。")
        if row.handler is not None and recused(row.handler, row):
            hand_back(row, actor)
        keep(row, actor, f"添加被反映的{'、'.join(said)}：{reason}")
        log.note(names=len(said))
    return row


def name_in_problem(*, actor: User, matter: Matter, typed: str, reason: str) -> Matter:
    """Say of a problem whom it is about: whoever bears the name sees and handles it no more. Raises ``MatterRefused``."""
    with change(actor, "name_in_problem", matter) as log:
        row = locked_matter(matter)
        names = sorted(typed_names(typed))
        if not names:
            raise MatterRefused("请填写涉及的人员的姓名。")
        name_in_matter(row, names)
        row.refresh_from_db()
        if row.handler is None and row.clock is not None and row.clock.outcome == "open":
            hand_over_clock(actor=actor, clock=row.clock, handler=None)
        keep_matter(row, actor, f"添加涉及的人员{'、'.join(names)}：{reason}")
        log.note(names=len(names))
    return row


def unname_facts(letter: Letter, unit: Unit | None, name: str, reason: str) -> dict[str, str]:
    """What both persons see when somebody is taken out."""
    return {"来信": str(letter), "去掉": unit.name if unit is not None else name, "理由": reason}


def unname_accused(
    *, actor: User, second: User, letter: Letter, unit: Unit | None, name: str, reason: str
) -> Letter:
    """Take out who was named by mistake: one asks, a second person confirms the same facts, and the reason stays on record.

    Raises ``LetterRefused``, ``ConfirmationRefused``.
    """
    facts = unname_facts(letter, unit, name, reason)
    with change(actor, "unname_accused", letter) as log:
        row = locked(letter)
        if not may_unname(actor, row) or not may_unname(second, row):
            raise LetterRefused("须由监察室人员或局领导二人办理，其中不能有被反映的人。")
        asked = request_confirmation(actor=actor, action=UNNAME, subject=row, label=str(row), facts=facts)
        give_confirmation(actor=second, confirmation=asked, facts=facts, subject=row)
        use_confirmation(action=UNNAME, subject=row, facts=facts)
        _take_out(row, unit, name)
        keep(row, actor, f"去掉被反映的{facts['去掉']}（{second.name}确认）：{reason}")
        log.note(second=second.pk, unit=unit.pk if unit is not None else None)
    return row


def _take_out(row: Letter, unit: Unit | None, name: str) -> None:
    if unit is not None:
        row.about_units.remove(unit)
        return
    gone = row.names.filter(name=name)
    people = [user for user in row.about_people.all() if canonical_name(user.name) == canonical_name(name)]
    if not gone.exists() and not people:
        raise LetterRefused("这封来信没有反映此人。")
    gone.delete()
    row.about_people.remove(*people)
    if row.matter is not None:
        row.matter.names.filter(name=name).delete()
