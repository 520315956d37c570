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
