"""经济户口: the live register. Key: 统一社会信用代码 (S1-01, S1-19)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from registry import search
from registry.models import Area, Business
from registry.models.territory import BusinessKind, BusinessScale, BusinessStatus
from registry.services.importing.lookups import Grades, Reach, Repeats, Territory, Units
from registry.services.importing.rows import BLANKS, Draft, Memo, chunks
from registry.services.importing.saving import DATES, PLAIN, Lookups, save, seed_industries
from registry.services.importing.tables import Column, text_of
from registry.sql import among
from rulebook.patrol.grading import GRADE_LABELS
from rulebook.registry import usci
from rulebook.registry.coordinates import (
    Datum,
    WrongDatum,
    contains,
    in_china,
    looks_swapped,
    parse_datum,
    to_wgs84,
)

COLUMNS = (
    Column(
        "code",
        "统一社会信用代码",
        ("社会信用代码", "信用代码", "代码"),
        True,
        "91330399MA00000000",
        "18 位，末位为校验位；无照经营户填自编编号",
        24,
    ),
    Column(
        "name",
        "名称",
        ("企业名称", "主体名称", "市场主体名称", "字号", "字号名称", "户名", "单位名称"),
        True,
        "安澜市示例食品店",
        "",
        120,
    ),
    Column(
        "kind",
        "主体类型",
        ("类型", "市场主体类型", "主体类别"),
        True,
        "个体工商户",
        "企业、个体工商户、农民专业合作社、无照经营户",
    ),
    Column("scale", "规模", ("企业规模",), example="一般", note="一般、规模以上、重点；空白为一般"),
    Column(
        "industry",
        "行业",
        ("所属行业", "行业类别", "经营行业"),
        example="食品销售",
        note="多个行业用顿号分开，按风险最高的定级",
        longest=60,
    ),
    Column(
        "grade",
        "风险等级",
        ("等级", "监管等级"),
        example="甲",
        note="空白按行业定级；与行业等级不符时以行业为准",
    ),
    Column(
        "office",
        "所属工商所",
        ("工商所", "所属单位", "管辖单位", "管辖工商所", "所属工商所编码"),
        example="城关工商所",
        note="名称或编码",
    ),
    Column(
        "area", "片区", ("所属片区", "片区名称", "片区编码", "监管片区"), True, "城关第一片区", "名称或编码"
    ),
    Column(
        "street",
        "街道（村居）",
        ("街道", "村居", "街道村居", "街道/村居", "村居街道"),
        example="人民路",
        longest=80,
    ),
    Column(
        "address",
        "经营地址",
        ("地址", "住所", "经营场所", "住所（经营场所）"),
        example="安澜市人民路1号",
        longest=200,
    ),
    Column("longitude", "经度", ("东经",), example="120.62595"),
    Column("latitude", "纬度", ("北纬",), example="28.02146"),
    Column(
        "datum",
        "坐标系",
        ("坐标系统", "坐标系类型"),
        example="WGS-84",
        note="WGS-84、GCJ-02、BD-09；空白按 WGS-84",
    ),
    Column(
        "responsible", "负责人", ("法定代表人", "经营者", "法人", "负责人姓名"), example="张三", longest=50
    ),
    Column("phone", "联系电话", ("电话", "手机", "手机号", "手机号码", "联系方式"), example="13000000000"),
    Column("established_on", "成立日期", ("成立时间", "注册日期", "开业日期"), example="2020-03-31"),
    Column("status", "登记状态", ("状态", "经营状态"), example="存续", note="存续、注销、吊销；空白为存续"),
    Column("last_patrol_on", "上次巡查日期", ("最近巡查日期", "巡查日期", "上次巡查"), example="2026-05-20"),
)
LABELS = {column.field: column.label for column in COLUMNS}

KINDS = {
    "企业": BusinessKind.FIRM,
    "公司": BusinessKind.FIRM,
    "内资企业": BusinessKind.FIRM,
    "私营企业": BusinessKind.FIRM,
    "外资企业": BusinessKind.FIRM,
    "个体工商户": BusinessKind.SOLE_TRADER,
    "个体": BusinessKind.SOLE_TRADER,
    "个体户": BusinessKind.SOLE_TRADER,
    "农民专业合作社": BusinessKind.COOPERATIVE,
    "合作社": BusinessKind.COOPERATIVE,
    "无照经营户": BusinessKind.UNLICENSED,
    "无照经营": BusinessKind.UNLICENSED,
    "无照": BusinessKind.UNLICENSED,
}
SCALES = {
    "一般": BusinessScale.ORDINARY,
    "": BusinessScale.ORDINARY,
    "规模以上": BusinessScale.ABOVE_SCALE,
    "规上": BusinessScale.ABOVE_SCALE,
    "重点": BusinessScale.KEY,
}
STATUSES = {
    "存续": BusinessStatus.ACTIVE,
    "": BusinessStatus.ACTIVE,
    "在业": BusinessStatus.ACTIVE,
    "开业": BusinessStatus.ACTIVE,
    "正常": BusinessStatus.ACTIVE,
    "注销": BusinessStatus.DEREGISTERED,
    "吊销": BusinessStatus.REVOKED,
}

CLASSIFIED = ("scale", "industry", "grade", "office", "area")
COMPARED = (*PLAIN, *DATES, "area_id", "street__name", "industry__name")
AREA = COMPARED.index("area_id")


class BusinessRows:
    """Rows of 经济户口."""

    columns = COLUMNS
    key = "code"

    def judge(self, drafts: Iterator[Draft], reach: Reach) -> Iterator[Draft]:
        reader = Reader(Units.load(), Territory.load(), Grades.load(), reach)
        for chunk in chunks(drafts):
            for draft in chunk:
                reader.read(draft)
            known = among(Business.objects.all(), "code", [draft.key for draft in chunk])
            before = {row[0]: row for row in known.values_list(*COMPARED)}
            for draft in chunk:
                held = reader.territory.areas.get(before[draft.key][AREA]) if draft.key in before else None
                if held and not reach.has(held.office_id):
                    draft.problem("code", f"这一户属于{held.office.name}，不归本单位管理")
                if (old := before.get(draft.key)) and not draft.problems:
                    draft.exists = True
                    draft.changes = _changes(draft, dict(zip(COMPARED, old, strict=True)), reader.territory)
            yield from chunk

    def apply(
        self, staged: Iterator[dict[str, Any]], today: date, reach: Reach
    ) -> Iterator[tuple[int, dict[str, list[int]]]]:
        seed_industries()
        lookups = Lookups()
        offices = dict(Area.objects.values_list("pk", "office"))
        for chunk in chunks(staged):
            _require(chunk, offices, reach)
            # An area that is gone meanwhile has no office; the transaction cannot end with it.
            search.write_entries(
                search.business_entry(pk, name, code, address, responsible, offices.get(area))
                for pk, name, code, address, responsible, area in save(chunk, lookups, today)
            )
            yield len(chunk), {}


def _require(chunk: list[dict[str, Any]], offices: Mapping[int, int], reach: Reach) -> None:
    """What the preview found to be his still is: the area of each row, and where each business stands now."""
    if reach.whole:
        return
    held = among(Business.objects.all(), "code", [values["code"] for values in chunk])
    areas = {values["area"] for values in chunk} | set(held.values_list("area_id", flat=True))
    for area in areas:
        reach.require(offices.get(area))


_datum = lru_cache(maxsize=64)(parse_datum)


@dataclass
class Reader:
    """Reads the rows of one file, against what the registry knew when it began."""

    units: Units
    territory: Territory
    grades: Grades
    reach: Reach
    repeats: Repeats = field(default_factory=Repeats)
    memo: Memo = field(default_factory=Memo)

    def read(self, draft: Draft) -> None:
        """Fill the row's values, problems and warnings."""
        values = draft.values
        values["kind"] = draft.choice("kind", KINDS)
        values["code"] = draft.key = _code(draft, values["kind"])
        if draft.key:
            self.repeats.check(draft, "code", draft.key)
        values["name"] = draft.text("name", required=True)
        # A grade learned from one row holds for those that follow.
        area = self.memo.judge(draft, CLASSIFIED, self._classify, len(self.grades.known))
        for name in ("street", "address", "responsible"):
            if draft.has(name):
                values[name] = draft.text(name)
        _place(draft, area)
        if draft.has("phone"):
            values["phone"] = draft.phone("phone")
        for name in DATES:
            if draft.has(name):
                values[name] = draft.day(name)
        if draft.has("status"):
            values["status"] = draft.choice("status", STATUSES)

    def _classify(self, draft: Draft) -> Area | None:
        if draft.has("scale"):
            draft.values["scale"] = draft.choice("scale", SCALES)
        self.grades.settle(draft)
        office = self.units.find(draft, "office")
        area = self.territory.find(draft, office.pk if office else None)
        if area and not self.reach.has(area.office_id):
            draft.problem("area", f"片区“{area.name}”属于{area.office.name}，不归本单位管理")
        draft.values["area"] = area.pk if area else None
        return area


def _code(draft: Draft, kind: BusinessKind | None) -> str:
    if kind == BusinessKind.UNLICENSED:
        return draft.text("code", required=True)
    cell = str(draft.raw("code"))
    code = cell if cell.isascii() and cell.isalnum() and cell.isupper() else usci.normalise(cell)
    if wrong := usci.check(code):
        draft.problem("code", wrong)
    return code[:120].replace("\0", "\ufffd")


def _place(draft: Draft, area: Area | None) -> None:
    """Longitude and latitude, kept as WGS-84 with six decimals (about a tenth of a metre)."""
    if not (draft.has("longitude") and draft.has("latitude")):
        return
    draft.values.update(longitude=None, latitude=None, datum="")
    numbers = []
    for name in ("longitude", "latitude"):
        value = draft.raw(name)
        text = value if isinstance(value, float) else text_of(value)
        try:
            numbers.append(None if text in BLANKS else float(text))
        except ValueError:
            draft.problem(name, f"“{text_of(value)[:30]}”不是数字")
            return
    longitude, latitude = numbers
    if longitude is None or latitude is None:
        if longitude != latitude:
            draft.warn("longitude" if longitude is None else "latitude", "经度、纬度只填了一个，坐标未采用")
        return
    if looks_swapped(longitude, latitude):
        draft.problem("longitude", "经纬度疑似颠倒")
        return
    if not in_china(longitude, latitude):
        draft.problem("longitude", f"坐标 {longitude:g}，{latitude:g} 不在中国境内")
        return
    try:
        datum = _datum(text_of(draft.raw("datum")))
    except WrongDatum as error:
        draft.problem("datum", str(error))
        return
    if datum is None:
        datum = Datum.WGS84
        draft.warn("datum", "坐标系为空，按 WGS-84 处理")
    longitude, latitude = to_wgs84(longitude, latitude, datum)
    longitude, latitude = round(longitude, 6), round(latitude, 6)
    draft.values.update(longitude=longitude, latitude=latitude, datum=datum.value)
    if area and area.boundary and not contains(area.boundary, longitude, latitude):
        draft.warn("longitude", f"坐标不在{area.name}的边界内")


def _changes(draft: Draft, before: Mapping[str, Any], territory: Territory) -> list[list[str]]:
    old = dict(before)
    old["street"], old["industry"] = old["street__name"] or "", old["industry__name"] or ""
    old["area"] = old["area_id"]
    for name in DATES:
        old[name] = old[name].isoformat() if old[name] else None
    return [
        [LABELS[name], _shown(name, old[name], territory), _shown(name, new, territory)]
        for name, new in draft.values.items()
        if old[name] != new
    ]


WORDS: dict[str, Mapping[str, str]] = {
    "kind": dict(BusinessKind.choices),
    "scale": dict(BusinessScale.choices),
    "status": dict(BusinessStatus.choices),
    "grade": {grade.value: label for grade, label in GRADE_LABELS.items()},
}


def _shown(name: str, value: Any, territory: Territory) -> str:
    if name == "phone":
        return f"尾号 {value[-4:]}" if value else ""
    if name == "area":
        return territory.areas[value].name if value in territory.areas else ""
    if name in WORDS:
        return WORDS[name].get(value, "")
    return "" if value is None else str(value)
