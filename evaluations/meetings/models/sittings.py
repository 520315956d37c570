"""The meeting day on record: who chaired and watched, the agenda in the order of S0-13, questions and answers (S0-10, S0-11)."""

from django.db import models

from evaluations.meetings.models.meetings import Meeting, ReportingOfficer
from registry.models.checks import choice_check
from rulebook.meeting.agenda import Kind, State, Step

AGENDA_KINDS = [
    ("report", "述职述廉报告"),
    ("questions", "问询和解答"),
    ("ballot", "无记名评议"),
    ("count", "计票"),
    ("statement", "表态发言"),
]
AGENDA_STATES = [("todo", "未开始"), ("current", "进行中"), ("done", "已完成")]
QUESTION_KINDS = [("question", "问询"), ("suggestion", "建议")]


class Sitting(models.Model):
    """One sitting of a meeting; a postponed meeting sits again under the next ``edition`` and what was recorded stays.

    ``acting_reason`` says why somebody other than the discipline secretary chaired; the watcher is there throughout (S0-10).
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="sittings")
    edition = models.PositiveSmallIntegerField("场次")
    chair_name = models.CharField("主持人", max_length=50)
    chair_title = models.CharField("主持人职务", max_length=50)
    acting_reason = models.CharField("代为主持的原因", max_length=200, blank=True)
    watcher_name = models.CharField("监督人", max_length=50)
    watcher_title = models.CharField("监督人职务", max_length=50)
    began_at = models.DateTimeField("开会时间")
    ended_at = models.DateTimeField("散会时间", null=True, blank=True)
    watched_throughout = models.BooleanField("监督人全程在场", null=True, blank=True)
    note = models.CharField("情况记录", max_length=300, blank=True)

    class Meta:
        verbose_name = "会议记录"
        ordering = ["edition"]
        constraints = [models.UniqueConstraint(fields=["meeting", "edition"], name="conduct_once_an_edition")]

    def __str__(self) -> str:
        return f"{self.meeting} 会议记录"

    @property
    def broken_off(self) -> bool:
        """Whether the meeting was postponed in the middle; a sitting that ended in order says how it was watched."""
        return self.ended_at is not None and self.watched_throughout is None

    @property
    def steps(self) -> list[Step]:
        """The agenda as ``rulebook.meeting.agenda`` knows it, in order."""
        return [item.step for item in self.agenda.all()]


class AgendaItem(models.Model):
    """One step of a sitting. ``officer`` is whose report or statement it is; a statement without officer is for the office.

    ``joint`` marks a statement that the director made for the office and the officers together (contradiction 2).
    """

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("环节", max_length=10, choices=AGENDA_KINDS)
    title = models.CharField("名称", max_length=120)
    officer = models.ForeignKey(ReportingOfficer, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField("状态", max_length=8, choices=AGENDA_STATES, default="todo")
    begun_at = models.DateTimeField("开始时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    note = models.TextField("记录", max_length=2000, blank=True)
    joint = models.BooleanField("共同表态", default=False)

    class Meta:
        verbose_name = "会议环节"
        ordering = ["position"]
        constraints = [
            choice_check("agendaitem", "kind", AGENDA_KINDS),
            choice_check("agendaitem", "state", AGENDA_STATES),
            models.UniqueConstraint(fields=["sitting", "position"], name="agenda_position_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def step(self) -> Step:
        return Step(Kind(self.kind), self.title, State(self.state))


class Question(models.Model):
    """A question or suggestion put to an officer (or the office) in the meeting, and the answer. Who asked is not kept (S0-19)."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="questions")
    kind = models.CharField("类别", max_length=10, choices=QUESTION_KINDS, default="question")
    officer = models.ForeignKey(ReportingOfficer, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField("问询或建议", max_length=1000)
    answer = models.TextField("解答", max_length=2000, blank=True)

    class Meta:
        verbose_name = "问询和建议"
        ordering = ["pk"]
        constraints = [choice_check("question", "kind", QUESTION_KINDS)]

    def __str__(self) -> str:
        return self.text[:30]
