"""Units: the tree, its dates and successors."""

from collections.abc import Sequence

from registry.access import at_the_top, unit_ids_with
from registry.models import Area, Township, Unit, User
from registry.models.units import UnitKind
from registry.roles import Capability
from registry.search import index_objects
from registry.services.audit import change
from registry.services.refusals import Refused
from rulebook.registry.tree import Tree, wrong_place

BUREAUS = (UnitKind.BUREAU, UnitKind.COUNTY)


class UnitRefused(Refused):
    """The change would break the tree; the text is a sentence in Chinese."""


def save_unit(*, actor: User | None, unit: Unit, changed: Sequence[str] = ()) -> None:
    """Write a new or edited unit; ``changed`` names the fields for the audit.

    Raises ``UnitRefused`` when a unit would stand below itself, succeed itself, or end before it begins; when it is not
    the actor's, would leave its bureau, or would bring more units under his own posts.
    """
    with change(actor, "edit_unit" if unit.pk else "create_unit", unit) as log:
        parents, successors = _lock_tree()
        _refuse_circle(unit, unit.parent_id, parents, "上级单位不能是本单位或本单位的下级，请重新选择。")
        _refuse_circle(unit, unit.successor_id, successors, "承继单位不能是本单位，也不能相互承继。")
        if actor is not None:
            _refuse_foreign(actor, unit)
        if unit.valid_from and unit.valid_to and unit.valid_to < unit.valid_from:
            raise UnitRefused("停用日期早于启用日期，请核对。")
        if unit.successor_id and unit.valid_to is None:
            raise UnitRefused("填写承继单位时，请同时填写停用日期。")
        before = _reaches(actor) if unit.pk else {}
        unit.save()
        if any(
            units - before[capability] for capability, units in (_reaches(actor) if before else {}).items()
        ):
            raise UnitRefused("这样改会扩大您本人岗位管到的单位，请由另一人办理。")
        _index_with_dependants(unit)
        log.note(fields=sorted(changed))


def _refuse_foreign(actor: User, unit: Unit) -> None:
    """The law of an import, for one unit (``rulebook.registry.tree``); and a successor is the actor's own as well."""
    rows = Unit.objects.values_list("pk", "code", "parent__code", "kind", "successor")
    known = {row[0]: row for row in rows}
    stored = known.get(unit.pk)
    code = stored[1] if stored else unit.code
    before = Tree(
        {row[1]: row[2] or "" for row in known.values()},
        {row[1] for row in known.values() if row[3] in BUREAUS},
    )
    parent = known[unit.parent_id][1] if unit.parent_id else ""
    bureaus = {*before.bureaus, code} if unit.kind in BUREAUS else before.bureaus
    after = Tree({**before.parents, code: parent}, bureaus)
    top = at_the_top(actor, Capability.IMPORT_REGISTRY)
    kept = unit_ids_with(actor, Capability.IMPORT_REGISTRY)
    reach = None if top else {known[pk][1] for pk in kept if pk in known}
    if wrong := wrong_place(code, before, after, reach):
        raise UnitRefused(f"{wrong}。")
    if stored is None and not parent and unit.kind != UnitKind.BODY and _has_top():
        raise UnitRefused("最上级单位只有一个，请选择上级单位。")
    if stored and not top and (stored[3] in BUREAUS) != (unit.kind in BUREAUS):
        raise UnitRefused("是不是市局、县局由最上级单位改。")
    moved = unit.successor_id not in (None, stored[4] if stored else None)
    if moved and not top and unit.successor_id not in kept:
        raise UnitRefused("承继单位不归本单位管理，请由上级办理。")


def _has_top() -> bool:
    return Unit.objects.filter(parent__isnull=True).exclude(kind=UnitKind.BODY).exists()


def _reaches(actor: User | None) -> dict[Capability, set[int]]:
    """Where the actor holds what, read anew."""
    if actor is None:
        return {}
    fresh = User.objects.get(pk=actor.pk)
    return {capability: unit_ids_with(fresh, capability) for capability in Capability}


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
