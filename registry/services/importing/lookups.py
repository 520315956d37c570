"""What rows are looked up in: units, areas and grades as files name them, and the keys met before."""

from dataclasses import dataclass, field
from typing import Any

from registry.models import Area, Industry, Unit
from registry.services.importing.files import ImportRefused
from registry.services.importing.rows import BLANKS, Draft
from registry.services.importing.tables import text_of
from rulebook.patrol.grading import (
    GRADE_LABELS,
    INDUSTRY_GRADES,
    RiskGrade,
    WrongGrade,
    parse_grade,
    split_industries,
)


@dataclass(frozen=True)
class Reach:
    """The units whose registry the importer keeps: no row writes outside of them. ``whole``: he stands at the top."""

    units: frozenset[int]
    whole: bool = False

    def has(self, unit_id: int | None) -> bool:
        """Whether what belongs to this unit is his to write; what belongs to no unit is the top's."""
        return self.whole or unit_id in self.units

    def judge(self, draft: Draft, name: str, unit_id: int | None) -> None:
        """A unit that a cell names and that is not his is a problem of the row."""
        if unit_id is not None and not self.has(unit_id):
            draft.problem(name, f"“{text_of(draft.raw(name))}”不归本单位管理")

    def require(self, unit_id: int | None) -> None:
        """Raises ``ImportRefused`` where a row that was good in the preview now belongs to others."""
        if not self.has(unit_id):
            raise ImportRefused("预览之后登记库有变动，部分行已不归本单位管理，请取消后重新上传。")


WHOLE = Reach(frozenset(), whole=True)


@dataclass
class Repeats:
    """Keys already met in this file and the row each was first met in."""

    first: dict[Any, int] = field(default_factory=dict)

    def check(self, draft: Draft, name: str, key: Any) -> None:
        """A key met before makes the later row a problem that names the first."""
        if (before := self.first.setdefault(key, draft.number)) != draft.number:
            draft.problem(name, f"与第 {before} 行重复")


@dataclass
class Units:
    """The units as files name them: by code or, where it is unique, by name."""

    by_code: dict[str, Unit] = field(default_factory=dict)
    by_name: dict[str, list[Unit]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Units":
        found = cls()
        for unit in Unit.objects.all():
            found.by_code[unit.code] = unit
            found.by_name.setdefault(unit.name, []).append(unit)
        return found

    def find(self, draft: Draft, name: str) -> Unit | None:
        """The unit a cell names; unknown or ambiguous is a problem, an empty cell is None."""
        text = text_of(draft.raw(name))
        if not text:
            return None
        if text in self.by_code:
            return self.by_code[text]
        named = self.by_name.get(text, [])
        if len(named) == 1:
            return named[0]
        draft.problem(
            name,
            f"有多个单位叫“{text}”，请改填单位编码"
            if named
            else f"没有名为“{text}”的单位，请先导入单位或更正名称",
        )
        return None


@dataclass
class Territory:
    """Areas as files name them: by code, by office and name, or by a name that is unique."""

    areas: dict[int, Area] = field(default_factory=dict)
    by_code: dict[str, Area] = field(default_factory=dict)
    by_name: dict[str, list[Area]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Territory":
        found = cls()
        for area in Area.objects.select_related("office"):
            found.areas[area.pk] = area
            found.by_code[area.code] = area
            found.by_name.setdefault(area.name, []).append(area)
        return found

    def find(self, draft: Draft, office_id: int | None) -> Area | None:
        """The area of a row; unknown, ambiguous, or of another office is a problem."""
        text = text_of(draft.raw("area"))
        if not text:
            draft.problem("area", "片区为空")
            return None
        named = [self.by_code[text]] if text in self.by_code else self.by_name.get(text, [])
        inside = [area for area in named if office_id in (None, area.office_id)]
        if len(inside) == 1:
            return inside[0]
        if not named:
            draft.problem("area", f"没有名为“{text}”的片区，请先导入片区或更正名称")
        elif inside:
            draft.problem("area", f"有多个片区叫“{text}”，请填写所属工商所")
        else:
            draft.problem("area", f"片区“{text}”属于{named[0].office.name}，与所属工商所不符")
        return None


@dataclass
class Grades:
    """Grades of industries: the installation's own table over the document's examples."""

    known: dict[str, RiskGrade] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Grades":
        own = {name: RiskGrade(grade) for name, grade in Industry.objects.values_list("name", "grade")}
        return cls({**INDUSTRY_GRADES, **own})

    def settle(self, draft: Draft) -> None:
        """S1-19: the grade belongs to the industry and the business inherits it; of several, the highest counts."""
        names = split_industries(draft.text("industry"))
        given = self._given(draft)
        graded = [name for name in names if name in self.known]
        if graded:
            name = min(graded, key=lambda each: self.known[each])
            grade = self.known[name]
            if given and given != grade:
                draft.warn(
                    "grade", f"填的是{GRADE_LABELS[given]}级，按行业“{name}”定为{GRADE_LABELS[grade]}级"
                )
        elif given:
            name, grade = (names[0] if names else ""), given
            if name:
                self.known[name] = given
                draft.warn("industry", f"“{name}”是新行业，按本行定为{GRADE_LABELS[given]}级")
        else:
            reason = f"行业“{names[0]}”没有等级，本行也未填风险等级" if names else "行业和风险等级都为空"
            draft.problem("grade", reason)
            return
        draft.values["industry"], draft.values["grade"] = name, grade.value

    def _given(self, draft: Draft) -> RiskGrade | None:
        text = text_of(draft.raw("grade"))
        try:
            return parse_grade("" if text in BLANKS else text)
        except WrongGrade as error:
            draft.problem("grade", str(error))
            return None
