"""Draws by lot, for every wing (AICDRAW1). Nothing else in the house may draw."""

from django.conf import settings
from django.db import models

from registry.models.checks import choice_check
from registry.models.fields import EncryptedField
from rulebook.lifecycle.draw import DRAW

MARKINGS = [("", "正式"), ("rehearsal", "演练"), ("demo", "演示")]
OUTCOMES = [("", "未抽取"), ("selected", "抽中"), ("alternate", "候补"), ("withdrawn", "已退出")]
WAYS = [
    ("", "报数方式未记录"),
    ("session", "本方人员在自己的登录下报数"),
    ("screen", "本方人员在同一屏幕上凭本人用户名、密码报数"),
    ("paper", "本方没有账号，按签字报数单录入"),
    ("rolled", "系统代掷"),
]
"""How the digits of a party came in; the first of what was entered before it was kept."""
SUBSTITUTION_REASONS = [
    ("declined", "本人谢绝（不需说明理由）"),
    ("unreachable", "联系不上"),
    ("ineligible", "核实后不符合条件"),
    ("absent", "会议当日未到"),
]


class Draw(models.Model):
    """One draw. From ``locked`` on, sizes, roster, exclusions and seed rule are committed to and never change.

    ``stages`` is the plain-data list that the commitment contains; ``columns`` the names of the entries' attributes;
    ``parties`` the names, in committed order, of those who give digits. ``chain_number`` counts the locked draws of the
    installation from 1: every commitment names the one before. A void draw keeps its number and its place in the chain; a
    new draw gets new ones. ``void_reason`` is proposed by the asker, and holds once the state is ``void``.
    """

    number = models.CharField("抽取编号", max_length=40, unique=True)
    purpose = models.CharField("用途", max_length=150)
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="draws", verbose_name="单位")
    drawing_body = models.CharField("抽取主体", max_length=80)
    origin_kind = models.CharField(max_length=40)
    origin_label = models.CharField(max_length=200)
    marking = models.CharField("标记", max_length=10, choices=MARKINGS, default="", blank=True)
    state = models.CharField("状态", max_length=10, choices=DRAW.choices, default=DRAW.initial)
    stages = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    parties = models.JSONField(default=list)
    digits_each = models.PositiveSmallIntegerField(default=10)
    roster_hash = models.CharField("名册校验值", max_length=64, blank=True)
    exclusions_hash = models.CharField("排除名单校验值", max_length=64, blank=True)
    commitment = models.TextField(blank=True)
    commitment_hash = models.CharField("承诺值", max_length=64, blank=True)
    chain_number = models.PositiveIntegerField("承诺序号", null=True, blank=True, unique=True)
    seed = models.CharField("种子", max_length=120, blank=True)
    locked_at = models.DateTimeField("锁定时间", null=True, blank=True)
    revealed_at = models.DateTimeField("揭示时间", null=True, blank=True)
    drawn_at = models.DateTimeField("抽取时间", null=True, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "抽取"
        ordering = ["-pk"]
        constraints = [
            choice_check("draw", "state", DRAW.choices),
            choice_check("draw", "marking", MARKINGS),
        ]

    def __str__(self) -> str:
        return self.number


class RosterEntry(models.Model):
    """One eligible entry. ``code`` is public; a person's code is random, ``label`` and ``salt`` stay inside.

    ``rank`` is the place (from 1) in the ticket order of the stratum, known once drawn.
    """

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="entries")
    code = models.CharField("编号", max_length=60)
    stratum = models.CharField("层", max_length=80)
    attributes = models.JSONField(default=list)
    label = models.CharField("名称", max_length=150)
    business = models.ForeignKey("registry.Business", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, blank=True, related_name="+")
    salt = EncryptedField(blank=True)
    person_commit = models.CharField(max_length=64, blank=True)
    ticket = models.CharField("签号", max_length=64, blank=True)
    rank = models.PositiveIntegerField("次序", null=True, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=OUTCOMES, default="", blank=True)

    class Meta:
        verbose_name = "名册条目"
        ordering = ["stratum", "rank", "code"]
        constraints = [
            choice_check("rosterentry", "outcome", OUTCOMES),
            models.UniqueConstraint(fields=["draw", "code"], name="roster_code_once"),
        ]
        indexes = [models.Index(fields=["draw", "stratum", "rank"])]

    def __str__(self) -> str:
        return self.code

    @property
    def public_name(self) -> str:
        """What everybody may read beside the code: the name of a business or place, never of a person."""
        return "" if self.person_commit or self.person_id else self.label


class Exclusion(models.Model):
    """Who was not in, and why; locked with the roster."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="exclusions")
    code = models.CharField("编号", max_length=60)
    label = models.CharField("名称", max_length=150)
    reason = models.CharField("排除原因", max_length=100)

    class Meta:
        verbose_name = "排除"
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["draw", "code"], name="exclusion_code_once")]

    def __str__(self) -> str:
        return self.code


class SeedPart(models.Model):
    """The digits of one party: entered masked, shown to nobody before every party has locked its own.

    ``mask`` is SHA-256 over salt and digits, shown at once; ``rolled`` says that the installation rolled for the party.
    ``given_by`` is the party's own person, ``entered_by`` who was signed in. A party without an account signs a ``scan``,
    and ``signer`` is the name on it.
    """

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="seed_parts")
    position = models.PositiveSmallIntegerField("次序")
    party = models.CharField("报数方", max_length=80)
    mask = models.CharField("掩码", max_length=64)
    salt = EncryptedField()
    digits = EncryptedField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("报数时间")
    rolled = models.BooleanField("代掷", default=False)
    way = models.CharField("报数方式", max_length=8, choices=WAYS, default="", blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signer = models.CharField("签字人", max_length=50, default="", blank=True)
    scan = models.ForeignKey("registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "报数"
        ordering = ["position"]
        constraints = [
            choice_check("seedpart", "way", WAYS),
            models.UniqueConstraint(fields=["draw", "position"], name="seed_part_once"),
            models.UniqueConstraint(
                fields=["draw", "given_by"],
                condition=models.Q(given_by__isnull=False),
                name="seed_part_of_another_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(way__in=["session", "screen"]) | models.Q(given_by__isnull=False),
                name="seed_part_given_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(way="paper") | models.Q(scan__isnull=False),
                name="seed_part_signed_on_paper",
            ),
        ]

    def __str__(self) -> str:
        return self.party


class Substitution(models.Model):
    """One step of 递补: who left, who stepped in by the next unused ticket, why, on what evidence.

    ``label`` names the order of tickets (the stage string of the draw): where stages hang together an entry can hold a seat in
    several orders, and leaves each by a step of its own. ``actor_post`` is published instead of a name.
    """

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="substitutions")
    number = models.PositiveSmallIntegerField("序号")
    withdrawn = models.ForeignKey(
        RosterEntry, models.PROTECT, related_name="withdrawals", verbose_name="退出"
    )
    replacement = models.ForeignKey(
        RosterEntry, models.PROTECT, related_name="entrances", verbose_name="递补"
    )
    label = models.CharField("签号名称", max_length=200)
    reason = models.CharField("原因", max_length=12, choices=SUBSTITUTION_REASONS)
    evidence = models.CharField("依据", max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    actor_post = models.CharField("经办岗位", max_length=80)
    made_at = models.DateTimeField("递补时间")

    class Meta:
        verbose_name = "递补"
        ordering = ["number"]
        constraints = [
            choice_check("substitution", "reason", SUBSTITUTION_REASONS),
            models.UniqueConstraint(fields=["draw", "number"], name="substitution_number_once"),
            models.UniqueConstraint(fields=["label", "withdrawn"], name="substitution_leaves_once"),
            models.UniqueConstraint(fields=["label", "replacement"], name="substitution_enters_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draw} 递补{self.number}"


class Ceremony(models.Model):
    """Where a draw was held and before whom, for its minutes. Names of witnesses stay inside: never in the bundle."""

    draw = models.OneToOneField(Draw, models.PROTECT, related_name="ceremony")
    place = models.CharField("抽取地点", max_length=120)
    witnesses = models.TextField("在场人员", max_length=500, blank=True)
    note = models.TextField("情况记录", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "抽取仪式"

    def __str__(self) -> str:
        return f"{self.draw} 抽取仪式"
