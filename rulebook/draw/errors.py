"""What a draw refuses, in words for the person at the screen."""

from __future__ import annotations


class PlanError(ValueError):
    """A commitment, stage or substitution step that does not hold together; the message is Chinese."""


class StratumTooSmall(PlanError):
    """A stratum with fewer entries than seats: refused by name and numbers, never drawn in a loop."""

    def __init__(self, stratum: str, wanted: int, available: int, message: str = "") -> None:
        super().__init__(message or f"“{stratum}”需要 {wanted} 名，可抽的只有 {available} 名")
        self.stratum = stratum
        self.wanted = wanted
        self.available = available
