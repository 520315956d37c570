"""What a job makes and the house keeps, and what of it is printed and signed by hand: the columns of every such row."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class MadeDocument(models.Model):
    """The last making of something, one row for what it is about. ``desk.services.made_documents`` writes it.

    ``PARTS`` names its kept files by field, in the order of the page. ``made_at`` is empty before the first making is
    done; an earlier making stays among the attachments.
    """

    PARTS: ClassVar[dict[str, str]] = {}

    job = models.ForeignKey("desk.Job", models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField("生成时间", null=True, blank=True)

    class Meta:
        abstract = True

    def digests(self) -> dict[str, str]:
        """SHA-256 of each kept file by field, as the audit notes them."""
        files = {part: getattr(self, part) for part in self.PARTS}
        return {part: file.sha256 for part, file in files.items() if file is not None}


class SignedDocument(MadeDocument):
    """A made document that is printed, signed by hand and kept again as a scan.

    ``digest`` is of the figures that the files show: what was signed holds only while they stand. ``SIGNERS`` are the
    fields that name who signed, with their labels, each another person; ``TITLE`` and ``FIGURES`` are what paper and figures are called.
    ``held_scan`` was handed in and not yet looked at, ``held_reason`` says why it is to replace the one that counts;
    ``former_scans`` counted before: {"scan": attachment, "on", "reason"}, the first of all first.
    """

    SIGNERS: ClassVar[dict[str, str]] = {}
    TITLE: ClassVar[str] = ""
    FIGURES: ClassVar[str] = ""

    digest = models.CharField("结果校验值", max_length=64, default="", blank=True)
    pdf = models.ForeignKey("registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+")
    signed_scan = models.ForeignKey(
        "registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_scan = models.ForeignKey(
        "registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_reason = models.CharField("更换原因", max_length=200, default="", blank=True)
    former_scans = models.JSONField(default=list, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField("签字上传时间", null=True, blank=True)

    class Meta:
        abstract = True
