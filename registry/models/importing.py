"""An uploaded file on its way into the registry: staged rows first, the registry last."""

from django.conf import settings
from django.db import models

from registry.models.checks import choice_check
from registry.models.fields import EncryptedField
from rulebook.lifecycle.importing import IMPORT

import_labels: dict[str, str] = {}
"""What each kind of file is called; filled by ``registry.ports.register_import``, for wings bring kinds of their own."""


def import_choices() -> list[tuple[str, str]]:
    """Every kind of file with its name, in the order in which they were registered."""
    return list(import_labels.items())


class ImportVerdict(models.TextChoices):
    NEW = "new", "新增"
    CHANGED = "changed", "变更"
    UNCHANGED = "unchanged", "无变化"
    PROBLEM = "problem", "有问题"


class ColumnMapping(models.Model):
    """For one kind of file and one set of headings: which heading feeds which field. Remembered from the last use."""

    kind = models.CharField(max_length=30, choices=import_choices)
    headings_digest = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)

    class Meta:
        verbose_name = "列对应"
        constraints = [
            models.UniqueConstraint(fields=["kind", "headings_digest"], name="mapping_once_a_heading_row"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ImportRun(models.Model):
    """One upload, from file to registry. ``job_id`` is the desk job that is working on it (kept as a number: desk is above).

    ``unit`` is the unit whose registry the importer keeps: no row writes outside of what stands below it.
    """

    kind = models.CharField("内容", max_length=30, choices=import_choices)
    file = models.ForeignKey("registry.Attachment", models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "registry.Unit", models.PROTECT, null=True, related_name="+", verbose_name="导入单位"
    )
    state = models.CharField("状态", max_length=10, choices=IMPORT.choices, default=IMPORT.initial)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    message = models.CharField(max_length=300, blank=True)
    job_id = models.BigIntegerField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "导入"
        ordering = ["-pk"]
        constraints = [
            choice_check("importrun", "state", IMPORT.choices),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class ImportRow(models.Model):
    """One row of the file as read. ``cells`` (JSON, encrypted: it may hold telephone numbers) maps field names to text;
    ``problems`` is a list of [column heading, reason]; ``number`` is the row number in the file, from 1."""

    # No index of its own: both of those below begin with it.
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=120, blank=True)
    verdict = models.CharField(max_length=10, choices=ImportVerdict.choices)
    cells = EncryptedField()
    problems = models.JSONField(default=list)
    warnings = models.JSONField(default=list)

    class Meta:
        verbose_name = "导入行"
        ordering = ["number"]
        constraints = [
            choice_check("importrow", "verdict", ImportVerdict.choices),
            models.UniqueConstraint(fields=["run", "number"], name="import_row_once"),
        ]
        indexes = [models.Index(fields=["run", "verdict", "number"], name="import_row_by_verdict")]

    def __str__(self) -> str:
        return f"第{self.number}行"
