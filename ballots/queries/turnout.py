"""How many of those present have not voted yet, as far as it may be known while ballots are cast."""

from dataclasses import dataclass

from ballots.models import Vote
from ballots.ports import origin_of
from ballots.queries.votes import progress, voids


@dataclass(frozen=True)
class Turnout:
    """``returned`` is rounded down to fives, so that no single ballot can be watched; ``paper`` took paper for their card."""

    present: int
    returned: int
    paper: int

    @property
    def left_at_most(self) -> int:
        """So many at most have not voted."""
        return max(self.present - self.returned - self.paper, 0)

    @property
    def words(self) -> str:
        """The same as a sentence."""
        paper = f"，换发纸质票 {self.paper} 张" if self.paper else ""
        returned = f"已收回不少于 {self.returned} 张{paper}"
        return f"到会 {self.present} 人，{returned}，最多还有 {self.left_at_most} 人没有投票。"


def turnout_of(vote: Vote) -> Turnout | None:
    """None where nobody checks in."""
    present = origin_of(vote).present(vote)
    if present is None:
        return None
    return Turnout(present, progress(vote)["returned"], voids(vote).get("paper", 0))
