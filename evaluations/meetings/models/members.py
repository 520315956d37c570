"""Who is invited to a meeting: the pool, the members, their notices, kin declared."""

from django.db import models

from evaluations.meetings.models.meetings import Meeting
from registry.models.checks import choice_check
from registry.models.people import PersonCategory
from registry.models.territory import BusinessKind
from rulebook.lifecycle.representative import REPRESENTATIVE

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


REPLY_CHANNELS = [("", "未答复"), ("link", "本人在通知页答复"), ("call", "电话答复")]


class MeetingNotice(models.Model):
    """What a member was told: the meeting's ``edition`` of date and place, on which day, and how the answer came.

    Edition 0 without a day: called in vain (``unreached``), not told yet.

    The personal link is signed, not stored. No reason of a decline is asked or kept (S0-07).
    """

    representative = models.OneToOneField(Representative, models.CASCADE, related_name="notice")
    edition = models.PositiveSmallIntegerField("通知版次", default=0)
    told_on = models.DateField("通知日期", null=True, blank=True)
    unreached = models.PositiveSmallIntegerField("未接通次数", default=0)
    reply_channel = models.CharField("答复方式", max_length=6, choices=REPLY_CHANNELS, default="", blank=True)

    class Meta:
        verbose_name = "会议通知"
        constraints = [choice_check("notice", "reply_channel", REPLY_CHANNELS)]

    def __str__(self) -> str:
        return f"{self.representative} 第{self.edition}版通知"


class KinDeclaration(models.Model):
    """Kin of the office's staff whom the office declared, so that they are kept out of the pool (S0-02).

    ``exclusion`` is what the inspectorate made of it; the office never sees the pool itself.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="kin")
    staff_name = models.CharField("本所人员", max_length=50)
    kin_name = models.CharField("亲属姓名", max_length=50)
    relation = models.CharField("关系", max_length=20)
    workplace = models.CharField("经营场所或工作单位", max_length=120, blank=True)
    exclusion = models.ForeignKey(
        PoolExclusion, models.SET_NULL, null=True, blank=True, related_name="declarations"
    )

    class Meta:
        verbose_name = "亲属申报"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "staff_name", "kin_name"], name="kin_declared_once")
        ]

    def __str__(self) -> str:
        return f"{self.staff_name}：{self.kin_name}"
