"""Areas, streets, townships, industries and businesses: what is supervised, and where."""

from datetime import date

from django.db import models
from django.db.models.functions import Coalesce

from registry.models.checks import choice_check
from registry.models.fields import EncryptedField

GRADES = [("A", "甲"), ("B", "乙"), ("C", "丙")]
DATUMS = [("WGS-84", "WGS-84"), ("GCJ-02", "GCJ-02"), ("BD-09", "BD-09")]


LAST_PATROL = Coalesce("last_patrol_on", models.Value(date.min))
"""Those never patrolled before all others; lists are ordered by it, so it is never NULL."""


class Area(models.Model):
    """Patrol territory within an office (S1-01). ``boundary`` is a closed list of [longitude, latitude], WGS-84."""

    code = models.CharField("片区编码", max_length=20, unique=True)
    name = models.CharField("片区名称", max_length=80)
    office = models.ForeignKey(
        "registry.Unit", models.PROTECT, related_name="areas", verbose_name="所属工商所"
    )
    boundary = models.JSONField("边界", default=list, blank=True)

    class Meta:
        verbose_name = "片区"
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["office", "name"], name="area_name_once_an_office")]

    def __str__(self) -> str:
        return self.name


class Street(models.Model):
    """A street or village inside an area; the same name may stand in several areas."""

    area = models.ForeignKey("registry.Area", models.PROTECT, related_name="streets", verbose_name="片区")
    name = models.CharField("街道（村居）", max_length=80)

    class Meta:
        verbose_name = "街道（村居）"
        ordering = ["area__code", "name"]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="street_once_an_area")]

    def __str__(self) -> str:
        return self.name


class Township(models.Model):
    """A township or subdistrict with the contact who answers for it (S3-05)."""

    office = models.ForeignKey(
        "registry.Unit", models.PROTECT, related_name="townships", verbose_name="所属工商所"
    )
    name = models.CharField("乡镇街道", max_length=80)
    contact = models.CharField("联系人", max_length=50, blank=True)
    phone = EncryptedField("联系电话", blank=True)

    class Meta:
        verbose_name = "乡镇街道"
        ordering = ["office__code", "name"]
        constraints = [models.UniqueConstraint(fields=["office", "name"], name="township_once_an_office")]

    def __str__(self) -> str:
        return self.name


class Industry(models.Model):
    """The risk grade belongs to the industry; a business inherits it (S1-19)."""

    name = models.CharField("行业", max_length=60, unique=True)
    grade = models.CharField("风险等级", max_length=1, choices=GRADES)

    class Meta:
        verbose_name = "行业"
        ordering = ["grade", "name"]
        constraints = [choice_check("industry", "grade", GRADES)]

    def __str__(self) -> str:
        return self.name


class BusinessKind(models.TextChoices):
    FIRM = "firm", "企业"
    SOLE_TRADER = "sole_trader", "个体工商户"
    COOPERATIVE = "cooperative", "农民专业合作社"
    UNLICENSED = "unlicensed", "无照经营户"


class BusinessScale(models.TextChoices):
    ORDINARY = "ordinary", "一般"
    ABOVE_SCALE = "above_scale", "规模以上"
    KEY = "key", "重点"


class BusinessStatus(models.TextChoices):
    ACTIVE = "active", "存续"
    DEREGISTERED = "deregistered", "注销"
    REVOKED = "revoked", "吊销"


class Business(models.Model):
    """One entry of the live register 经济户口. Longitude and latitude are WGS-84, converted at import from ``datum``."""

    code = models.CharField("统一社会信用代码", max_length=24, unique=True)
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("主体类型", max_length=12, choices=BusinessKind.choices)
    scale = models.CharField(
        "规模", max_length=12, choices=BusinessScale.choices, default=BusinessScale.ORDINARY
    )
    industry = models.ForeignKey(
        "registry.Industry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="businesses",
        verbose_name="行业",
    )
    grade = models.CharField("风险等级", max_length=1, choices=GRADES)
    area = models.ForeignKey("registry.Area", models.PROTECT, related_name="businesses", verbose_name="片区")
    street = models.ForeignKey(
        "registry.Street",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="businesses",
        verbose_name="街道（村居）",
    )
    address = models.CharField("经营地址", max_length=200, blank=True)
    longitude = models.FloatField("经度", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    datum = models.CharField("原坐标系", max_length=6, choices=DATUMS, blank=True)
    responsible = models.CharField("负责人", max_length=50, blank=True)
    phone = EncryptedField("联系电话", blank=True)
    established_on = models.DateField("成立日期", null=True, blank=True)
    status = models.CharField(
        "登记状态", max_length=12, choices=BusinessStatus.choices, default=BusinessStatus.ACTIVE
    )
    last_patrol_on = models.DateField("上次巡查日期", null=True, blank=True)
    entered_on = models.DateField("录入日期", null=True, blank=True)

    class Meta:
        verbose_name = "市场主体"
        ordering = ["code"]
        constraints = [
            choice_check("business", "kind", BusinessKind.choices),
            choice_check("business", "scale", BusinessScale.choices),
            choice_check("business", "grade", GRADES),
            choice_check("business", "status", BusinessStatus.choices),
        ]
        indexes = [
            models.Index(fields=["area", "status", "kind"]),
            models.Index(fields=["name", "id"], name="business_by_name"),
            models.Index(fields=["grade", "id"], name="business_by_grade"),
            models.Index(LAST_PATROL, "id", name="business_by_patrol"),
            models.Index(fields=["kind", "code"], name="business_by_kind"),  # a code begins with the kind
            models.Index(fields=["area"], name="business_active", condition=models.Q(status="active")),
            models.Index(fields=["status"], name="business_ended", condition=~models.Q(status="active")),
        ]

    def __str__(self) -> str:
        return self.name
