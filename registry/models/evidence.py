"""What must stay provable: files, confirmations by a second person, the chain of audit events."""

from django.conf import settings
from django.db import models


class Attachment(models.Model):
    """A permanent file, known by the SHA-256 of its content; served only through the access of the row that owns it."""

    file = models.FileField(upload_to="attachments/%Y/%m/")
    name = models.CharField("文件名", max_length=150)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小")
    sha256 = models.CharField("校验值", max_length=64)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "附件"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class Confirmation(models.Model):
    """One user asks, another confirms: ``digest`` is of exactly what both saw; it expires after ten minutes."""

    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    subject_label = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "双人确认"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("asked_by")),
                name="confirmation_by_another_user",
            ),
        ]
        indexes = [models.Index(fields=["action", "subject"])]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_label}"


class AuditHead(models.Model):
    """The single row that serialises the chain: number and hash of the last event."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = "审计链头"

    def __str__(self) -> str:
        return str(self.number)


class AuditEvent(models.Model):
    """Who did what to what, in a chain: every hash covers the one before. Rows are never changed (database triggers)."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "审计记录"
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["subject_id", "subject_kind"], name="audit_by_subject"),
            models.Index(fields=["at", "number"], name="audit_by_time"),
            models.Index(fields=["verb", "at", "number"], name="audit_by_verb"),
            models.Index(fields=["subject_kind", "at", "number"], name="audit_by_kind"),
            models.Index(fields=["actor", "at", "number"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"
