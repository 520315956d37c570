"""Work that runs later: the row comes first, the task second."""

from django.conf import settings
from django.db import models

from registry.models.checks import choice_check
from rulebook.lifecycle.job import JOB


class Job(models.Model):
    """One piece of work. ``params`` holds ids only; a worker claims the row with a lease and renews it while it works.

    ``origin_kind`` and ``origin_id`` say whose page may show it (see ``desk.ports``); ``result`` is what the handler left.
    ``cancel_asked`` is heard by the worker at its next word; ``released_on`` is the day its file was let go of.
    """

    kind = models.CharField("任务", max_length=40)
    title = models.CharField("名称", max_length=150)
    params = models.JSONField(default=dict)
    state = models.CharField("状态", max_length=8, choices=JOB.choices, default=JOB.initial)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    message = models.CharField("说明", max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict)
    cancel_asked = models.BooleanField("要求取消", default=False)
    released_on = models.DateField("文件清除日期", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提交人"
    )
    created_at = models.DateTimeField("提交时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = "任务"
        ordering = ["-pk"]
        constraints = [choice_check("job", "state", JOB.choices)]
        indexes = [models.Index(fields=["state", "lease_until"])]

    def __str__(self) -> str:
        return self.title
