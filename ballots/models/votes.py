"""A secret ballot as a whole."""

from django.db import models

from registry.models.checks import choice_check
from rulebook.lifecycle.vote import VOTE


class Front(models.TextChoices):
    """How the cards come to the voters, and what these see.

    ``HALL``: handed out at the door of a hall, cast on its tablets or on paper, with opinions. ``SLIPS``: printed in
    batches for strata, sent out and cast on the public page. ``GROUPS``: made for all groups at once, cast on the public
    page; a card may name the one whom its holder rates.
    """

    HALL = "hall", "会场"
    SLIPS = "slips", "分批发码"
    GROUPS = "groups", "分组发卡"


class Vote(models.Model):
    """One secret ballot. The form is frozen once the vote is open; times are of the vote, never of a ballot.

    ``made`` cards were printed; ``handed_out`` is the number of unopened cards given at the door, ``spoilt`` and ``leftover``
    those counted by hand afterwards (``CardVoid`` counts the same cards as scanned). ``kept_open`` and ``kept_urn`` are the
    open codes and the ballots at the moment the urn was emptied. ``test_report`` is the zero report with its challenge
    cards; ``preflight_note`` what of the database's settings the watcher signed for. ``opinions_released_at``: the opinions came
    shuffled out of their box, with the count; ``opinions_foreign`` rows of the box were not the lane's or were altered and stayed
    unread. ``paper_left`` are blank forms counted by hand;
    ``paper_valid`` and ``paper_invalid`` are kept when the sheets' readings are destroyed (and 0 once the box was found empty).
    ``key_public`` is the key to which ballots are sealed, of the suite ``key_suite``; ``key_id`` tells it from another, and
    ``lane_print`` is the fingerprint of the lane's key at that time, ``key_seal`` the lane's seal on the key. ``key_destroyed_at``: nobody can open a ballot any more.
    ``cards`` is the roll of the cards (``queries.roll``), ``cards_seal`` the lane's seal on it.
    ``phone`` is whom voters may call and ``announced_close`` the closing time, as slips and pages say them.
    ``front`` is what voters see. ``keeps_box`` asks for a sealed box
    for ``box_days`` of objections; ``repeat_of`` is the void vote that this one repeats.
    """

    title = models.CharField("名称", max_length=150)
    unit = models.ForeignKey("registry.Unit", models.PROTECT, related_name="votes", verbose_name="单位")
    front = models.CharField("方式", max_length=8, choices=Front.choices, default=Front.HALL)
    repeat_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeats", verbose_name="重投自"
    )
    keeps_box = models.BooleanField("保留封存票箱", default=False)
    box_days = models.PositiveSmallIntegerField("异议期天数", default=30)
    origin_kind = models.CharField(max_length=40)
    origin_label = models.CharField(max_length=200)
    phone = models.CharField("咨询电话", max_length=40, default="", blank=True)
    announced_close = models.DateTimeField("选票卡上的截止时间", null=True, blank=True)
    marking = models.CharField("标记", max_length=10, default="", blank=True)
    state = models.CharField("状态", max_length=10, choices=VOTE.choices, default=VOTE.initial)
    form = models.JSONField(default=dict)
    form_hash = models.CharField("评议表校验值", max_length=64, blank=True)
    threshold = models.PositiveSmallIntegerField("最小分组", default=5)
    made = models.PositiveIntegerField("制发", default=0)
    handed_out = models.PositiveIntegerField("发给", default=0)
    spoilt = models.PositiveIntegerField("作废", default=0)
    leftover = models.PositiveIntegerField("剩余", default=0)
    checked_in = models.PositiveIntegerField("签到人数", default=0)
    kept_open = models.PositiveIntegerField("未用卡", null=True, blank=True)
    kept_urn = models.PositiveIntegerField("票箱张数", null=True, blank=True)
    test_report = models.JSONField(default=dict)
    preflight_note = models.TextField("数据库设置说明", blank=True)
    opened_at = models.DateTimeField("开启时间", null=True, blank=True)
    closed_at = models.DateTimeField("截止时间", null=True, blank=True)
    exception_note = models.CharField("截止例外", max_length=200, blank=True)
    exception_count = models.PositiveIntegerField("例外数", default=0)
    sealed_at = models.DateTimeField("封存时间", null=True, blank=True)
    wiped_at = models.DateTimeField("清除时间", null=True, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    paper_made = models.PositiveIntegerField("纸质票印制", default=0)
    paper_left = models.PositiveIntegerField("纸质票剩余", default=0)
    paper_valid = models.PositiveIntegerField("纸质有效", null=True, blank=True)
    paper_invalid = models.PositiveIntegerField("纸质无效", null=True, blank=True)
    wrap_public = models.TextField(default="", blank=True)
    key_public = models.TextField("投票公钥", default="", blank=True)
    key_suite = models.CharField("加密方式", max_length=60, default="", blank=True)
    key_id = models.CharField(max_length=16, default="", blank=True)
    lane_print = models.CharField(max_length=32, default="", blank=True)
    key_seal = models.CharField(max_length=64, default="", blank=True)
    cards = models.JSONField(default=list, blank=True)
    cards_seal = models.CharField(max_length=64, default="", blank=True)
    key_destroyed_at = models.DateTimeField("密钥销毁时间", null=True, blank=True)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)
    opinions_released_at = models.DateTimeField("意见汇总时间", null=True, blank=True)
    opinions_foreign = models.PositiveIntegerField("不是票道收下的意见", default=0)

    class Meta:
        verbose_name = "投票"
        ordering = ["-pk"]
        constraints = [
            choice_check("vote", "state", VOTE.choices),
            choice_check("vote", "front", Front.choices),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def by_batches(self) -> bool:
        """Whether its codes are made in batches, without check-in, opinions and paper."""
        return self.front != Front.HALL

    @property
    def by_slips(self) -> bool:
        """Whether its slips are printed batch by batch for strata."""
        return self.front == Front.SLIPS

    @property
    def by_groups(self) -> bool:
        """Whether the cards of all groups are made at once."""
        return self.front == Front.GROUPS

    @property
    def counted(self) -> int:
        """Valid ballots of a sealed vote, from tablets and on paper."""
        return (self.kept_urn or 0) + (self.paper_valid or 0)

    @property
    def returned(self) -> int:
        """Ballots of a sealed vote, the void sheets of paper with them."""
        return self.counted + (self.paper_invalid or 0)
