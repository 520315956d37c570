"""Problems and letters as rows."""

from matters.models.letters import (
    BOXES,
    CHANNELS,
    OPINIONS,
    REPLY_KINDS,
    BoxReading,
    Letter,
    LetterContact,
    LetterReply,
    LetterStep,
)
from matters.models.matters import (
    FINDINGS,
    SOURCES,
    TREATMENTS,
    TRIAGES,
    Evidence,
    Matter,
    MatterStep,
    Measure,
)

__all__ = [
    "BOXES",
    "CHANNELS",
    "FINDINGS",
    "OPINIONS",
    "REPLY_KINDS",
    "SOURCES",
    "TREATMENTS",
    "TRIAGES",
    "BoxReading",
    "Evidence",
    "Letter",
    "LetterContact",
    "LetterReply",
    "LetterStep",
    "Matter",
    "MatterStep",
    "Measure",
]
