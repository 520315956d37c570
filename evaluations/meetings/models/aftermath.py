"""What follows a meeting: the signed count, feedback, summaries, the dossier."""

from django.db import models

from desk.models.made import MadeDocument, SignedDocument
from evaluations.meetings.models.meetings import Meeting, ReportingOfficer
from evaluations.meetings.models.rounds import Activity
from registry.models.checks import choice_check
from registry.models.papers import HandedInPaper


class CountReport(SignedDocument):
    """The count report of a meeting (S0-23): made by a job, printed, signed by hand, scanned; every hash is kept."""

    PARTS = {
        "pdf": "计票报告",
        "workbook": "计票结果表",
        "published_pdf": "结果公布件",
        "signed_scan": "签字扫描件",
        "held_scan": "待确认的签字扫描件",
    }
    SIGNERS = {"teller": "计票人", "scrutineer": "监票人"}
    TITLE = "计票报告"
    FIGURES = "计票结果"

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="count_report")
    workbook = models.ForeignKey(
        "registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_pdf = models.ForeignKey(
        "registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    teller = models.CharField(SIGNERS["teller"], max_length=50, default="", blank=True)
    scrutineer = models.CharField(SIGNERS["scrutineer"], max_length=50, default="", blank=True)

    class Meta:
        verbose_name = "计票报告"

    def __str__(self) -> str:
        return f"{self.meeting} 计票报告"


RESULT_USES = [("commendation", "评先评优"), ("cadre", "干部使用")]


class FeedbackForm(HandedInPaper):
    """What went back to the office (``officer`` empty) or to one officer, and what they made of it (S0-15, S0-20).

    ``sheet`` is the feedback sheet as it was handed over. Its measures are handed in first (``submitted_on``), then what was
    done (``done_on``); ``due_on`` is the day for both, ``clock`` watches over it, but for a rehearsal.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="feedback_forms")
    officer = models.ForeignKey(ReportingOfficer, models.PROTECT, null=True, blank=True, related_name="+")
    sheet = models.ForeignKey("registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField("整改情况填报期限")
    analysis = models.TextField("情况分析", max_length=3000, blank=True)
    causes = models.TextField("原因查找", max_length=3000, blank=True)
    measures = models.TextField("整改措施", max_length=3000, blank=True)
    done = models.TextField("落实情况", max_length=3000, blank=True)
    done_on = models.DateField("落实提交日期", null=True, blank=True)
    clock = models.OneToOneField("desk.Clock", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "反馈整改表"
        ordering = ["meeting", "officer__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=models.Q(officer__isnull=True), name="feedback_once_an_office"
            ),
            models.UniqueConstraint(fields=["meeting", "officer"], name="feedback_once_an_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.officer or self.meeting.office}反馈整改表"


class WrittenSummary(HandedInPaper):
    """The written summary due on 31 October (S0-18): of one office's meeting, or (``meeting`` empty) of the whole round."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="summaries")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="summaries")
    text = models.TextField("总结", max_length=20000)

    class Meta:
        verbose_name = "工作总结"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity"], condition=models.Q(meeting__isnull=True), name="summary_once_a_round"
            ),
            models.UniqueConstraint(fields=["activity", "meeting"], name="summary_once_a_meeting"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting.office if self.meeting else self.activity}工作总结"


class ResultUse(models.Model):
    """How a result counted toward commendation or the use of cadres (S0-17); decided by a named leader, never by itself."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="result_uses")
    officer = models.ForeignKey(ReportingOfficer, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField("运用", max_length=14, choices=RESULT_USES)
    text = models.CharField("情况", max_length=300)
    decided_by = models.CharField("决定人", max_length=50)
    decided_on = models.DateField("决定日期")

    class Meta:
        verbose_name = "结果运用"
        ordering = ["decided_on", "pk"]
        constraints = [choice_check("resultuse", "kind", RESULT_USES)]

    def __str__(self) -> str:
        return self.text[:30]

    @property
    def sentence(self) -> str:
        """The record in one line: what, and who decided it when."""
        return f"{self.get_kind_display()}：{self.text}（{self.decided_by}，{self.decided_on:%Y-%m-%d}）"


class Dossier(MadeDocument):
    """The dossier 档案包 of a round: one zip of all its papers with an index and every hash; made anew it replaces the last."""

    PARTS = {"file": "档案包"}

    activity = models.OneToOneField(Activity, models.CASCADE, related_name="dossier")
    file = models.ForeignKey("registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "档案包"

    def __str__(self) -> str:
        return f"{self.activity}档案包"


class MeetingMatter(models.Model):
    """A problem of the register that came from what was said in or after a meeting (S0-14).

    ``digest`` is of the text, so that one opinion is entered once; it names no row of the opinions (S0-19).
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="matters")
    matter = models.OneToOneField("matters.Matter", models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "会议提出的问题"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "digest"], name="said_once_a_meeting")]

    def __str__(self) -> str:
        return str(self.matter)


LIMITS = [("meeting_place", "报送会议地点"), ("meeting_summary", "报送工作总结")]


class MeetingClock(models.Model):
    """The clock of a limit that the round's plan sets for the office (S0-18)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="clocks")
    kind = models.CharField("事项", max_length=16, choices=LIMITS)
    clock = models.OneToOneField("desk.Clock", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "会议期限"
        ordering = ["pk"]
        constraints = [
            choice_check("meetingclock", "kind", LIMITS),
            models.UniqueConstraint(fields=["meeting", "kind"], name="meeting_limit_once"),
        ]

    def __str__(self) -> str:
        return str(self.clock)
