"""People the bureau deals with; a person is never a user by default."""

from django.db import models

from registry.models.checks import choice_check
from registry.models.fields import EncryptedField, PersonNameField


class PersonCategory(models.TextChoices):
    """Who a person is to an evaluation (S0-06, S3-06, S4-01); staff are heads and inspectors."""

    STAFF = "staff", "工作人员"
    CONDUCT_SUPERVISOR = "conduct_supervisor", "行风监督员"
    DISCIPLINE_ORGAN = "discipline_organ", "纪检监察"
    CONGRESS_DEPUTY = "congress_deputy", "人大代表"
    CPPCC_MEMBER = "cppcc_member", "政协委员"
    PARTY_DEPUTY = "party_deputy", "党代表"
    VILLAGE_COMMITTEE = "village_committee", "村居委会代表"
    GOVERNMENT_STAFF = "government_staff", "政府工作人员"
    SERVICE_OBJECT = "service_object", "管理服务对象代表"
    CONSUMER = "consumer", "消费者"


class Person(models.Model):
    """A natural person. Staff are known by (unit, name), everybody else by (name, telephone)."""

    name = PersonNameField("姓名", max_length=50)
    category = models.CharField("类别", max_length=20, choices=PersonCategory.choices)
    unit = models.ForeignKey(
        "registry.Unit", models.PROTECT, null=True, blank=True, related_name="people", verbose_name="所属单位"
    )
    workplace = models.CharField("所在单位或村居", max_length=100, blank=True)
    phone = EncryptedField("联系电话", blank=True)
    phone_digest = models.CharField(max_length=64, blank=True, editable=False)
    specially_invited = models.BooleanField("特邀", default=False)
    remark = models.CharField("备注", max_length=100, blank=True)
    active = models.BooleanField("有效", default=True)

    class Meta:
        verbose_name = "人员"
        ordering = ["name", "pk"]
        constraints = [
            choice_check("person", "category", PersonCategory.choices),
            models.UniqueConstraint(
                fields=["unit", "name"],
                condition=models.Q(category="staff"),
                name="person_staff_once",
            ),
            models.UniqueConstraint(
                fields=["name", "phone_digest"],
                condition=~models.Q(category="staff"),
                name="person_outside_once",
            ),
        ]
        indexes = [
            models.Index(fields=["category", "unit"]),
            models.Index(fields=["name", "id"], name="person_by_name"),
            models.Index(fields=["unit", "category"], name="person_of_unit"),
        ]

    def __str__(self) -> str:
        return self.name
