"""Users, and the posts by which users and persons hold a role in a unit."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from registry.models.checks import choice_check
from registry.models.fields import PersonNameField


class Role(models.TextChoices):
    """The post a user or person holds in a unit; what each may do stands in ``registry/roles.py``."""

    ADMINISTRATOR = "administrator", "系统管理员"
    SECURITY_ADMINISTRATOR = "security_administrator", "安全管理员"
    INSPECTORATE = "inspectorate", "监察室人员"
    WATCHER = "watcher", "市纪委监督员"
    CHAIR = "chair", "局纪委书记"
    LEADER = "leader", "局领导"
    HEAD = "head", "单位负责人"
    DEPUTY = "deputy", "单位副职"
    COMMAND_CENTRE = "command_centre", "指挥中心"
    INSPECTOR = "inspector", "片区监管员"
    KEEPER = "keeper", "文书管理员"
    INFORMATION_OFFICER = "information_officer", "信息员"
    RECEPTIONIST = "receptionist", "签到员"
    ENTRY_CLERK = "entry_clerk", "录入员"
    TELLER = "teller", "计票人"
    SCRUTINEER = "scrutineer", "监票人"
    REVIEWER = "reviewer", "审核员"
    DISCLOSURE_OFFICE = "disclosure_office", "公开机构负责人"
    LETTER_HANDLER = "letter_handler", "信访办理员"
    CONDUCT_OFFICE = "conduct_office", "行评办"
    AUDITOR = "auditor", "审计员"


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str, name: str, **fields: Any) -> "User":
        user = self.model(username=username, name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in. What he may do comes from his posts alone.

    ``unit`` is the bureau that keeps the account: it decides who administers an account that holds no post.
    """

    username = models.CharField("用户名", max_length=40, unique=True)
    name = PersonNameField("姓名", max_length=50)
    unit = models.ForeignKey(
        "registry.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所属单位"
    )
    email = models.EmailField("电子邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须修改密码", default=False)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = "用户"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A role of a user or a person in a unit, from one day to another (inclusive; null = open)."""

    user = models.ForeignKey(
        "registry.User", models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="用户"
    )
    person = models.ForeignKey(
        "registry.Person", models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="人员"
    )
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="posts", verbose_name="单位")
    area = models.ForeignKey(
        "registry.Area", models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="片区"
    )
    role = models.CharField("岗位", max_length=24, choices=Role.choices)
    title = models.CharField("职务", max_length=40, blank=True)
    valid_from = models.DateField("起", null=True, blank=True)
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "岗位"
        ordering = ["unit__code", "pk"]
        constraints = [
            choice_check("post", "role", Role.choices),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | models.Q(person__isnull=False),
                name="post_held_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.title or Role(self.role).label}"
