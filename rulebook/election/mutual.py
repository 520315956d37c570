"""Nobody rates his own unit (S3-04): what the blanks of the mutual panel say together, without telling whose ballot is whose."""

from collections.abc import Collection, Mapping

OWN_RATED = (
    "科所互评中有人评了本单位，或者没有评别的单位：空着不评的单位与到场评议的单位对不上。该层面须重新投票。"
)
"""It names no unit: the unit that was not left blank would be the one whose rater did it."""


def rates_only_others(blanks: Mapping[str, int], present: Collection[str]) -> bool:
    """Whether every unit whose rater was there was left blank exactly once, and no other unit at all.

    ``blanks`` are the unmarked places by unit key. A single ballot with its one blank proves nothing; all of them together do.
    """
    return {key: n for key, n in blanks.items() if n} == dict.fromkeys(present, 1)
