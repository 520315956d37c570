"""The smallest trusted base: forms, codes, urn, counts, receipts, opinions, paper, tablets."""

from ballots.models.counts import CounterRun, Receipt, SealedCount
from ballots.models.opinions import (
    OpinionIssued,
    OpinionOpen,
    ReleasedOpinion,
    ReplySlip,
    Screening,
    UrnOpinion,
)
from ballots.models.paper import PaperEntry, PaperSheet
from ballots.models.tablets import Tablet
from ballots.models.urn import CardVoid, CodeIssued, CodeOpen, UrnBallot
from ballots.models.votes import Vote

__all__ = [
    "CardVoid",
    "CodeIssued",
    "CodeOpen",
    "CounterRun",
    "OpinionIssued",
    "OpinionOpen",
    "PaperEntry",
    "PaperSheet",
    "Receipt",
    "ReleasedOpinion",
    "ReplySlip",
    "Screening",
    "SealedCount",
    "Tablet",
    "UrnBallot",
    "UrnOpinion",
    "Vote",
]
