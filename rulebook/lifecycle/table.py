"""The one kind of state table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class IllegalMove(ValueError):
    """A move that the table does not contain; its text is a sentence in Chinese for the page."""


@dataclass(frozen=True)
class Lifecycle:
    """The states of one kind of record and the moves between them.

    ``labels`` names every state in Chinese; ``moves`` maps a state to the states that may follow it (a final state may
    be left out); ``initial`` is where a new record begins.
    """

    name: str
    labels: Mapping[StrEnum, str]
    initial: StrEnum
    moves: Mapping[StrEnum, frozenset[StrEnum]]

    @property
    def states(self) -> tuple[StrEnum, ...]:
        """All states, in the order of the labels."""
        return tuple(self.labels)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(value, Chinese label) pairs, for a model field."""
        return [(state.value, label) for state, label in self.labels.items()]

    def label(self, state: str) -> str:
        """The Chinese label of a state given as enum or plain value."""
        return next(label for known, label in self.labels.items() if known == state)

    def after(self, state: str) -> frozenset[StrEnum]:
        """The states that may follow ``state``."""
        return next((after for known, after in self.moves.items() if known == state), frozenset())

    def allows(self, before: str, after: str) -> bool:
        """Whether the move is in the table."""
        return after in self.after(before)

    def require(self, before: str, after: str) -> None:
        """Raise ``IllegalMove`` unless the move is in the table."""
        if not self.allows(before, after):
            raise IllegalMove(f"{self.name}当前为“{self.label(before)}”，不能改为“{self.label(after)}”。")


def table(pairs: Mapping[StrEnum, Iterable[StrEnum]]) -> dict[StrEnum, frozenset[StrEnum]]:
    """Freeze a readable table of moves."""
    return {before: frozenset(after) for before, after in pairs.items()}
