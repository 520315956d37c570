"""The unit tree of one installation."""

from django.db import models

from registry.models.checks import choice_check


class UnitKind(models.TextChoices):
    BUREAU = "bureau", "市局"
    COUNTY = "county", "县（市、区）局"
    OFFICE = "office", "工商所（分局）"
    DEPARTMENT = "department", "机关科室"
    WINDOW = "window", "窗口"
    BODY = "body", "外部单位"


class Unit(models.Model):
    """An organisational unit; ``code`` is its key in every file and draw."""

    code = models.CharField("单位编码", max_length=20, unique=True)
    name = models.CharField("单位名称", max_length=80)
    kind = models.CharField("类别", max_length=12, choices=UnitKind.choices)
    is_branch = models.BooleanField("称为分局", default=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    address = models.CharField("地址", max_length=200, blank=True)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="承继单位"
    )

    class Meta:
        verbose_name = "单位"
        ordering = ["code"]
        constraints = [choice_check("unit", "kind", UnitKind.choices)]

    def __str__(self) -> str:
        return self.name
