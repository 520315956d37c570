"""The smallest trusted base: forms, codes, urn, counts, receipts, opinions, paper, tablets."""

from ballots.models.batches import CardBatch
from ballots.models.boxes import BoxOpening, SealedBox
from ballots.models.counts import CounterRun, CountFile, Receipt, SealedCount
from ballots.models.opinions import (
    OpinionIssued,
    OpinionOpen,
    ReleasedOpinion,
    ReplySlip,
    Screening,
    UrnOpinion,
)
from ballots.models.paper import PaperEntry, PaperSheet, PaperStock
from ballots.models.reports import ZeroReport
from ballots.models.schedule import ScheduledMove
from ballots.models.tablets import Tablet
from ballots.models.urn import CardVoid, CodeIssued, CodeOpen, UrnBallot
from ballots.models.votes import Vote

__all__ = [
    "BoxOpening",
    "CardBatch",
    "CardVoid",
    "CodeIssued",
    "CodeOpen",
    "CountFile",
    "CounterRun",
    "OpinionIssued",
    "OpinionOpen",
    "PaperEntry",
    "PaperSheet",
    "PaperStock",
    "Receipt",
    "ReleasedOpinion",
    "ReplySlip",
    "ScheduledMove",
    "Screening",
    "SealedBox",
    "SealedCount",
    "Tablet",
    "UrnBallot",
    "UrnOpinion",
    "Vote",
    "ZeroReport",
]
