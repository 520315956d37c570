"""What gives power over a protected account: proposed by one, in force once another has confirmed it."""

from django.db import models

from registry.models.accounts import Role
from registry.models.checks import choice_check
from registry.models.fields import EncryptedField
from rulebook.lifecycle.grant import GRANT


class GrantKind(models.TextChoices):
    APPOINT = "appoint", "任职"
    PASSWORD = "password", "重置密码"
    CODE = "code", "停用动态码"
    ENABLE = "enable", "重新启用账号"


class Grant(models.Model):
    """A step on a protected post or its holder's account that waits for the second person.

    ``unit`` is where the post is, or the bureau that keeps the account; role, area, title and days are those of the post
    to be given. ``half`` is the second half of a first password made at the confirmation: shown to the proposer once, then
    emptied, so that neither of the two ever knows the whole.
    """

    kind = models.CharField("事项", max_length=10, choices=GrantKind.choices)
    state = models.CharField("状态", max_length=10, choices=GRANT.choices, default=GRANT.initial)
    user = models.ForeignKey("registry.User", models.PROTECT, related_name="grants", verbose_name="用户")
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    area = models.ForeignKey(
        "registry.Area", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="片区"
    )
    role = models.CharField("岗位", max_length=24, choices=Role.choices, blank=True)
    title = models.CharField("职务", max_length=40, blank=True)
    valid_from = models.DateField("起", null=True, blank=True)
    valid_to = models.DateField("止", null=True, blank=True)
    proposed_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        "registry.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    half = EncryptedField(blank=True)

    class Meta:
        verbose_name = "待确认的任职"
        ordering = ["-pk"]
        constraints = [
            choice_check("grant", "kind", GrantKind.choices),
            choice_check("grant", "state", GRANT.choices),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("proposed_by")) & ~models.Q(decided_by=models.F("user")),
                name="grant_confirmed_by_a_third",
            ),
            models.CheckConstraint(
                condition=~models.Q(proposed_by=models.F("user")), name="grant_never_to_oneself"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | models.Q(decided_by__isnull=False),
                name="grant_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_kind_display()}"
