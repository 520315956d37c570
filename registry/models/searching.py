"""The search index: one row a thing, its tokens beside it (see ``registry/search.py``)."""

from django.db import models


class SearchEntry(models.Model):
    """``tokens`` are bigrams and pinyin initials, separated by spaces; the database keeps a full-text index of them."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=200)
    detail = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey("registry.Unit", models.CASCADE, null=True, related_name="+")
    tokens = models.TextField()

    class Meta:
        verbose_name = "检索条目"
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")]

    def __str__(self) -> str:
        return self.label
