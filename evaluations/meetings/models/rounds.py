"""Rounds 评议活动 and their leading groups (X-01, S0-18, S0-21)."""

from django.db import models

from registry.models.checks import choice_check
from rulebook.meeting.rounds import RoundKind

ACTIVITY_KINDS = [(RoundKind.DUTY.value, "述职述廉社会评议"), (RoundKind.COLLECTIVE.value, "集中述评")]
GROUP_RANKS = [("leader", "组长"), ("deputy", "副组长"), ("member", "成员")]


class Activity(models.Model):
    """A round 评议活动 of one year. ``figures`` and ``stages`` are its own copies of the document's figures and dates.

    ``figures`` is ``rulebook.meeting.rounds.RoundFigures.as_dict()``; ``stages`` a list of {"key", "title", "from", "to"} with ISO
    dates (S0-18, S0-21); ``agenda_minutes`` what differs from ``rulebook.meeting.agenda.MINUTES``. ``version`` counts saves, so
    that two editors notice each other. A rehearsal is a round of its own
    that copies one meeting, ``rehearsal_of``; it carries the marking everywhere and stands in no figure.
    """

    title = models.CharField("名称", max_length=120)
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("种类", max_length=20, choices=ACTIVITY_KINDS)
    bureau = models.ForeignKey(
        "registry.Unit", models.PROTECT, related_name="activities", verbose_name="组织单位"
    )
    group_office = models.ForeignKey(
        "registry.Unit",
        models.PROTECT,
        related_name="+",
        verbose_name="领导小组办公室设在",
    )
    drawing_body = models.CharField("抽取主体", max_length=80, default="市纪委")
    stages = models.JSONField("阶段", default=list)
    figures = models.JSONField("数字", default=dict)
    purpose = models.TextField("目的和要求", max_length=3000, blank=True)
    document_number = models.CharField("发文字号", max_length=60, blank=True)
    place_due = models.DateField("地点报送期限", null=True, blank=True)
    summary_due = models.DateField("总结报送期限", null=True, blank=True)
    contact = models.CharField("联系人和电话", max_length=80, default="", blank=True)
    agenda_minutes = models.JSONField("会议用时", default=dict)
    marking = models.CharField("标记", max_length=10, default="", blank=True)
    rehearsal_of = models.ForeignKey(
        "meetings.Meeting", models.PROTECT, null=True, blank=True, related_name="rehearsals"
    )
    ended_on = models.DateField("演练结束日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "评议活动"
        ordering = ["-year", "-pk"]
        constraints = [
            choice_check("activity", "kind", ACTIVITY_KINDS),
            models.UniqueConstraint(
                fields=["bureau", "kind", "year"],
                condition=models.Q(rehearsal_of__isnull=True),
                name="activity_once_a_year",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def collective(self) -> bool:
        """Whether the head alone reports, to service objects and supervisors (S4-10)."""
        return self.kind == RoundKind.COLLECTIVE

    @property
    def occasion(self) -> str:
        """What its meetings are called, before 会议."""
        return "集中述职评议" if self.collective else "述职述廉"

    @property
    def assessment(self) -> str:
        """What it is called in titles."""
        return "集中述职评议" if self.collective else "述职述廉社会评议"

    @property
    def report_word(self) -> str:
        """What those who report hand in."""
        return "述职报告" if self.collective else "述职述廉报告"


class GroupMember(models.Model):
    """A member of the activity's leading group (X-01)."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="group")
    name = models.CharField("姓名", max_length=50)
    position = models.CharField("职务", max_length=80, blank=True)
    rank = models.CharField("组内职务", max_length=8, choices=GROUP_RANKS)

    class Meta:
        verbose_name = "领导小组成员"
        ordering = ["pk"]
        constraints = [
            choice_check("groupmember", "rank", GROUP_RANKS),
            models.UniqueConstraint(fields=["activity", "name"], name="group_member_once"),
        ]

    def __str__(self) -> str:
        return self.name
