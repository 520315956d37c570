"""Opening and closing at times that two people confirmed beforehand (mass surveys)."""

from django.conf import settings
from django.db import models

from ballots.models.votes import Vote
from registry.models.checks import another_person, choice_check

STEPS = [("open", "开启投票"), ("closing", "截止收票")]


class ScheduledMove(models.Model):
    """One step of a vote at a set time. Void of effect until ``confirmed_by``; ``digest`` is of what both confirmed.

    ``refused`` says why it was not carried out when its time came; it is tried again until it is done or withdrawn.
    """

    vote = models.ForeignKey(Vote, models.PROTECT, related_name="scheduled")
    step = models.CharField("步骤", max_length=8, choices=STEPS)
    due_at = models.DateTimeField("定时")
    digest = models.CharField(max_length=64, default="", blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField("办理时间", null=True, blank=True)
    withdrawn = models.BooleanField("已撤回", default=False)
    refused = models.CharField("未办原因", max_length=300, default="", blank=True)

    class Meta:
        verbose_name = "定时步骤"
        ordering = ["due_at", "pk"]
        constraints = [
            choice_check("scheduledmove", "step", STEPS),
            models.UniqueConstraint(
                fields=["vote", "step"],
                condition=models.Q(withdrawn=False),
                name="scheduled_step_once",
            ),
            another_person("scheduledmove", "confirmed_by", "asked_by"),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.due_at:%Y-%m-%d %H:%M}"
