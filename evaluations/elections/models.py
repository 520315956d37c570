"""The election of satisfied and unsatisfied departments 满意不满意科室评选 (S3-01 … S3-19): one a year, all units in one list."""

from django.conf import settings
from django.db import models

from desk.models.made import SignedDocument
from registry.models.checks import another_person, choice_check
from rulebook.election.score import CONSEQUENCE_LABELS, PANEL_LABELS
from rulebook.lifecycle.election import ELECTION

PANELS = [(panel.value, label) for panel, label in PANEL_LABELS.items()]
UNIT_KINDS = [("office", "工商所（分局）"), ("department", "机关科室")]
COUNT_SOURCES = [("vote", "投票"), ("import", "导入计票结果")]
DECISIONS = [
    ("spread", "权重分摊给其他层面"),
    ("revote", "该层面重新投票"),
    ("tie", "并列名次排定"),
    ("use", "结果运用"),
]
DECISION_STATES = [("recorded", "待第二人确认，未生效"), ("held", "有效"), ("withdrawn", "已撤回")]
PROPOSAL_STATES = [("proposed", "待领导确认"), ("confirmed", "已确认"), ("declined", "不予执行")]
MEMBER_SOURCES = [("drawn", "抽取"), ("designated", "指定")]
CONSEQUENCES = [(each.value, label) for each, label in CONSEQUENCE_LABELS.items()]


class Election(models.Model):
    """One election. ``figures`` is ``rulebook.election.panels.figures_dict``, its own copy; ``stages`` a list of {"key", "title",
    "from", "to"} with ISO dates (S3-16); ``topics`` the guidance on the ballot (S3-02). ``draw`` fills the panels from
    outside; void ones stand in ``past_draws``. ``bulletin`` is the 通报 as it was published (S3-19), ``published_figures`` the
    table in it (``evaluations.elections.queries.published``). A rehearsal is never published, so that it stands in no figure."""

    title = models.CharField("名称", max_length=120)
    year = models.PositiveSmallIntegerField("年度")
    bureau = models.ForeignKey(
        "registry.Unit", models.PROTECT, related_name="elections", verbose_name="组织单位"
    )
    state = models.CharField("状态", max_length=10, choices=ELECTION.choices, default=ELECTION.initial)
    figures = models.JSONField("数字", default=dict)
    topics = models.JSONField("评议内容", default=list)
    stages = models.JSONField("阶段", default=list)
    drawing_body = models.CharField("抽取主体", max_length=80, default="市纪委")
    draw = models.OneToOneField("draws.Draw", models.PROTECT, null=True, blank=True, related_name="+")
    past_draws = models.ManyToManyField("draws.Draw", related_name="+", blank=True)
    summary = models.TextField("工作总结", default="", blank=True)
    bulletin_number = models.CharField("发文字号", max_length=60, default="", blank=True)
    bulletin = models.ForeignKey(
        "registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_figures = models.JSONField("通报的数字", default=dict, blank=True)
    published_on = models.DateField("通报日期", null=True, blank=True)
    void_reason = models.CharField("作废原因", max_length=200, default="", blank=True)
    rehearsal_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="rehearsals", verbose_name="演练的评选"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "满意不满意科室评选"
        ordering = ["-year", "-pk"]
        constraints = [
            choice_check("election", "state", ELECTION.choices),
            models.UniqueConstraint(
                fields=["bureau", "year"],
                condition=~models.Q(state="void") & models.Q(rehearsal_of__isnull=True),
                name="election_once_a_year",
            ),
            models.CheckConstraint(
                condition=models.Q(rehearsal_of__isnull=True) | ~models.Q(state="published"),
                name="rehearsal_is_never_published",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ElectionUnit(models.Model):
    """An assessed unit, in the order of the ballot; ``name`` is what it was called then (a merger changes no result).
    ``rater_absent``: it sent nobody to the mutual panel, so no ballot may leave it blank."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="units")
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=12, choices=UNIT_KINDS)
    position = models.PositiveSmallIntegerField("次序")
    rater_absent = models.BooleanField("互评缺席", default=False)

    class Meta:
        verbose_name = "参评单位"
        ordering = ["position"]
        constraints = [
            choice_check("electionunit", "kind", UNIT_KINDS),
            models.UniqueConstraint(fields=["election", "unit"], name="election_unit_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Its key on the ballot, as a stratum and in the score."""
        return f"unit-{self.unit_id}"


class PanelCount(models.Model):
    """The marks of one unit in one panel, by grade from the best; ``abstained`` beside them (S3-09)."""

    unit = models.ForeignKey(ElectionUnit, models.CASCADE, related_name="counts")
    panel = models.CharField("参评层面", max_length=16, choices=PANELS)
    votes = models.JSONField("票数")
    abstained = models.PositiveIntegerField("弃权", default=0)
    source = models.CharField("来源", max_length=8, choices=COUNT_SOURCES)
    document = models.ForeignKey(
        "registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "层面计票"
        ordering = ["unit__position", "pk"]
        constraints = [
            choice_check("panelcount", "panel", PANELS),
            choice_check("panelcount", "source", COUNT_SOURCES),
            models.UniqueConstraint(fields=["unit", "panel"], name="panel_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_panel_display()}"


class PanelMember(models.Model):
    """Somebody who votes in a panel: a drawn entry, or a designated person. ``unit`` is the one he rates, empty for the
    mutual panel and the leaders, who rate all. Nothing ties him to a card or a ballot (S0-19)."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="members")
    panel = models.CharField("参评层面", max_length=16, choices=PANELS)
    unit = models.ForeignKey(ElectionUnit, models.CASCADE, null=True, blank=True, related_name="members")
    source = models.CharField("产生方式", max_length=12, choices=MEMBER_SOURCES)
    group = models.CharField("类别", max_length=20)
    label = models.CharField("姓名或名称", max_length=150)
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.ForeignKey("draws.RosterEntry", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "参评人员"
        ordering = ["panel", "unit__position", "group", "pk"]
        constraints = [
            choice_check("panelmember", "panel", PANELS),
            choice_check("panelmember", "source", MEMBER_SOURCES),
            models.CheckConstraint(
                condition=models.Q(source="drawn", entry__isnull=False)
                | models.Q(source="designated", entry__isnull=True),
                name="panel_member_drawn_by_ticket",
            ),
            models.UniqueConstraint(fields=["election", "panel", "unit", "person"], name="panel_person_once"),
        ]

    def __str__(self) -> str:
        return self.label


class PanelVote(models.Model):
    """The secret vote of one panel in its set time (S3-17); void ones that it repeats stand in ``past_votes``."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="votes")
    panel = models.CharField("参评层面", max_length=16, choices=PANELS)
    vote = models.OneToOneField("ballots.Vote", models.PROTECT, related_name="+")
    past_votes = models.ManyToManyField("ballots.Vote", related_name="+", blank=True)
    opens_at = models.DateTimeField("开放时间")
    closes_at = models.DateTimeField("截止时间")

    class Meta:
        verbose_name = "层面投票"
        ordering = ["pk"]
        constraints = [
            choice_check("panelvote", "panel", PANELS),
            models.UniqueConstraint(fields=["election", "panel"], name="panel_vote_once"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="panel_vote_window"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election} {self.get_panel_display()}"


class GroupDecision(models.Model):
    """What the leading group decided: an empty panel, the order of units tied at a cut, what follows for a unit (S3-09, S3-13, S3-14).

    Without effect until a second person has confirmed it with its signed ``minute``; neither is of a unit concerned. One of
    before that was kept has no minute and no second person. Withdrawn by two persons, before the bulletin: ``withdrawn_by``
    asked. ``proposal`` and ``accepts`` are of a consequence.
    """

    election = models.ForeignKey(Election, models.CASCADE, related_name="decisions")
    kind = models.CharField("决定", max_length=8, choices=DECISIONS)
    panel = models.CharField("参评层面", max_length=16, choices=PANELS, default="", blank=True)
    order = models.JSONField("排定的次序", default=list, blank=True)
    reason = models.CharField("理由", max_length=300)
    decided_on = models.DateField("决定日期")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=9, choices=DECISION_STATES, default="recorded")
    proposal = models.ForeignKey("Proposal", models.PROTECT, null=True, blank=True, related_name="decisions")
    accepts = models.BooleanField("确认执行", default=True)
    minute = models.ForeignKey("registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawal_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawal_reason = models.CharField("撤回理由", max_length=300, default="", blank=True)

    class Meta:
        verbose_name = "领导小组决定"
        ordering = ["pk"]
        constraints = [
            choice_check("groupdecision", "state", DECISION_STATES),
            another_person("groupdecision", "confirmed_by", "recorded_by"),
            another_person("groupdecision", "withdrawal_confirmed_by", "withdrawn_by"),
            models.CheckConstraint(
                condition=~models.Q(state="withdrawn") | models.Q(withdrawal_confirmed_by__isnull=False),
                name="decision_withdrawn_by_two",
            ),
            choice_check("groupdecision", "kind", DECISIONS),
            choice_check("groupdecision", "panel", [("", ""), *PANELS]),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Proposal(models.Model):
    """A consequence that the system proposes and a named leader confirms or declines (S3-14, S3-15)."""

    unit = models.ForeignKey(ElectionUnit, models.CASCADE, related_name="proposals")
    consequence = models.CharField("运用", max_length=12, choices=CONSEQUENCES)
    state = models.CharField("状态", max_length=10, choices=PROPOSAL_STATES, default="proposed")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField("决定日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, default="", blank=True)
    matter = models.ForeignKey("matters.Matter", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "结果运用建议"
        ordering = ["unit__position", "pk"]
        constraints = [
            choice_check("proposal", "consequence", CONSEQUENCES),
            choice_check("proposal", "state", PROPOSAL_STATES),
            models.UniqueConstraint(fields=["unit", "consequence"], name="proposal_once"),
            models.CheckConstraint(
                condition=models.Q(state="proposed") | models.Q(decided_by__isnull=False),
                name="proposal_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_consequence_display()}"


class ElectionReport(SignedDocument):
    """The internal count as it was made by a job, printed and signed by hand."""

    PARTS = {
        "pdf": "计票报告",
        "workbook": "计票计分表",
        "signed_scan": "签字扫描件",
        "held_scan": "待确认的签字扫描件",
    }
    SIGNERS = {"teller": "计票人", "scrutineer": "监票人"}
    TITLE = "计票报告"
    FIGURES = "计票结果"

    election = models.OneToOneField(Election, models.CASCADE, related_name="report")
    workbook = models.ForeignKey(
        "registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    teller = models.CharField(SIGNERS["teller"], max_length=50, default="", blank=True)
    scrutineer = models.CharField(SIGNERS["scrutineer"], max_length=50, default="", blank=True)

    class Meta:
        verbose_name = "评选计票报告"

    def __str__(self) -> str:
        return f"{self.election}计票报告"
