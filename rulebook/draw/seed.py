"""The seed: digits of several parties, joined in the committed order (AICDRAW1 step 4; S0-03)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rulebook.draw.canonical import sha256_hex
from rulebook.draw.tickets import SPEC

DIGITS_PER_PARTY = 10
MIN_PARTIES = 2


class SeedError(ValueError):
    """Digits that do not follow the committed seed rule; `party` is the index in the rule."""

    def __init__(self, party: int | None, message: str) -> None:
        super().__init__(message)
        self.party = party


@dataclass(frozen=True, slots=True)
class SeedPart:
    """One party's share of the seed: who rolls (a post, or a named future public number), how many digits."""

    party: str
    digits: int = DIGITS_PER_PARTY


def check_digits(rule: Sequence[SeedPart], index: int, digits: str) -> None:
    """Raises SeedError unless `digits` are exactly the ASCII digits that part `index` of `rule` asks for."""
    part = rule[index]
    if not (digits.isascii() and digits.isdigit()):
        raise SeedError(index, f"{part.party}的数字只能是 0 到 9，不能有空格、全角数字或其他字符")
    if len(digits) != part.digits:
        raise SeedError(index, f"{part.party}应录入 {part.digits} 位数字，实为 {len(digits)} 位")


def join_seed(rule: Sequence[SeedPart], digits: Sequence[str]) -> str:
    """The seed: every party's digits in the order of `rule`, as text, never read as a number.

    Raises SeedError naming the party whose digits are missing or wrong.
    """
    if len(digits) != len(rule):
        raise SeedError(None, f"种子应由 {len(rule)} 方录入，实有 {len(digits)} 方")
    for index, part in enumerate(digits):
        check_digits(rule, index, part)
    return "".join(digits)


def check_seed(rule: Sequence[SeedPart], seed: str) -> None:
    """Raises SeedError unless `seed` can be cut into the digits of `rule`."""
    wanted = sum(part.digits for part in rule)
    if not (seed.isascii() and seed.isdigit() and len(seed) == wanted):
        raise SeedError(None, f"种子应为 {wanted} 位数字")


def mask(salt: str, digits: str) -> str:
    """What is shown of a locked entry until all are locked, so that nobody can answer another's digits.

    The digits alone are few enough to guess: `salt` must be long, random and secret until the reveal.
    """
    return sha256_hex(f"{SPEC}-MASK\n{salt}\n{digits}".encode())
