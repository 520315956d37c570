"""The signed zero report of a vote, as it was handed in."""

from django.db import models

from ballots.models.votes import Vote
from registry.models.papers import SignedPaper


class ZeroReport(SignedPaper):
    """The scan of the printed zero report 零票报告 with both signatures. The figures themselves are ``Vote.test_report``."""

    vote = models.OneToOneField(Vote, models.PROTECT, related_name="zero_report")

    class Meta:
        verbose_name = "零票报告签字件"

    def __str__(self) -> str:
        return f"{self.vote}零票报告"
