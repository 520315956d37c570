"""Paper ballots: stamps, what two clerks read on a sheet, and how the two readings compare (S0-12, S0-23).

Every sheet is read twice, by two people blind to one another. Only an equal pair counts; a difference is decided with the
sheet in hand. A sheet on which nothing is marked is valid and abstains everywhere, as on a tablet.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rulebook.ballot.form import BallotForm, canonical_body, check_values, parse_body
from rulebook.ballot.tally import MAX_BODY_BYTES

LOWEST_STAMP, HIGHEST_STAMP = 1000, 9999
MOST_SHEETS = 2000
"""Far fewer than there are stamps, so that a mistyped stamp is hardly ever another sheet's."""


LEAST_CARDS = 10
"""Of a stratum or a unit with fewer cards no sheet is given: whoever enters it could tell whose it is (S0-19)."""


def paper_refusal(label: str, cards: int, *, mutual: bool) -> str:
    """Why those of a stratum, or who rate one unit, vote on tablets only, in Chinese; empty when they may have paper."""
    if mutual:
        return "互评不用纸质票：票上空着的一格就是投票人的单位，录入的人会看到"
    if cards < LEAST_CARDS:
        return (
            f"“{label}”只有 {cards} 张卡，不用纸质票：不足 {LEAST_CARDS} 张的，录入的人看着票就可能认出是谁的"
        )
    return ""


class PaperError(ValueError):
    """A reading or a decision that cannot be taken; the text is Chinese and fit for the page."""


class Spoilt(StrEnum):
    """Why a whole sheet is void."""

    UNREADABLE = "unreadable"
    ALTERED = "altered"
    MARKED = "marked"
    MULTIPLE = "multiple"
    FOREIGN = "foreign"


SPOILT_LABELS = {
    Spoilt.UNREADABLE: "无法辨认",
    Spoilt.ALTERED: "涂改后不能认定",
    Spoilt.MARKED: "有记号",
    Spoilt.MULTIPLE: "同一项多选",
    Spoilt.FOREIGN: "不是本次的评议表",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one person read on a sheet: the body as a ballot has it, or the reason why the sheet is void."""

    body: str = ""
    invalid: str = ""

    @property
    def words(self) -> str:
        return SPOILT_LABELS[Spoilt(self.invalid)] if self.invalid else "有效"


def read_sheet(form: BallotForm, marks: Sequence[object], invalid: str = "") -> Reading:
    """A reading from what was typed: one mark for each place, or a reason. Raises PaperError, BallotError."""
    if invalid:
        if invalid not in set(Spoilt):
            raise PaperError("没有这个无效原因")
        return Reading(invalid=invalid)
    return Reading(body=canonical_body(check_values(form, marks)))


class Pair(StrEnum):
    """How the readings of a sheet stand to one another."""

    MISSING = "missing"
    EQUAL = "equal"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`places`: where two valid readings differ, counted from 0 in form order; empty when validity itself is at odds."""

    state: Pair
    places: tuple[int, ...] = ()


def compare(form: BallotForm, readings: Sequence[Reading]) -> Comparison:
    """Two readings of one sheet; fewer are a missing pair."""
    if len(readings) < 2:
        return Comparison(Pair.MISSING)
    first, second = readings
    if first == second:
        return Comparison(Pair.EQUAL)
    if first.invalid or second.invalid:
        return Comparison(Pair.DIFFERS)
    pairs = zip(marks_of(form, first), marks_of(form, second), strict=True)
    return Comparison(Pair.DIFFERS, tuple(place for place, (one, other) in enumerate(pairs) if one != other))


def marks_of(form: BallotForm, reading: Reading) -> tuple[int, ...]:
    """The marks of a valid reading. Raises BallotError."""
    return parse_body(form, reading.body, MAX_BODY_BYTES)


def decided(form: BallotForm, readings: Sequence[Reading], marks: dict[int, object]) -> Reading:
    """The reading that stands for both once the differing places were looked up on the sheet.

    `marks` gives every differing place and no other; where both agree, what both read stays. When one of the two called
    the sheet void, every place is given. Raises PaperError, BallotError.
    """
    found = compare(form, readings)
    if found.state is not Pair.DIFFERS:
        raise PaperError("这张票的两遍录入没有不一致，不需要裁定")
    asked = set(found.places) or set(range(form.size))
    if set(marks) != asked:
        raise PaperError("请按票面填写每一处不一致的等次")
    agreed: list[object] = list(marks_of(form, readings[0])) if found.places else [0] * form.size
    for place, mark in marks.items():
        agreed[place] = mark
    return read_sheet(form, agreed)


def new_stamps(
    n: int, taken: Collection[int], sample: Callable[[Sequence[int], int], list[int]]
) -> list[int]:
    """`n` fresh stamps in no order, none of them taken. `sample` as `random.Random.sample`. Raises PaperError."""
    if not 0 <= n <= MOST_SHEETS - len(taken):
        raise PaperError(f"纸质票张数应为 0 至 {MOST_SHEETS}")
    return sample([stamp for stamp in range(LOWEST_STAMP, HIGHEST_STAMP + 1) if stamp not in taken], n)


@dataclass(frozen=True, slots=True)
class PaperFigures:
    """How far the entry of the sheets has come. `untouched` and `single` have no pair yet."""

    sheets: int
    valid: int
    invalid: int
    differing: int
    single: int
    untouched: int

    @property
    def settled(self) -> int:
        return self.valid + self.invalid


def paper_figures(pairs: Iterable[tuple[Pair, int, bool]]) -> PaperFigures:
    """Counted from (state, number of readings, void) of every sheet."""
    rows = list(pairs)
    equal = [void for state, _, void in rows if state is Pair.EQUAL]
    return PaperFigures(
        sheets=len(rows),
        valid=equal.count(False),
        invalid=equal.count(True),
        differing=sum(state is Pair.DIFFERS for state, _, _ in rows),
        single=sum(state is Pair.MISSING and n == 1 for state, n, _ in rows),
        untouched=sum(state is Pair.MISSING and n == 0 for state, n, _ in rows),
    )


def unfinished(figures: PaperFigures) -> list[str]:
    """Why the sheets cannot be counted yet, in Chinese; empty when every sheet has an equal pair."""
    words = []
    if figures.untouched:
        words.append(f"还有 {figures.untouched} 张纸质票没有录入")
    if figures.single:
        words.append(f"还有 {figures.single} 张纸质票只录入了一遍")
    if figures.differing:
        words.append(f"有 {figures.differing} 张纸质票两遍录入不一致，须由市纪委监督员或监察室按票面裁定")
    return words
