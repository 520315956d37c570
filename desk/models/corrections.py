"""A publication put right: the first stays as it was, the correction stands before it."""

from django.conf import settings
from django.db import models

from registry.models.checks import another_person


class Correction(models.Model):
    """What of a publication was wrong, and what is right. ``subject`` is ``registry.services.confirmations.subject_key``.

    Nobody outside reads it before ``published_on``, the day on which a second person confirmed it; then it never changes.
    """

    subject = models.CharField(max_length=60)
    label = models.CharField("更正的公布", max_length=200)
    text = models.TextField("更正内容", max_length=2000)
    reason = models.CharField("更正理由", max_length=300)
    document = models.ForeignKey("registry.Attachment", models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_on = models.DateField("更正日期", null=True, blank=True)

    class Meta:
        verbose_name = "更正"
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject"], name="correction_of_what")]
        constraints = [
            another_person("correction", "confirmed_by", "recorded_by"),
            models.CheckConstraint(
                condition=models.Q(published_on__isnull=True) | models.Q(confirmed_by__isnull=False),
                name="correction_confirmed_before_published",
            ),
        ]

    def __str__(self) -> str:
        return self.label
