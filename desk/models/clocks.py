"""Clocks: what is due when, what moved it, and what was sent about it."""

from django.conf import settings
from django.db import models

from registry.models.checks import choice_check

LIMIT_UNITS = [("workdays", "工作日"), ("days", "自然日"), ("fixed", "固定日期")]
OUTCOMES = [("open", "在办"), ("met", "按期办结"), ("late", "逾期办结"), ("void", "作废")]
DONE = ["met", "late"]
MOVE_STATES = [("asked", "待批准"), ("approved", "已批准"), ("declined", "未批准"), ("lapsed", "已失效")]
SEGMENT_KINDS = [("suspend", "中止"), ("extend", "延长"), ("reset", "重新起算")]


class ClockPolicy(models.Model):
    """How long something may take, from a day on; a clock keeps the policy that was valid when it started.

    ``ladder`` is ``rulebook.desk.clocks.ladder_to_plain``; ``source`` the article that sets the limit.
    """

    code = models.SlugField("代码", max_length=40)
    title = models.CharField("事项", max_length=80)
    valid_from = models.DateField("自何日起")
    amount = models.PositiveSmallIntegerField("期限")
    unit = models.CharField("单位", max_length=8, choices=LIMIT_UNITS)
    ladder = models.JSONField("提醒和督办", default=list)
    source = models.CharField("依据", max_length=120)

    class Meta:
        verbose_name = "期限规定"
        ordering = ["code", "-valid_from"]
        constraints = [
            choice_check("clockpolicy", "unit", LIMIT_UNITS),
            models.UniqueConstraint(fields=["code", "valid_from"], name="policy_once_a_day"),
        ]

    def __str__(self) -> str:
        return self.title


class Clock(models.Model):
    """One limit that runs. ``due_on`` is written by the clock's services only and follows from policy, segments and calendar.

    Whether it is overdue is never kept. ``origin_kind`` and ``origin_label`` say whose it is (see ``desk.ports``): the row
    above points here, and ``origin_id`` is its key, so that whoever may not see the row sees no limit of it, nor one that has
    ended. ``late_reason`` is what the unit's head gave once the lamp was red.
    """

    policy = models.ForeignKey(ClockPolicy, models.PROTECT, related_name="clocks", verbose_name="期限规定")
    title = models.CharField("事项", max_length=150)
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="clocks", verbose_name="承办单位")
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="clocks"
    )
    started_on = models.DateField("起算日期")
    due_on = models.DateField("期限")
    original_due_on = models.DateField("原期限")
    provisional = models.BooleanField("暂定", default=False)
    stopped_on = models.DateField("办结日期", null=True, blank=True)
    outcome = models.CharField("结果", max_length=5, choices=OUTCOMES, default="open")
    origin_kind = models.CharField(max_length=40)
    origin_id = models.PositiveBigIntegerField(null=True, blank=True)
    origin_label = models.CharField("来源", max_length=150)
    late_reason = models.CharField("逾期原因", max_length=300, blank=True)
    late_reason_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "期限"
        ordering = ["due_on", "pk"]
        constraints = [
            choice_check("clock", "outcome", OUTCOMES),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["open", "void"]) | models.Q(stopped_on__isnull=False),
                name="clock_stopped_has_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["outcome", "due_on", "id"], name="clock_open_by_day"),
            models.Index(fields=["outcome", "origin_kind", "due_on", "id"], name="clock_of_an_origin"),
            models.Index(fields=["due_on", "id"], name="clock_by_day"),
            models.Index(
                fields=["stopped_on", "id"], condition=models.Q(outcome__in=DONE), name="clock_done_by_day"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ClockSegment(models.Model):
    """What moved a clock: why, on what paper, approved by whom. A suspension without ``last`` still stands."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="segments")
    kind = models.CharField("种类", max_length=8, choices=SEGMENT_KINDS)
    first = models.DateField("起")
    last = models.DateField("止", null=True, blank=True)
    amount = models.PositiveSmallIntegerField("延长", default=0)
    reason = models.CharField("原因", max_length=200)
    document = models.ForeignKey(
        "registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "期限变动"
        ordering = ["pk"]
        constraints = [
            choice_check("clocksegment", "kind", SEGMENT_KINDS),
            models.CheckConstraint(
                condition=models.Q(last__isnull=True) | models.Q(last__gte=models.F("first")),
                name="segment_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["clock"],
                condition=models.Q(kind="suspend", last__isnull=True),
                name="one_open_suspension",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.first:%Y-%m-%d}"


class ClockMove(models.Model):
    """A move of a limit that somebody asks for and another decides.

    It is asked of the limit as it stood: ``for_due_on`` and ``segments``, how many moves had been. Once the limit was moved
    otherwise or has ended, there is nothing left to approve.
    """

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="moves")
    kind = models.CharField("种类", max_length=8, choices=SEGMENT_KINDS)
    first = models.DateField("起")
    last = models.DateField("止", null=True, blank=True)
    amount = models.PositiveSmallIntegerField("延长", default=0)
    reason = models.CharField("原因", max_length=200)
    document = models.ForeignKey(
        "registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    for_due_on = models.DateField("所指期限")
    segments = models.PositiveSmallIntegerField("此前变动次数")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_on = models.DateField("提出日期")
    state = models.CharField("状态", max_length=8, choices=MOVE_STATES, default="asked")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField("批准日期", null=True, blank=True)

    class Meta:
        verbose_name = "期限变动申请"
        ordering = ["pk"]
        constraints = [
            choice_check("clockmove", "kind", SEGMENT_KINDS),
            choice_check("clockmove", "state", MOVE_STATES),
            models.UniqueConstraint(
                fields=["clock"], condition=models.Q(state="asked"), name="one_move_asked_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                name="move_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.first:%Y-%m-%d}"


UNREAD = models.Case(models.When(read_on__isnull=True, then=models.Value(1)), default=models.Value(0))
"""1 for a notice that was not read, the first of every inbox; indexed as it stands here."""


class Notice(models.Model):
    """Something one user was told, once: the ledger of what was sent, and his inbox.

    ``step`` is the key of a ladder step, or what else happened to the clock; ``for_due_on`` the due day it spoke of. Without
    a clock it tells of something that has no limit, as of a post; ``for_due_on`` is then its own day.
    """

    clock = models.ForeignKey(Clock, models.CASCADE, null=True, blank=True, related_name="notices")
    step = models.CharField("事由", max_length=20)
    for_due_on = models.DateField("所指期限")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    text = models.CharField("内容", max_length=300)
    made_on = models.DateField("日期")
    read_on = models.DateField("阅读日期", null=True, blank=True)
    mailed_on = models.DateField("邮件日期", null=True, blank=True)

    class Meta:
        verbose_name = "通知"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "step", "for_due_on", "recipient"], name="notice_sent_once"
            )
        ]
        indexes = [models.Index("recipient", UNREAD, "id", name="notice_inbox")]

    def __str__(self) -> str:
        return self.text


class FeedToken(models.Model):
    """The address of a user's calendar feed, by digest only; making a new one revokes the last."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feed_token")
    digest = models.CharField(max_length=64, unique=True)
    made_on = models.DateField("生成日期")

    class Meta:
        verbose_name = "日历订阅"

    def __str__(self) -> str:
        return f"{self.user}的日历订阅"
