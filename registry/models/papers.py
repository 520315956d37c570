"""A paper that somebody writes and hands in: the columns of every such row."""

from django.conf import settings
from django.db import models


class HandedInPaper(models.Model):
    """Draft, handed in on a day by somebody, given back for correction. ``registry.services.papers`` writes it.

    ``version`` counts the texts, so that nobody overwrites what he has not seen.
    """

    submitted_on = models.DateField("提交日期", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class SignedPaper(HandedInPaper):
    """The scan of a paper that was signed by hand; it counts from the day it is handed in. ``registry.services.signed_papers`` writes it.

    ``former`` are the scans that counted before, the first of all first: {"scan": attachment, "sha256", "on", "reason"}, the
    reason why it was replaced.
    """

    scan = models.ForeignKey("registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+")
    former = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True

    def scans(self) -> list[int]:
        """Keys of every scan of this paper, replaced ones too."""
        return [each["scan"] for each in self.former] + ([self.scan_id] if self.scan_id else [])
