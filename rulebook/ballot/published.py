"""Reading a file of counts back: what everybody sees of a published count is drawn from the file and from nothing else."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rulebook.ballot.form import BallotForm
from rulebook.ballot.publication import Anchors
from rulebook.ballot.reconciliation import Equation, Figures, equations
from rulebook.ballot.tally import Counts, Distribution
from rulebook.survey.batches import ShownStratum

PART_LABELS = {
    "title": "名称",
    "form": "评议表",
    "figures": "票数清点",
    "ballots": "计票张数",
    "table": "计票表",
    "panels": "各层面计票表",
    "strata": "分层计票表",
    "places": "各项比率",
    "summary": "总体评价比率",
    "sealing": "投票公钥",
    "anchors": "封存计数和审计记录的校验值",
}
"""What the parts of a file are called where two of them are compared; the others follow from these."""


@dataclass(frozen=True, slots=True)
class PublishedCount:
    """What a file of counts says. ``counts`` is None where the table is withheld, for fewer than ``k`` ballots; ``anchors`` in
    files from before there were any.
    """

    title: str
    k: int
    ballots: int
    counts: Counts | None
    strata: tuple[ShownStratum, ...]
    figures: Figures
    anchors: Anchors | None

    @property
    def equations(self) -> list[Equation]:
        return equations(self.figures)


def read_count(raw: bytes) -> PublishedCount:
    """The file as it says it is; whether it is the one that was published tells its digest.

    Raises ``ValueError`` or ``KeyError`` for bytes that are no such file.
    """
    content = _content(raw)
    form = BallotForm.from_dict(content["form"])
    table, anchors = content["table"], content.get("anchors")
    return PublishedCount(
        title=content["title"],
        k=content["k"],
        ballots=content["ballots"],
        counts=_counts(form, content["ballots"], table) if table is not None else None,
        strata=tuple(
            ShownStratum(cell["label"], _counts(form, cell["ballots"], cell["table"]))
            for cell in content.get("strata", ())
        ),
        figures=Figures(**content["figures"]),
        anchors=Anchors(**anchors) if anchors else None,
    )


def parts_that_differ(kept: bytes, other: bytes) -> list[str]:
    """In Chinese, which parts of a kept file another one says otherwise; what only the other one has does not count."""
    before, after = _content(kept), _content(other)
    return [
        label for name, label in PART_LABELS.items() if name in before and before[name] != after.get(name)
    ]


def _content(raw: bytes) -> Mapping[str, Any]:
    content: Mapping[str, Any] = json.loads(raw)["content"]
    return content


def _counts(form: BallotForm, ballots: int, table: Sequence[Sequence[int]]) -> Counts:
    return Counts(form, ballots, tuple(Distribution(row[0], tuple(row[1:])) for row in table))
