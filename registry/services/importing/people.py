"""评议人员: everybody who may be invited or drawn (S0-06, S3-06, S4-01). Key: name and telephone number."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from registry.models import Person
from registry.models.fields import blind_digest
from registry.models.people import PersonCategory
from registry.services.importing.lookups import Reach, Repeats, Units
from registry.services.importing.rows import Draft, chunks
from registry.services.importing.tables import Column, text_of
from registry.sql import among

COLUMNS = (
    Column("name", "姓名", ("名字", "人员姓名"), True, "张三", "", 50),
    Column(
        "category",
        "类别",
        ("人员类别", "代表类别", "身份"),
        True,
        "人大代表",
        "行风监督员、纪检监察、人大代表、政协委员、党代表、村居委会代表、政府工作人员、管理服务对象代表、消费者",
    ),
    Column(
        "workplace",
        "所在单位或村居",
        ("所在单位", "工作单位", "单位", "村居", "单位或村居"),
        example="示例科技有限公司",
        longest=100,
    ),
    Column(
        "unit",
        "所属工商所",
        ("工商所", "所属单位", "所属工商所编码"),
        example="城关工商所",
        note="名称或编码；全市性的代表可留空",
    ),
    Column("phone", "联系电话", ("电话", "手机", "手机号", "手机号码", "联系方式"), True, "13000000000"),
    Column("remark", "备注", ("说明",), example="特邀", note="含“特邀”二字的为特邀监督员", longest=100),
)
LABELS = {column.field: column.label for column in COLUMNS}

C = PersonCategory
CATEGORIES = {
    "行风监督员": C.CONDUCT_SUPERVISOR,
    "行风（效能）监督员": C.CONDUCT_SUPERVISOR,
    "行风(效能)监督员": C.CONDUCT_SUPERVISOR,
    "行风义务监督员": C.CONDUCT_SUPERVISOR,
    "行风特邀监督员": C.CONDUCT_SUPERVISOR,
    "特邀监督员": C.CONDUCT_SUPERVISOR,
    "纪检监察": C.DISCIPLINE_ORGAN,
    "纪检监察机关": C.DISCIPLINE_ORGAN,
    "纪检监察干部": C.DISCIPLINE_ORGAN,
    "人大代表": C.CONGRESS_DEPUTY,
    "市人大代表": C.CONGRESS_DEPUTY,
    "政协委员": C.CPPCC_MEMBER,
    "市政协委员": C.CPPCC_MEMBER,
    "党代表": C.PARTY_DEPUTY,
    "市党代表": C.PARTY_DEPUTY,
    "村居委会代表": C.VILLAGE_COMMITTEE,
    "村（居）委会代表": C.VILLAGE_COMMITTEE,
    "村(居)委会代表": C.VILLAGE_COMMITTEE,
    "政府工作人员": C.GOVERNMENT_STAFF,
    "管理服务对象代表": C.SERVICE_OBJECT,
    "管理服务对象": C.SERVICE_OBJECT,
    "消费者": C.CONSUMER,
    "消费者代表": C.CONSUMER,
}
INVITED = "特邀"
COMPARED = ("category", "workplace", "unit_id", "specially_invited", "remark")


class PeopleRows:
    """Rows of 评议人员."""

    columns = COLUMNS
    key = "name"

    def judge(self, drafts: Iterator[Draft], reach: Reach) -> Iterator[Draft]:
        units, repeats = Units.load(), Repeats()
        names = {unit.pk: unit.name for unit in units.by_code.values()}
        for chunk in chunks(drafts):
            for draft in chunk:
                _read(draft, units, repeats)
            known = _known(draft.values for draft in chunk)
            for draft in chunk:
                person = known.get((draft.values["name"], draft.values["phone_digest"]))
                _refuse_foreign(draft, person, reach)
                if person and not draft.problems:
                    draft.exists = True
                    draft.changes = _changes(draft.values, person, names)
            yield from chunk

    def apply(
        self, staged: Iterator[dict[str, Any]], today: date, reach: Reach
    ) -> Iterator[tuple[int, dict[str, list[int]]]]:
        for chunk in chunks(staged):
            known = _known(chunk)
            new: list[Person] = []
            changed: list[Person] = []
            for values in chunk:
                person = known.get((values["name"], values["phone_digest"]))
                reach.require(person.unit_id if person else values.get("unit_id"))
                (changed if person else new).append(_filled(person or Person(), values))
            Person.objects.bulk_create(new)
            Person.objects.bulk_update(changed, COMPARED, batch_size=200)
            yield len(chunk), {"person": [person.pk for person in (*new, *changed)]}


def _read(draft: Draft, units: Units, repeats: Repeats) -> None:
    values = draft.values
    values["name"] = draft.key = draft.person("name", required=True)
    values["category"] = draft.choice("category", CATEGORIES)
    before = len(draft.problems)
    values["phone"] = draft.phone("phone")
    if not values["phone"] and len(draft.problems) == before:
        draft.problem("phone", "联系电话为空，无法与同名的人区分")
    values["phone_digest"] = blind_digest(values["phone"]) if values["phone"] else ""
    if values["name"] and values["phone"]:
        repeats.check(draft, "name", (values["name"], values["phone_digest"]))
    if draft.has("workplace"):
        values["workplace"] = draft.text("workplace")
    if draft.has("unit"):
        unit = units.find(draft, "unit")
        values["unit_id"] = unit.pk if unit else None
    named = INVITED in text_of(draft.raw("category"))
    if draft.has("remark"):
        values["remark"] = draft.text("remark")
        values["specially_invited"] = named or INVITED in values["remark"]
    elif named:
        values["specially_invited"] = True


def _refuse_foreign(draft: Draft, person: Person | None, reach: Reach) -> None:
    """Neither somebody whom another bureau keeps, nor a unit of another's; who has no unit belongs to the top."""
    if person is not None and not reach.has(person.unit_id):
        draft.problem("name", "同名同电话的人已由其他单位登记，不能由本单位改动")
    reach.judge(draft, "unit", draft.values.get("unit_id"))
    unplaced = draft.values.get("unit_id") is None and (person is None or draft.has("unit"))
    if unplaced and not reach.has(None) and not text_of(draft.raw("unit")):
        draft.problem("unit", "所属工商所为空，须填本单位的工商所")


def _known(rows: Iterator[Mapping[str, Any]] | list[dict[str, Any]]) -> dict[tuple[str, str], Person]:
    digests = [values["phone_digest"] for values in rows if values["phone_digest"]]
    found = among(Person.objects.exclude(category=C.STAFF), "phone_digest", digests)
    return {(person.name, person.phone_digest): person for person in found.defer("phone")}


def _changes(values: Mapping[str, Any], person: Person, units: Mapping[int, str]) -> list[list[str]]:
    changes = []
    for name in COMPARED:
        old = getattr(person, name)
        if name not in values or values[name] == old:
            continue
        label = LABELS.get(name.removesuffix("_id"), INVITED)
        if name == "specially_invited":
            changes.append([label, "是" if old else "否", "是" if values[name] else "否"])
        elif name == "unit_id":
            changes.append([label, units.get(old, ""), units.get(values[name], "")])
        elif name == "category":
            changes.append([label, C(old).label, C(values[name]).label])
        else:
            changes.append([label, old, values[name]])
    return changes


def _filled(person: Person, values: Mapping[str, Any]) -> Person:
    for name in COMPARED:
        if name in values:
            setattr(person, name, values[name])
    if person.pk is None:
        person.name, person.phone, person.phone_digest = (
            values["name"],
            values["phone"],
            values["phone_digest"],
        )
    return person
