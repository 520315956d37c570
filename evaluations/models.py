"""Activities and their duty-and-integrity meetings (seed-000). Draws and votes are rows of the floors below."""

from django.conf import settings
from django.db import models

from registry.models.checks import choice_check
from registry.models.people import PersonCategory
from registry.models.territory import BusinessKind
from rulebook.lifecycle.meeting import MEETING
from rulebook.lifecycle.representative import REPRESENTATIVE

ACTIVITY_KINDS = [("duty_integrity", "述职述廉社会评议")]
GROUP_RANKS = [("leader", "组长"), ("deputy", "副组长"), ("member", "成员")]
DRAWN, ENGAGED = "drawn", "engaged"
SOURCES = [(DRAWN, "抽取"), (ENGAGED, "聘请")]
ENGAGED_CATEGORIES = [
    PersonCategory.CONDUCT_SUPERVISOR,
    PersonCategory.DISCIPLINE_ORGAN,
    PersonCategory.CONGRESS_DEPUTY,
    PersonCategory.CPPCC_MEMBER,
    PersonCategory.VILLAGE_COMMITTEE,
    PersonCategory.GOVERNMENT_STAFF,
    PersonCategory.SERVICE_OBJECT,
]
"""Categories from which assessors are engaged (S0-06)."""
CATEGORIES = [
    *BusinessKind.choices,
    (PersonCategory.CONSUMER.value, PersonCategory.CONSUMER.label),
    *((each.value, each.label) for each in ENGAGED_CATEGORIES),
]


class Activity(models.Model):
    """A round 评议活动 of one year. ``figures`` and ``stages`` are its own copies of the document's figures and dates.

    ``figures`` is ``rulebook.rounds.RoundFigures.as_dict()``; ``stages`` a list of {"key", "title", "from", "to"} with ISO
    dates (S0-18, S0-21). ``version`` counts saves, so that two editors notice each other.
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
    marking = models.CharField("标记", max_length=10, default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "评议活动"
        ordering = ["-year", "-pk"]
        constraints = [
            choice_check("activity", "kind", ACTIVITY_KINDS),
            models.UniqueConstraint(fields=["bureau", "kind", "year"], name="activity_once_a_year"),
        ]

    def __str__(self) -> str:
        return self.title


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


class Meeting(models.Model):
    """One office's meeting: from the pool to the signed count.

    ``draw`` and ``vote`` are the valid ones; void ones stay in ``past_draws`` and ``past_votes``. ``pool_digest`` is of the
    pool that the draft draw was prepared from. ``gauges_at_open`` and ``gauges_at_close`` hold numbers only.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="meetings")
    office = models.ForeignKey(
        "registry.Unit", models.PROTECT, related_name="meetings", verbose_name="被评议单位"
    )
    state = models.CharField("状态", max_length=14, choices=MEETING.choices, default=MEETING.initial)
    held_on = models.DateField("会议日期", null=True, blank=True)
    held_at = models.TimeField("开始时间", null=True, blank=True)
    place = models.CharField("地点", max_length=120, blank=True)
    draw = models.OneToOneField("draws.Draw", models.PROTECT, null=True, blank=True, related_name="+")
    vote = models.OneToOneField("ballots.Vote", models.PROTECT, null=True, blank=True, related_name="+")
    past_draws = models.ManyToManyField("draws.Draw", related_name="+", blank=True)
    past_votes = models.ManyToManyField("ballots.Vote", related_name="+", blank=True)
    pool_digest = models.CharField(max_length=64, blank=True)
    gauges_at_open = models.JSONField(default=dict)
    gauges_at_close = models.JSONField(default=dict)
    postponed_reason = models.CharField("延期原因", max_length=200, blank=True)
    fed_back_on = models.DateField("反馈日期", null=True, blank=True)
    fed_back_note = models.CharField("反馈方式", max_length=200, blank=True)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "述职述廉会议"
        ordering = ["activity", "office__code"]
        constraints = [
            choice_check("meeting", "state", MEETING.choices),
            models.UniqueConstraint(
                fields=["activity", "office"],
                condition=~models.Q(state="void"),
                name="meeting_once_an_office",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}述职述廉会议"


class ReportingOfficer(models.Model):
    """Who reports and is assessed (S0-01), copied from the posts when the pool is opened; ``position`` is the order."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="officers")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    name = models.CharField("姓名", max_length=50)
    title = models.CharField("职务", max_length=40)
    position = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = "述职人员"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="officer_once_a_meeting")]

    def __str__(self) -> str:
        return f"{self.name} {self.title}"


class PoolConsumer(models.Model):
    """A consumer on the list that the drawing body entered (S0-02): consumers have no register."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="consumers")
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "消费者名单"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="consumer_once_a_meeting")]

    def __str__(self) -> str:
        return self.person.name


class PoolExclusion(models.Model):
    """Somebody or something kept out of the pool by hand, with a reason (staff's kin, recusal …)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="pool_exclusions")
    business = models.ForeignKey("registry.Business", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField("排除原因", max_length=100)

    class Meta:
        verbose_name = "名册排除"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(business__isnull=False, person__isnull=True)
                | models.Q(business__isnull=True, person__isnull=False),
                name="exclusion_of_one_thing",
            ),
            models.UniqueConstraint(fields=["meeting", "business"], name="business_excluded_once"),
            models.UniqueConstraint(fields=["meeting", "person"], name="person_excluded_once"),
        ]

    def __str__(self) -> str:
        return self.reason


class Representative(models.Model):
    """A member of the meeting: drawn or engaged, with category (S0-06). Check-in is a yes or no and nothing else (S0-19)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="representatives")
    source = models.CharField("来源", max_length=8, choices=SOURCES)
    category = models.CharField("类别", max_length=20, choices=CATEGORIES)
    label = models.CharField("姓名或名称", max_length=150)
    business = models.ForeignKey("registry.Business", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.OneToOneField("draws.RosterEntry", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(
        "状态", max_length=10, choices=REPRESENTATIVE.choices, default=REPRESENTATIVE.initial
    )
    attended = models.BooleanField("已签到", default=False)

    class Meta:
        verbose_name = "评议代表"
        ordering = ["source", "label", "pk"]
        constraints = [
            choice_check("representative", "source", SOURCES),
            choice_check("representative", "category", CATEGORIES),
            models.CheckConstraint(
                condition=models.Q(source=DRAWN, entry__isnull=False)
                | models.Q(source=ENGAGED, entry__isnull=True),
                name="representative_drawn_by_ticket",
            ),
            choice_check("representative", "state", REPRESENTATIVE.choices),
            models.UniqueConstraint(fields=["meeting", "person"], name="person_once_a_meeting"),
            models.UniqueConstraint(fields=["meeting", "business"], name="business_once_a_meeting"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def phone(self) -> str:
        """Where the member is reached: the person's number, or the business's."""
        holder = self.person or self.business
        return str(holder.phone) if holder else ""

    @property
    def who(self) -> str:
        """The person behind a business, or where the person belongs."""
        if self.business:
            return str(self.business.responsible)
        return str(self.person.workplace) if self.person else ""


class CountReport(models.Model):
    """The count report of a meeting (S0-23): made by a job, printed, signed by hand, scanned; every hash is kept."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="count_report")
    job_id = models.BigIntegerField(null=True, blank=True)
    pdf = models.ForeignKey("registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+")
    workbook = models.ForeignKey(
        "registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_pdf = models.ForeignKey(
        "registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_scan = models.ForeignKey(
        "registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    teller = models.CharField("计票人", max_length=50, blank=True)
    scrutineer = models.CharField("监票人", max_length=50, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField("签字上传时间", null=True, blank=True)
    made_at = models.DateTimeField("生成时间", null=True, blank=True)

    class Meta:
        verbose_name = "计票报告"

    def __str__(self) -> str:
        return f"{self.meeting} 计票报告"
