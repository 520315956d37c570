"""Where one product of the wing leaves for another what it may say; a product registers in ``AppConfig.ready()``."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from registry.models import Unit

YearSentence = Callable[["Unit", int], str]
"""(bureau, year) → a sentence for the bureau's report of the year (S3-23)."""

year_sentences: list[YearSentence] = []


def register_year_sentence(sentence: YearSentence) -> None:
    """Add what a product says of a year."""
    year_sentences.append(sentence)
