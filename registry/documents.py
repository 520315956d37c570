"""Lists of the registry as workbooks. Telephone numbers are left out: who needs one looks at it, and is recorded."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from printing.sheet import Column, Sheet, Value
from printing.sheet import workbook as of_sheets

if TYPE_CHECKING:
    from registry.models import Area, Business, Person, Unit


def business_sheet(businesses: "Iterable[Business]") -> Sheet:
    """经济户口, one row a business; each with its area, office, industry and street read along."""
    head = [
        Column("统一社会信用代码", 22),
        Column("名称", 32),
        Column("主体类型", 14),
        Column("规模", 10),
        Column("行业", 14),
        Column("风险等级", 10),
        Column("工商所", 16),
        Column("片区", 18),
        Column("街道（村居）", 16),
        Column("经营地址", 30),
        Column("负责人", 10),
        Column("成立日期", 12, "date"),
        Column("登记状态", 10),
        Column("上次巡查日期", 14, "date"),
    ]
    return Sheet("经济户口", "经济户口", head, _businesses(businesses), landscape=True)


def _businesses(businesses: "Iterable[Business]") -> Iterator[list[Value]]:
    for each in businesses:
        yield [
            each.code,
            each.name,
            each.get_kind_display(),
            each.get_scale_display(),
            each.industry.name if each.industry else "",
            each.get_grade_display(),
            each.area.office.name,
            each.area.name,
            each.street.name if each.street else "",
            each.address,
            each.responsible,
            each.established_on,
            each.get_status_display(),
            each.last_patrol_on,
        ]


def area_sheet(areas: "Iterable[Area]") -> Sheet:
    """片区, each row as ``registry.queries.territory.area_rows`` gives it."""
    head = [
        Column("片区编码", 12),
        Column("片区名称", 24),
        Column("所属工商所", 20),
        Column("监管责任人", 24),
        Column("街道（村居）", 14, "integer"),
        Column("市场主体", 12, "integer"),
    ]
    rows: list[list[Value]] = [
        [
            area.code,
            area.name,
            area.office.name,
            "、".join(str(post.person or post.user) for post in area.supervisors),  # type: ignore[attr-defined]  # annotated by the query
            area.street_count,  # type: ignore[attr-defined]  # as above
            area.business_count,  # type: ignore[attr-defined]  # as above
        ]
        for area in areas
    ]
    return Sheet("片区", "片区与监管责任人", head, rows)


def unit_sheet(units: "Iterable[Unit]") -> Sheet:
    """单位, one row a unit with its parent."""
    head = [
        Column("单位编码", 12),
        Column("单位名称", 28),
        Column("类别", 16),
        Column("上级单位", 28),
        Column("地址", 30),
        Column("启用日期", 12, "date"),
        Column("停用日期", 12, "date"),
    ]
    rows: list[list[Value]] = [
        [
            unit.code,
            unit.name,
            unit.get_kind_display(),
            unit.parent.name if unit.parent else "",
            unit.address,
            unit.valid_from,
            unit.valid_to,
        ]
        for unit in units
    ]
    return Sheet("单位", "单位", head, rows, landscape=True)


def person_sheet(people: "Iterable[Person]") -> Sheet:
    """人员, one row a person with the unit."""
    head = [
        Column("姓名", 12),
        Column("类别", 18),
        Column("所属单位", 22),
        Column("所在单位或村居", 30),
        Column("特邀", 8),
        Column("有效", 8),
        Column("备注", 20),
    ]
    rows: list[list[Value]] = [
        [
            person.name,
            person.get_category_display(),
            person.unit.name if person.unit else "",
            person.workplace,
            "是" if person.specially_invited else "",
            "是" if person.active else "否",
            person.remark,
        ]
        for person in people
    ]
    return Sheet("人员", "人员", head, rows)


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as one file."""
    return of_sheets(sheets)
