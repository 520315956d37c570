"""The ballot form and the body of a ballot (S0-12, S0-20, S3-08).

A form is a grid: every subject is graded on every criterion. A ballot's body is a list of small integers,
one for each place of the grid in form order (subject by subject, criterion by criterion). 0 is 弃权; 1 is
the first grade of the form, 2 the second, and so on.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

ABSTAIN = 0
ABSTAIN_LABEL = "弃权"
OVERALL = "overall"
"""Key of the criterion 总体评价, from which the summary rates of a subject are taken."""

MUTUAL = 2
"""Version of a form on which a panel rates one another: exactly one place stays unmarked, the voter's own unit (S3-04)."""
OWN_LABEL = "本单位（不评）"

_BALLOT_ID = re.compile(r"[0-9a-f]{32}")


class SubjectKind(StrEnum):
    """Whether a subject is the unit or a person: both are graded and fed back separately (S0-20)."""

    OFFICE = "office"
    PERSON = "person"


class BallotError(ValueError):
    """A body that cannot be taken as a ballot; the text is Chinese and fit for the page."""


class WrongShape(BallotError):
    """The body is no array of the right number of integers in range."""


class TooLarge(BallotError):
    """The body is longer than the given number of bytes."""


class WrongForm(ValueError):
    """A form that is malformed: an empty part, a repeated key, or grades not numbered 1, 2, 3 …"""


@dataclass(frozen=True, slots=True)
class Subject:
    key: str
    label: str
    kind: SubjectKind


@dataclass(frozen=True, slots=True)
class Criterion:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Grade:
    """One step of the scale; `value` is the mark that stands for it in a body, counted from 1."""

    key: str
    label: str
    value: int


@dataclass(frozen=True)
class BallotForm:
    """What a representative fills in. Frozen once a vote is open: `form_hash` travels with every ballot.

    Raises WrongForm when a part is empty, a key is repeated, or grade values are not 1, 2, 3 … in order.
    """

    version: int
    subjects: tuple[Subject, ...]
    criteria: tuple[Criterion, ...]
    grades: tuple[Grade, ...]

    def __post_init__(self) -> None:
        for name, part in (("对象", self.subjects), ("项目", self.criteria), ("等次", self.grades)):
            keys = [entry.key for entry in part]
            if not keys:
                raise WrongForm(f"评议表缺少{name}")
            if len(set(keys)) != len(keys):
                raise WrongForm(f"评议表的{name}有重复的标识")
        if [grade.value for grade in self.grades] != list(range(1, len(self.grades) + 1)):
            raise WrongForm("评议表的等次须从 1 起连续编号")

    @property
    def mutual(self) -> bool:
        """Whether exactly one place must stay unmarked."""
        return self.version == MUTUAL

    @property
    def unmarked_label(self) -> str:
        """What no mark means on this form."""
        return OWN_LABEL if self.mutual else ABSTAIN_LABEL

    @cached_property
    def size(self) -> int:
        """Number of places: subjects × criteria."""
        return len(self.subjects) * len(self.criteria)

    def places(self) -> Iterator[tuple[Subject, Criterion]]:
        """Every place in form order, which is also the order of a body."""
        for subject in self.subjects:
            for criterion in self.criteria:
                yield subject, criterion

    def as_dict(self) -> dict[str, Any]:
        """Plain data of the form, ready for JSON."""
        plain = asdict(self)
        return {name: list(part) if isinstance(part, tuple) else part for name, part in plain.items()}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Self:
        """The form back from `as_dict`. Raises WrongForm when a part is missing or of the wrong kind."""
        try:
            return cls(
                version=plain["version"],
                subjects=tuple(
                    Subject(entry["key"], entry["label"], SubjectKind(entry["kind"]))
                    for entry in plain["subjects"]
                ),
                criteria=tuple(Criterion(**entry) for entry in plain["criteria"]),
                grades=tuple(Grade(**entry) for entry in plain["grades"]),
            )
        except WrongForm:
            raise
        except (KeyError, TypeError, ValueError) as error:
            raise WrongForm("评议表的数据不完整") from error


def canonical_json(plain: Any) -> bytes:
    """The one byte form of plain data: sorted keys, no spaces, UTF-8. Hashes are taken over this."""
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def form_bytes(form: BallotForm) -> bytes:
    """Canonical JSON of the form."""
    return canonical_json(form.as_dict())


def form_hash(form: BallotForm) -> str:
    """SHA-256 of `form_bytes`, 64 lowercase hex digits."""
    return hashlib.sha256(form_bytes(form)).hexdigest()


def is_form_of(plain: Any, digest: str) -> bool:
    """Whether this is plain data of the form that has the digest."""
    try:
        return form_hash(BallotForm.from_dict(plain)) == digest
    except ValueError:
        return False


def read_form(raw: bytes | str) -> BallotForm:
    """The form back from its JSON. Raises WrongForm."""
    try:
        plain = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise WrongForm("评议表的数据无法读取") from error
    if not isinstance(plain, dict):
        raise WrongForm("评议表的数据不完整")
    return BallotForm.from_dict(plain)


def parse_body(form: BallotForm, raw: bytes | str, max_bytes: int) -> tuple[int, ...]:
    """The marks of a ballot, one for each place of the form.

    `raw` must be a JSON array of exactly `form.size` integers from 0 to the number of grades; booleans,
    fractions, text and nested arrays are refused. `max_bytes` bounds the UTF-8 length before parsing.
    Raises TooLarge, WrongShape.
    """
    encoded = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    if len(encoded) > max_bytes:
        raise TooLarge("提交的内容过大")
    try:
        values = json.loads(encoded)
    except (ValueError, RecursionError) as error:
        raise WrongShape("提交的内容无法识别") from error
    if not isinstance(values, list):
        raise WrongShape("提交的内容不是一张评议表")
    return check_values(form, values)


def check_values(form: BallotForm, values: Sequence[object]) -> tuple[int, ...]:
    """The same marks, proved to fit the form. Raises WrongShape."""
    if len(values) != form.size:
        raise WrongShape(f"评议表应有 {form.size} 项，收到 {len(values)} 项")
    top = len(form.grades)
    marks: list[int] = []
    for value in values:
        # `type` and not `isinstance`: True is an int to Python, but no mark.
        if type(value) is not int or not ABSTAIN <= value <= top:
            raise WrongShape("评议表中有不能识别的等次")
        marks.append(value)
    if form.mutual and marks.count(ABSTAIN) != 1:
        raise WrongShape(
            f"互评时只有本单位不评，其余单位都要评：现有 {marks.count(ABSTAIN)} 个单位没有评，应为 1 个"
        )
    return tuple(marks)


def canonical_body(values: Sequence[int]) -> str:
    """The body as it lies in the urn, such as `[1,0,5]`; the same marks always give the same text."""
    return "[" + ",".join(map(str, values)) + "]"


def new_ballot_id(random_bytes: Callable[[int], bytes]) -> str:
    """128 bits from the given source as 32 lowercase hex digits."""
    return random_bytes(16).hex()


def is_ballot_id(text: object) -> bool:
    """Whether this is a ballot id: text of exactly 32 lowercase hex digits."""
    return isinstance(text, str) and _BALLOT_ID.fullmatch(text) is not None


DUTY_CRITERIA = (
    Criterion("duty", "履行职责、维护权益"),
    Criterion("enforcement", "市场监管、依法办案"),
    Criterion("service", "服务经济发展"),
    Criterion("efficiency", "效率质量与服务态度"),
    Criterion("integrity", "遵纪守法、清正廉洁"),
    Criterion(OVERALL, "总体评价"),
)
"""Short labels of the first five headings of a report (S0-08, our default) and the overall judgement."""

DUTY_CRITERIA_WORDING = {
    "duty": "履行工商职责,维护市场经营主体和消费者合法权益情况",
    "enforcement": "加强市场监管,依法办案,切实维护市场经济秩序的情况",
    "service": "发挥工商职能,服务促进地方经济和谐发展的情况",
    "efficiency": "提高办事效率和质量,改进服务态度的情况",
    "integrity": "遵纪守法,清正廉洁等方面的情况",
}
"""The same headings in the document's own words (000, 五)."""

COLLECTIVE_CRITERIA = (
    Criterion("demands", "五服务和三帮要求"),
    Criterion("focus", "重点评议内容"),
    Criterion("promises", "公开政务和承诺服务事项"),
    Criterion("conduct", "作风建设、文明规范执法"),
    Criterion(OVERALL, "总体评价"),
)
"""What the head of a collective meeting reports on, and the overall judgement (S4-10)."""

FIVE_GRADES = (
    Grade("satisfied", "满意", 1),
    Grade("rather_satisfied", "比较满意", 2),
    Grade("basically_satisfied", "基本满意", 3),
    Grade("not_very_satisfied", "不太满意", 4),
    Grade("unsatisfied", "不满意", 5),
)
"""The default scale (S3-08)."""


SCALES = {
    5: FIVE_GRADES,
    4: (
        Grade("satisfied", "满意", 1),
        Grade("basically_satisfied", "基本满意", 2),
        Grade("not_very_satisfied", "不太满意", 3),
        Grade("unsatisfied", "不满意", 4),
    ),
    3: (
        Grade("satisfied", "满意", 1),
        Grade("basically_satisfied", "基本满意", 2),
        Grade("unsatisfied", "不满意", 3),
    ),
}
"""The scales a round may choose from, by their number of grades (S0-12: the scale is a setting)."""


def duty_meeting_form(
    office_label: str, officers: Sequence[str], grades: tuple[Grade, ...] = FIVE_GRADES
) -> BallotForm:
    """The default form of a duty-and-integrity meeting: the office, then each officer (S0-20).

    Subject keys are `office`, `person-1`, `person-2` … in the order of `officers` (their labels).
    """
    people = tuple(
        Subject(f"person-{number}", label, SubjectKind.PERSON) for number, label in enumerate(officers, 1)
    )
    return BallotForm(
        version=1,
        subjects=(Subject("office", office_label, SubjectKind.OFFICE), *people),
        criteria=DUTY_CRITERIA,
        grades=grades,
    )


def panel_form(
    units: Sequence[tuple[str, str]], topics: Sequence[str], *, mutual: bool = False
) -> BallotForm:
    """One page that lists all units of a panel, one mark for each (S3-08); ``units`` are (key, name) in the form's order.

    ``topics`` are guidance (S3-02). ``mutual``: the own unit stays unmarked.
    """
    return BallotForm(
        version=MUTUAL if mutual else 1,
        subjects=(Subject("panel", _guidance(topics), SubjectKind.OFFICE),),
        criteria=tuple(Criterion(key, name) for key, name in units),
        grades=FIVE_GRADES,
    )


ONE_UNIT = Criterion("unit", "卡上写明的单位")
"""The only place of a form whose cards name the unit they rate."""


def one_unit_form(topics: Sequence[str]) -> BallotForm:
    """The form of a panel whose members rate the one unit for which they were drawn; their cards name it (S3-05, S3-06)."""
    return panel_form([(ONE_UNIT.key, ONE_UNIT.label)], topics)


def _guidance(topics: Sequence[str]) -> str:
    return f"请从{'、'.join(topics)}等方面评议" if topics else "请评议"


def collective_meeting_form(office_label: str, grades: tuple[Grade, ...] = FIVE_GRADES) -> BallotForm:
    """The form of a collective meeting: satisfaction with the office alone (S4-10)."""
    return BallotForm(
        version=1,
        subjects=(Subject("office", office_label, SubjectKind.OFFICE),),
        criteria=COLLECTIVE_CRITERIA,
        grades=grades,
    )
