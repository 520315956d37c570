"""Units: the tree, its dates and successors."""

from collections.abc import Sequence

from registry.models import Area, Township, Unit, User
from registry.search import index_objects
from registry.services.audit import change
from registry.services.refusals import Refused


class UnitRefused(Refused):
    """The change would break the tree; the text is a sentence in Chinese."""


def save_unit(*, actor: User | None, unit: Unit, changed: Sequence[str] = ()) -> None:
    """Write a new or edited unit; ``changed`` names the fields for the audit.

    Raises ``UnitRefused`` when a unit would stand below itself, succeed itself, or end before it begins.
    """
    with change(actor, "edit_unit" if unit.pk else "create_unit", unit) as log:
        parents, successors = _lock_tree()
        _refuse_circle(unit, unit.parent_id, parents, "上级单位不能是本单位或本单位的下级，请重新选择。")
        _refuse_circle(unit, unit.successor_id, successors, "承继单位不能是本单位，也不能相互承继。")
        if unit.valid_from and unit.valid_to and unit.valid_to < unit.valid_from:
            raise UnitRefused("停用日期早于启用日期，请核对。")
        if unit.successor_id and unit.valid_to is None:
            raise UnitRefused("填写承继单位时，请同时填写停用日期。")
        unit.save()
        _index_with_dependants(unit)
        log.note(fields=sorted(changed))


def _lock_tree() -> tuple[dict[int, int | None], dict[int, int | None]]:
    """Every unit's parent and successor; locked, so that two moves at once cannot close a circle."""
    rows = list(
        Unit.objects.select_for_update().order_by("pk").values_list("pk", "parent_id", "successor_id")
    )
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}


def _refuse_circle(unit: Unit, start: int | None, links: dict[int, int | None], sentence: str) -> None:
    seen: set[int] = set()
    at = start
    while at is not None and at not in seen:
        if at == unit.pk:
            raise UnitRefused(sentence)
        seen.add(at)
        at = links.get(at)


def _index_with_dependants(unit: Unit) -> None:
    """A unit's name stands in the entries of its areas and townships too."""
    index_objects("unit", [unit.pk])
    index_objects("area", list(Area.objects.filter(office=unit).values_list("pk", flat=True)))
    index_objects("township", list(Township.objects.filter(office=unit).values_list("pk", flat=True)))
