"""The one way in which an exact number is rounded to be read."""

from fractions import Fraction

NOTHING = "—"


def shown(value: Fraction | None, places: int = 2) -> str:
    """An exact number to ``places`` decimals, half to even; a dash for what there is not."""
    if value is None:
        return NOTHING
    whole, rest = divmod(round(value * 10**places), 10**places)
    return f"{whole}.{rest:0{places}d}"
