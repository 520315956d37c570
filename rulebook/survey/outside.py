"""One line of an outside survey's result as a file gives it (S4-11: 支持导入结果)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

GRADES = ("satisfied", "rather_satisfied", "basically_satisfied", "not_very_satisfied", "unsatisfied")
LABELS = dict(zip(GRADES, ("满意", "比较满意", "基本满意", "不太满意", "不满意"), strict=True))
MOST_VOTES = 10_000_000
TOP_SCORE = 100

_COUNT = re.compile(r"\d{1,9}(?:\.0+)?")
_SCORE = re.compile(r"\d{1,3}(?:\.\d+)?")


class RatingError(ValueError):
    """A line that cannot be taken; the text is Chinese, without a full stop."""


@dataclass(frozen=True, slots=True)
class Rating:
    """Votes of the five grades from the best, empty when only a score was given; ``score`` in points of 100, two places.

    ``ballots`` are the valid ballots, None where the file does not say.
    """

    ballots: int | None
    counts: tuple[int, ...]
    score: Decimal | None


def read_rating(cells: Mapping[str, str]) -> Rating:
    """The rating of a line whose cells are cleaned text: ``ballots``, the keys of ``GRADES``, ``score``; "" when empty.

    Either all five grades, a score, or both. Votes and what is left out (弃权) make the ballots, so their sum is never above.
    Raises RatingError.
    """
    given = [key for key in GRADES if cells.get(key)]
    if given and len(given) < len(GRADES):
        absent = "、".join(LABELS[key] for key in GRADES if key not in given)
        raise RatingError(f"五个等次的票数应当填全，缺{absent}")
    counts = tuple(_count(cells[key], LABELS[key]) for key in given)
    ballots = _count(cells["ballots"], "有效票") if cells.get("ballots") else None
    score = _points(cells["score"]) if cells.get("score") else None
    if not counts and score is None:
        raise RatingError("没有各等次票数，也没有得分")
    if ballots is not None and sum(counts) > ballots:
        raise RatingError(f"各等次合计 {sum(counts)} 票，多于有效票 {ballots} 张")
    return Rating(ballots, counts, score)


def _count(text: str, label: str) -> int:
    if not _COUNT.fullmatch(text) or int(text.partition(".")[0]) > MOST_VOTES:
        raise RatingError(f"{label}“{text}”不是 0 至 {MOST_VOTES} 的整数")
    return int(text.partition(".")[0])


def _points(text: str) -> Decimal:
    if not _SCORE.fullmatch(text) or Decimal(text) > TOP_SCORE:
        raise RatingError(f"得分“{text}”不是 0 至 {TOP_SCORE} 的数")
    return Decimal(text).quantize(Decimal("0.01"))
