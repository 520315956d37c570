"""The equations a count must satisfy before it may be published (S0-23).

Each breach blocks publishing and says in Chinese which figure is wrong and by how much.
"""

from dataclasses import dataclass

REPEAT_ADVICE = "收回多于发给，本次投票须作废重投"


PAPER_FIGURES = ("paper_made", "paper_left", "exchanged", "paper_missing", "paper_valid", "paper_invalid")
"""Stated only for a vote with paper; otherwise all are 0."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of a vote, in cards or ballots.

    `spoiled` is 作废 (cards spoiled or lost), `leftover` 剩余 (never handed out), `voided` the cards that the
    system holds as void, which must be both together. `issued` and `open` are code rows loaded and still
    unused; `urn` the ballots in the urn (None once it is emptied); `receipts` the receipt rows (None before
    sealing); `paper` the paper ballots among `returned`. `checked_in` is None where nobody checks in (mass surveys).

    Paper: `paper_made` forms were printed, `exchanged` of them given out, each against an unopened card that was scanned void
    (so `voided` holds them too); `paper_left` are those counted by hand as never given out; `paper_valid` and
    `paper_invalid` what `paper` came to, `paper_missing` those that did not come back.
    """

    made: int
    handed_out: int
    spoiled: int
    leftover: int
    voided: int
    checked_in: int | None
    returned: int
    not_returned: int
    valid: int
    invalid: int
    issued: int
    open: int
    urn: int | None
    receipts: int | None
    paper: int = 0
    paper_made: int = 0
    paper_left: int = 0
    exchanged: int = 0
    paper_missing: int = 0
    paper_valid: int = 0
    paper_invalid: int = 0

    @property
    def has_paper(self) -> bool:
        """Whether paper was printed, given out or returned at all."""
        return any(getattr(self, name) for name in (*PAPER_FIGURES, "paper"))

    @property
    def electronic(self) -> int:
        """Cards used on tablets: 已登记 − 未使用 − 已作废."""
        return self.issued - self.open - self.voided


FIGURE_LABELS = {
    "made": "制发",
    "handed_out": "发给",
    "spoiled": "作废",
    "leftover": "剩余",
    "voided": "系统登记作废",
    "checked_in": "签到人数",
    "returned": "收回",
    "not_returned": "未收回",
    "valid": "有效",
    "invalid": "无效",
    "issued": "登记票码",
    "open": "未使用票码",
    "urn": "票箱",
    "receipts": "回执",
    "paper": "纸质收回",
    "paper_made": "纸质票印制",
    "paper_left": "纸质票剩余",
    "exchanged": "换发纸质票",
    "paper_missing": "纸质未收回",
    "paper_valid": "纸质有效",
    "paper_invalid": "纸质无效",
}


@dataclass(frozen=True, slots=True)
class Equation:
    """One named check: `left` and `right` as `sign` wants them, = or ≤.

    `breach` is empty when it holds, else the red words for the page.
    """

    key: str
    text_zh: str
    left: int
    right: int
    holds: bool
    breach: str
    sign: str


def equations(figures: Figures) -> list[Equation]:
    """Every equation of the figures in reading order.

    The urn is checked while it is there, receipts once they are there.
    """
    f = figures
    electronic_returned = f.returned - f.paper
    found = [
        _equal("made", "制发 = 发给 + 作废 + 剩余", f.made, f.handed_out + f.spoiled + f.leftover),
        _equal("returned", "发给 = 收回 + 未收回", f.handed_out, f.returned + f.not_returned),
        _equal("valid", "收回 = 有效 + 无效", f.returned, f.valid + f.invalid),
        _equal("voided", _voided_text(f), f.voided, f.spoiled + f.leftover + f.exchanged),
        _equal("issued", "登记票码 = 制发", f.issued, f.made),
        _equal(
            "electronic",
            "收回 − 纸质票 = 登记票码 − 未使用票码 − 系统登记作废",
            electronic_returned,
            f.electronic,
        ),
    ]
    if f.checked_in is not None:
        found.insert(1, _equal("checked_in", "发给 = 签到人数", f.handed_out, f.checked_in))
    if f.urn is not None:
        found.append(_equal("urn", "电子收回 = 票箱张数", f.electronic, f.urn))
    if f.receipts is not None:
        found.append(_equal("receipts", "电子收回 = 回执条数", f.electronic, f.receipts))
    if f.has_paper:
        found += _paper_equations(f)
    found.append(_at_most("paper", "电子收回 ≤ 发给 − 纸质票", f.electronic, f.handed_out - f.paper))
    found.append(_at_most("surplus", "收回 ≤ 发给", f.returned, f.handed_out, REPEAT_ADVICE))
    return found


def _voided_text(f: Figures) -> str:
    return f"系统登记作废 = 作废 + 剩余{' + 换发纸质票' if f.has_paper else ''}"


def _paper_equations(f: Figures) -> list[Equation]:
    return [
        _equal("paper_made", "纸质票印制 = 纸质发出 + 纸质票剩余", f.paper_made, f.exchanged + f.paper_left),
        _equal("paper_returned", "纸质发出 = 纸质收回 + 纸质未收回", f.exchanged, f.paper + f.paper_missing),
        _equal("paper_valid", "纸质收回 = 纸质有效 + 纸质无效", f.paper, f.paper_valid + f.paper_invalid),
        _equal("both_returned", "电子收回 + 纸质收回 = 收回", f.electronic + f.paper, f.returned),
    ]


def publishing_blocks(figures: Figures) -> list[str]:
    """Why these figures may not be published, in Chinese; empty when they may."""
    words = [equation.breach for equation in equations(figures) if not equation.holds]
    if figures.receipts is None:
        words.append("尚未封存：回执还没有生成")
    return words


def in_fives(figure: int) -> int:
    """A figure as it may be shown while the vote is open: rounded down to a multiple of five."""
    return figure - figure % 5


def _equal(key: str, text: str, left: int, right: int) -> Equation:
    breach = ""
    if left != right:
        left_name, right_name = (side.strip() for side in text.split("="))
        breach = f"“{text}”不成立：{left_name}为 {left}，{right_name}为 {right}，相差 {abs(left - right)}"
    return Equation(key, text, left, right, left == right, breach, "=")


def _at_most(key: str, text: str, left: int, right: int, advice: str = "") -> Equation:
    breach = ""
    if left > right:
        left_name, right_name = (side.strip() for side in text.split("≤"))
        breach = f"“{text}”不成立：{left_name}为 {left}，{right_name}为 {right}，超出 {left - right}"
        if advice:
            breach = f"{breach}；{advice}"
    return Equation(key, text, left, right, left <= right, breach, "≤")
