"""片区与监管责任人 (key: 片区编码) and 乡镇街道 (key: office and name)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from registry.models import Area, Township
from registry.roles import Role
from registry.services.importing import posts
from registry.services.importing.lookups import Reach, Repeats, Units
from registry.services.importing.rows import Draft
from registry.services.importing.tables import Column, text_of
from rulebook.registry.coordinates import WrongBoundary, parse_boundary

AREA_COLUMNS = (
    Column("code", "片区编码", ("编码", "片区代码"), True, "PQ01", "", 20),
    Column("name", "片区名称", ("片区", "名称"), True, "城关第一片区", "", 80),
    Column(
        "office",
        "所属工商所编码",
        ("所属工商所", "工商所编码", "工商所", "所属单位", "所属单位编码"),
        True,
        "SO01",
        "编码或名称",
    ),
    Column(
        "supervisors", "监管责任人", ("责任人", "片区监管员", "监管员"), example="李四", note="多人用顿号分开"
    ),
    Column(
        "boundary",
        "边界",
        ("片区边界", "边界坐标"),
        example="120.60000 27.95000;120.63000 27.95000;120.63000 27.99000",
        note="WGS-84 坐标，“经度 纬度”，各点用分号分开",
    ),
)
AREA_LABELS = {column.field: column.label for column in AREA_COLUMNS}
INSPECTOR_TITLE = "片区监管责任人"

TOWNSHIP_COLUMNS = (
    Column("name", "乡镇街道", ("乡镇", "街道", "乡镇（街道）", "名称"), True, "城关镇", "", 80),
    Column(
        "office", "所属工商所", ("工商所", "所属工商所编码", "所属单位"), True, "城关工商所", "名称或编码"
    ),
    Column("contact", "联系人", ("负责人", "姓名"), example="王五", longest=50),
    Column("phone", "联系电话", ("电话", "手机", "手机号"), example="13000000000"),
)
TOWNSHIP_LABELS = {column.field: column.label for column in TOWNSHIP_COLUMNS}


class AreaRows:
    """Rows of 片区与监管责任人."""

    columns = AREA_COLUMNS
    key = "code"

    def judge(self, drafts: Iterator[Draft], reach: Reach) -> Iterator[Draft]:
        units, codes, names = Units.load(), Repeats(), Repeats()
        known = {area.code: area for area in Area.objects.select_related("office")}
        taken = {(area.office_id, area.name): area.code for area in known.values()}
        held: dict[int, list[posts.Holder]] = {}
        for holder in posts.holders([Role.INSPECTOR]):
            if holder.area_id:
                held.setdefault(holder.area_id, []).append(holder)
        for draft in drafts:
            _read_area(draft, units, codes)
            values = draft.values
            place = (values["office"], values["name"])
            if values["office"] and values["name"]:
                names.check(draft, "name", place)
                if taken.get(place, values["code"]) != values["code"]:
                    draft.problem("name", f"该所已有同名片区，编码为 {taken[place]}")
            reach.judge(draft, "office", values["office"])
            if area := known.get(values["code"]):
                if not reach.has(area.office_id):
                    draft.problem("code", f"这个片区属于{area.office.name}，不归本单位管理")
                draft.exists = True
                _compare_area(draft, area, held.get(area.pk, []))
            yield draft

    def apply(
        self, staged: Iterator[dict[str, Any]], today: date, reach: Reach
    ) -> Iterator[tuple[int, dict[str, list[int]]]]:
        staffed = posts.staffed()
        held = dict(Area.objects.values_list("code", "office"))
        for values in staged:
            reach.require(values["office"])
            reach.require(held.get(values["code"], values["office"]))
            area, _ = Area.objects.update_or_create(
                code=values["code"],
                defaults={name: values[name] for name in ("name", "boundary") if name in values}
                | {"office_id": values["office"]},
            )
            posts.end_posts(values.get("ends", []), today)
            people = []
            for name in values.get("supervisors", []):
                person = posts.staff_person(area.office_id, name, "")
                begins = today if (area.office_id, area.pk) in staffed else None
                posts.begin_post(
                    person=person,
                    unit_id=area.office_id,
                    area_id=area.pk,
                    role=Role.INSPECTOR,
                    title=INSPECTOR_TITLE,
                    begins=begins,
                )
                people.append(person.pk)
            yield 1, {"area": [area.pk], "person": people}


def _read_area(draft: Draft, units: Units, codes: Repeats) -> None:
    values = draft.values
    values["code"] = draft.key = draft.text("code", required=True)
    if draft.key:
        codes.check(draft, "code", draft.key)
    values["name"] = draft.text("name", required=True)
    office = units.find(draft, "office")
    if office is None and not text_of(draft.raw("office")):
        draft.problem("office", "所属工商所为空")
    values["office"] = office.pk if office else None
    if draft.has("supervisors"):
        values["supervisors"] = _names(draft)
        if not values["supervisors"]:
            draft.warn("supervisors", "片区没有监管责任人")
    if draft.has("boundary"):
        values["boundary"] = _boundary(draft)


def _names(draft: Draft) -> list[str]:
    text = draft.text("supervisors")
    names = [name.strip() for name in re.split(r"[、，,;；/]+", text)]
    names = [name if name.isascii() else name.replace(" ", "") for name in names if name]
    if any(len(name) > 50 for name in names):
        draft.problem("supervisors", "姓名超过 50 个字")
    return list(dict.fromkeys(names))


def _boundary(draft: Draft) -> list[list[float]]:
    text = str(draft.raw("boundary") or "")
    if not text.strip():
        return []
    try:
        corners = parse_boundary(text)
    except WrongBoundary as error:
        draft.problem("boundary", str(error))
        return []
    return [list(corner) for corner in (*corners, corners[0])]


def _compare_area(draft: Draft, area: Area, held: list[posts.Holder]) -> None:
    values = draft.values
    if values["name"] != area.name:
        draft.changes.append([AREA_LABELS["name"], area.name, values["name"]])
    if values["office"] != area.office_id:
        draft.changes.append([AREA_LABELS["office"], area.office.name, text_of(draft.raw("office"))])
    if "boundary" in values and values["boundary"] != area.boundary:
        draft.changes.append(
            [AREA_LABELS["boundary"], f"{len(area.boundary)} 个点", f"{len(values['boundary'])} 个点"]
        )
    named = values.get("supervisors", [])
    if not named:
        return
    current = {holder.name: holder for holder in held if holder.unit_id == values["office"]}
    label = AREA_LABELS["supervisors"]
    draft.changes += [[label, "", name] for name in named if name not in current]
    gone = [holder for holder in held if holder.name not in named or holder.unit_id != values["office"]]
    values["ends"] = [holder.post_id for holder in gone]
    draft.changes += [[label, holder.name, "任职结束"] for holder in gone]


class TownshipRows:
    """Rows of 乡镇街道; the same name twice under one office is a problem."""

    columns = TOWNSHIP_COLUMNS
    key = "name"

    def judge(self, drafts: Iterator[Draft], reach: Reach) -> Iterator[Draft]:
        units, repeats = Units.load(), Repeats()
        known = {(row.office_id, row.name): row for row in Township.objects.all()}
        for draft in drafts:
            values = draft.values
            values["name"] = draft.text("name", required=True)
            office = units.find(draft, "office")
            if office is None and not text_of(draft.raw("office")):
                draft.problem("office", "所属工商所为空")
            values["office"] = office.pk if office else None
            reach.judge(draft, "office", values["office"])
            draft.key = "/".join(filter(None, (office.name if office else "", values["name"])))[:120]
            if office and values["name"]:
                repeats.check(draft, "name", (office.pk, values["name"]))
            if draft.has("contact"):
                values["contact"] = draft.person("contact")
            if draft.has("phone"):
                values["phone"] = draft.phone("phone")
            if before := known.get((values["office"], values["name"])):
                draft.exists = True
                draft.changes = _township_changes(values, before)
            yield draft

    def apply(
        self, staged: Iterator[dict[str, Any]], today: date, reach: Reach
    ) -> Iterator[tuple[int, dict[str, list[int]]]]:
        for values in staged:
            reach.require(values["office"])
            row, _ = Township.objects.update_or_create(
                office_id=values["office"],
                name=values["name"],
                defaults={name: values[name] for name in ("contact", "phone") if name in values},
            )
            yield 1, {"township": [row.pk]}


def _township_changes(values: Mapping[str, Any], before: Township) -> list[list[str]]:
    changes = []
    if values.get("contact", before.contact) != before.contact:
        changes.append([TOWNSHIP_LABELS["contact"], before.contact, values["contact"]])
    if values.get("phone", before.phone) != before.phone:
        changes.append(
            [
                TOWNSHIP_LABELS["phone"],
                f"尾号 {before.phone[-4:]}" if before.phone else "",
                f"尾号 {values['phone'][-4:]}",
            ]
        )
    return changes
