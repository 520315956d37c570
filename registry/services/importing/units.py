"""单位与负责人. Key: 单位编码; one row a post, so a unit may have several rows."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from registry.models import Unit
from registry.models.units import UnitKind
from registry.roles import Role
from registry.services.importing import posts
from registry.services.importing.lookups import Reach, Repeats
from registry.services.importing.rows import Draft
from registry.services.importing.tables import Column, text_of
from rulebook.registry.tree import Tree, wrong_place

COLUMNS = (
    Column(
        "code",
        "单位编码",
        ("编码", "单位代码", "机构编码"),
        True,
        "SO01",
        "一个单位有几位负责人就写几行，编码相同",
        20,
    ),
    Column("name", "单位名称", ("名称", "单位", "机构名称"), True, "城关工商所", "", 80),
    Column(
        "kind",
        "类别",
        ("单位类别", "类型", "单位类型"),
        True,
        "工商所",
        "市局、县（市、区）局、机关科室、工商所、分局、窗口、外部单位",
    ),
    Column("parent", "上级编码", ("上级单位编码", "上级", "上级单位"), True, "SJ00", "最上级单位留空"),
    Column("person", "主要负责人", ("负责人", "姓名", "负责人姓名"), example="张三", longest=50),
    Column(
        "title",
        "职务",
        ("岗位",),
        example="所长",
        note="所长、局长、科长等为正职，带“副”字为副职",
        longest=40,
    ),
    Column("phone", "联系电话", ("电话", "手机", "手机号"), example="13000000000"),
    Column("address", "地址", ("单位地址", "办公地址"), example="安澜市人民路1号", longest=200),
)
LABELS = {column.field: column.label for column in COLUMNS}

BRANCH = "分局"
KINDS = {
    "市局": UnitKind.BUREAU,
    "县（市、区）局": UnitKind.COUNTY,
    "县(市、区)局": UnitKind.COUNTY,
    "县局": UnitKind.COUNTY,
    "区局": UnitKind.COUNTY,
    "机关科室": UnitKind.DEPARTMENT,
    "科室": UnitKind.DEPARTMENT,
    "工商所": UnitKind.OFFICE,
    "工商所（分局）": UnitKind.OFFICE,
    "所": UnitKind.OFFICE,
    BRANCH: UnitKind.OFFICE,
    "窗口": UnitKind.WINDOW,
    "外部单位": UnitKind.BODY,
}
HEAD_TITLES = ("所长", "局长", "科长", "处长", "主任", "队长", "站长", "主要负责人", "负责人")
DEPUTY_TITLES = ("教导员", "指导员")
ROLES = (Role.HEAD, Role.DEPUTY)
BUREAUS = (UnitKind.BUREAU, UnitKind.COUNTY)


def role_of(title: str) -> Role | None:
    """正职 or 副职 by the title's words; None for a title that is neither."""
    bare = title.split("（")[0].split("(")[0]
    if "副" in bare or bare.endswith(DEPUTY_TITLES):
        return Role.DEPUTY
    return Role.HEAD if not bare or bare.endswith(HEAD_TITLES) else None


class UnitRows:
    """Rows of 单位与负责人. They are judged together: a parent may stand below its child."""

    columns = COLUMNS
    key = "code"

    def judge(self, drafts: Iterator[Draft], reach: Reach) -> Iterator[Draft]:
        repeats, groups = Repeats(), dict[str, list[Draft]]()
        rows = list(drafts)
        for draft in rows:
            _read(draft, repeats)
            groups.setdefault(draft.values["code"], []).append(draft)
        known = {unit.code: unit for unit in Unit.objects.select_related("parent")}
        for group in groups.values():
            _agree(group)
        _refuse_second_roots(rows, known)
        _refuse_circles(rows, known)
        _refuse_orphans(rows, known)
        _refuse_foreign(rows, known, reach)
        held: dict[int, list[posts.Holder]] = {}
        for holder in posts.holders(ROLES):
            held.setdefault(holder.unit_id, []).append(holder)
        for code, group in groups.items():
            if unit := known.get(code):
                _compare(group, unit, held.get(unit.pk, []))
        yield from rows

    def apply(
        self, staged: Iterator[dict[str, Any]], today: date, reach: Reach
    ) -> Iterator[tuple[int, dict[str, list[int]]]]:
        rows = list(staged)
        held = dict(Unit.objects.values_list("code", "pk"))
        for code in {values["code"] for values in rows} & held.keys():
            reach.require(held[code])
        staffed = posts.staffed()
        units = {values["code"]: _save_unit(values) for values in rows}
        for values in rows:
            _place(units[values["code"]], values["parent"])
        posts.end_posts((post for values in rows for post in values.get("ends", [])), today)
        people = []
        for values in rows:
            if values["person"]:
                unit_id = units[values["code"]].pk
                person = posts.staff_person(unit_id, values["person"], values["phone"])
                begins = today if (unit_id, None) in staffed else None
                role = Role(values["role"])
                posts.begin_post(
                    person=person,
                    unit_id=unit_id,
                    area_id=None,
                    role=role,
                    title=values["title"],
                    begins=begins,
                )
                people.append(person.pk)
        yield len(rows), {"unit": [unit.pk for unit in units.values()], "person": people}


def _read(draft: Draft, repeats: Repeats) -> None:
    values = draft.values
    values["code"] = draft.text("code", required=True)
    values["name"] = draft.text("name", required=True)
    values["kind"] = draft.choice("kind", KINDS)
    values["is_branch"] = text_of(draft.raw("kind")) == BRANCH
    values["parent"] = draft.text("parent")
    values["address"] = draft.text("address")
    values["person"] = draft.person("person")
    values["title"] = draft.text("title") or (HEAD_TITLES[-1] if values["person"] else "")
    values["phone"] = draft.phone("phone")
    role = role_of(values["title"])
    if role is None:
        draft.problem("title", f"不认识职务“{values['title']}”，应为所长、局长、科长等，副职带“副”字")
    values["role"] = role
    draft.key = "/".join(filter(None, (values["code"], values["person"])))[:120]
    if values["code"]:
        repeats.check(draft, "person" if values["person"] else "code", draft.key)


def _agree(group: list[Draft]) -> None:
    """The rows of one unit must say the same about the unit."""
    first = group[0]
    for draft in group[1:]:
        for name in ("name", "kind", "parent"):
            if draft.values[name] != first.values[name] and not draft.problems:
                draft.problem(name, f"与第 {first.number} 行同一单位的{LABELS[name]}不一致")


def _refuse_second_roots(rows: list[Draft], known: Mapping[str, Unit]) -> None:
    """One installation has one unit tree; bodies outside it need no parent."""
    inside = {draft.values["code"] for draft in rows}
    roots = {
        unit.code: unit.name
        for unit in known.values()
        if unit.parent_id is None and unit.kind != UnitKind.BODY and unit.code not in inside
    }
    for draft in rows:
        values = draft.values
        if values["parent"] or values["kind"] == UnitKind.BODY or draft.problems:
            continue
        others = [name for code, name in roots.items() if code != values["code"]]
        if others:
            draft.problem("parent", f"上级编码为空，而最上级单位已有“{others[0]}”")
        else:
            roots[values["code"]] = values["name"]


def _refuse_circles(rows: list[Draft], known: Mapping[str, Unit]) -> None:
    parents = {code: unit.parent.code if unit.parent else "" for code, unit in known.items()}
    parents.update({draft.values["code"]: draft.values["parent"] for draft in rows})
    for draft in rows:
        seen, code = set(), draft.values["code"]
        while code and code not in seen:
            seen.add(code)
            code = parents.get(code, "")
        if code == draft.values["code"] and code:
            draft.problem("parent", "上级关系成了循环")


def _refuse_orphans(rows: list[Draft], known: Mapping[str, Unit]) -> None:
    """A parent must be in the registry or in a good row of the file; a bad parent takes its children with it."""
    where = {draft.values["code"]: draft.number for draft in reversed(rows)}
    again = True
    while again:
        again = False
        good = set(known) | {draft.values["code"] for draft in rows if not draft.problems}
        for draft in rows:
            parent = draft.values["parent"]
            if parent and parent not in good and not draft.problems:
                again = True
                broken = (
                    f"上级单位“{parent}”所在的第 {where[parent]} 行有问题，须先改正"
                    if parent in where
                    else ""
                )
                draft.problem("parent", broken or f"没有编码为“{parent}”的上级单位")


def _refuse_foreign(rows: list[Draft], known: Mapping[str, Unit], reach: Reach) -> None:
    """No unit of another bureau's, none into another bureau; what is a bureau is said at the top of the tree."""
    before = Tree(
        {code: unit.parent.code if unit.parent else "" for code, unit in known.items()},
        {code for code, unit in known.items() if unit.kind in BUREAUS},
    )
    good = [draft for draft in rows if not draft.problems]
    said = {draft.values["code"]: draft.values for draft in good}
    after = Tree(
        {**before.parents, **{code: values["parent"] for code, values in said.items()}},
        {*before.bureaus, *(code for code, values in said.items() if values["kind"] in BUREAUS)},
    )
    kept = None if reach.whole else {code for code, unit in known.items() if reach.has(unit.pk)}
    for draft in good:
        code = draft.values["code"]
        if wrong := wrong_place(code, before, after, kept):
            draft.problem("code" if code in known and code not in (kept or known) else "parent", wrong)
        elif kept is not None and code in known and _turns(known[code], draft):
            draft.problem("kind", "是不是市局、县局由最上级单位改")


def _turns(unit: Unit, draft: Draft) -> bool:
    """Whether the row makes a bureau of what is none, or the other way about."""
    return (unit.kind in BUREAUS) != (draft.values["kind"] in BUREAUS)


def _compare(group: list[Draft], unit: Unit, held: list[posts.Holder]) -> None:
    """What the rows change in a unit that is known, and whose post ends because the file no longer names him."""
    for draft in group:
        draft.exists = True
        draft.changes += _unit_changes(draft.values, unit)
    named = {
        (draft.values["person"], draft.values["role"]): draft for draft in group if draft.values["person"]
    }
    current = {(holder.name, holder.role): holder for holder in held}
    for key, draft in named.items():
        draft.changes += _post_changes(draft.values, current.get(key))
    if not named:
        group[0].warn("person", "没有填写负责人，原有任职不变") if held else None
        return
    gone = [holder for key, holder in current.items() if key not in named]
    if gone and not any(draft.problems for draft in group):
        group[0].values["ends"] = [holder.post_id for holder in gone]
        group[0].changes += [[LABELS["person"], holder.label, "任职结束"] for holder in gone]


def _unit_changes(values: Mapping[str, Any], unit: Unit) -> list[list[str]]:
    kinds = dict(UnitKind.choices)
    before = {
        "name": (unit.name, values["name"]),
        "kind": (
            BRANCH if unit.is_branch else kinds[unit.kind],
            BRANCH if values["is_branch"] else kinds.get(values["kind"], ""),
        ),
        "parent": (unit.parent.code if unit.parent else "", values["parent"]),
        "address": (unit.address, values["address"] or unit.address),
    }
    return [[LABELS[name], old, new] for name, (old, new) in before.items() if old != new]


def _post_changes(values: Mapping[str, Any], holder: posts.Holder | None) -> list[list[str]]:
    if holder is None:
        return [[LABELS["person"], "", f"{values['person']}（{values['title']}）"]]
    changes = []
    if holder.title != values["title"]:
        changes.append([LABELS["title"], holder.title, values["title"]])
    if values["phone"] and values["phone"] != holder.phone:
        changes.append(
            [
                LABELS["phone"],
                f"尾号 {holder.phone[-4:]}" if holder.phone else "",
                f"尾号 {values['phone'][-4:]}",
            ]
        )
    return changes


def _save_unit(values: Mapping[str, Any]) -> Unit:
    unit, _ = Unit.objects.get_or_create(
        code=values["code"], defaults={"name": values["name"], "kind": values["kind"]}
    )
    unit.name, unit.kind, unit.is_branch = values["name"], values["kind"], values["is_branch"]
    unit.address = values["address"] or unit.address
    unit.save()
    return unit


def _place(unit: Unit, parent_code: str) -> None:
    unit.parent = Unit.objects.get(code=parent_code) if parent_code else None
    unit.save(update_fields=["parent"])
