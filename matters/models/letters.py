"""Letters: what was written, to which box, about whom; who wrote stands apart and encrypted (S2-11)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from matters.models.matters import OPINIONS, Matter
from registry.models.checks import another_person, choice_check
from registry.models.fields import EncryptedField, PersonNameField
from rulebook.lifecycle.letter import LETTER
from rulebook.matter.letters import BOX_LABELS, CHANNEL_LABELS, REPLY_LABELS

if TYPE_CHECKING:
    from registry.models import User

BOXES = [(each.value, label) for each, label in BOX_LABELS.items()]
REPLY_KINDS = [(each.value, label) for each, label in REPLY_LABELS.items()]
CHANNELS = [(each.value, label) for each, label in CHANNEL_LABELS.items()]
USER = settings.AUTH_USER_MODEL
NAME_KINDS = [("accused", "被反映"), ("mentioned", "提到")]
LETTER_ORIGIN = "matters.letter"


class Letter(models.Model):
    """One letter or call. ``digest`` is of the query code, which is shown to the writer once and kept nowhere.

    ``about_units`` and ``about_people`` are those complained about: none of them sees the letter or handles it. What the
    writer typed of a person stays in ``about_text``; by their names (``LetterName``) also those are kept from it who have no
    account yet, or a second one. ``unreachable_reply`` is the answer that the approval puts under the query code.
    """

    bureau = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+", verbose_name="局")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("编号")
    box = models.CharField("信箱", max_length=8, choices=BOXES)
    digest = models.CharField(max_length=64, unique=True)
    named = models.BooleanField("署名", default=False)
    title = models.CharField("标题", max_length=80)
    text = models.TextField("内容", max_length=3000)
    about_text = models.CharField("反映的人员", max_length=60, blank=True)
    about_units = models.ManyToManyField(
        "registry.Unit", related_name="+", blank=True, verbose_name="反映的单位"
    )
    about_people: "models.ManyToManyField[User, models.Model]" = models.ManyToManyField(
        USER, related_name="+", blank=True, verbose_name="反映的人员"
    )
    file = models.ForeignKey("registry.Attachment", models.PROTECT, null=True, blank=True, related_name="+")
    received_on = models.DateField("收到日期")
    state = models.CharField("状态", max_length=8, choices=LETTER.choices, default=LETTER.initial)
    handler = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    clock = models.OneToOneField("desk.Clock", models.PROTECT, null=True, blank=True, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField("答复日期", null=True, blank=True)
    in_time = models.BooleanField("按期答复", null=True)
    unreachable_reason = models.CharField("无法联系的情况", max_length=200, blank=True)
    unreachable_reply = models.ForeignKey(
        "matters.LetterReply", models.PROTECT, null=True, blank=True, related_name="+"
    )
    unreachable_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    unreachable_approved_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    opinion = models.CharField("对答复的评价", max_length=9, choices=OPINIONS, blank=True)
    reopened = models.BooleanField("重新办理过", default=False)
    closed_on = models.DateField("办结日期", null=True, blank=True)

    class Meta:
        verbose_name = "来信"
        ordering = ["-pk"]
        constraints = [
            choice_check("letter", "box", BOXES),
            choice_check("letter", "state", LETTER.choices),
            another_person("letter", "unreachable_approved_by", "unreachable_by"),
            models.UniqueConstraint(fields=["bureau", "year", "number"], name="letter_number_once"),
            models.CheckConstraint(
                condition=~models.Q(state="closed")
                | models.Q(answered_on__isnull=False)
                | models.Q(unreachable_approved_by__isnull=False),
                name="letter_closed_with_an_answer",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "box"], name="letter_by_state"),
            models.Index(fields=["year", "number", "id"], name="letter_in_order"),
            # All that the numbers of the boxes ask for, so that they never fetch a row.
            models.Index(
                fields=["box", "bureau", "handler", "state", "answered_on", "in_time", "clock", "id"],
                name="letter_by_box",
            ),
        ]

    def __str__(self) -> str:
        return f"来信 {self.year}-{self.number:04}"


class LetterName(models.Model):
    """A name, in its one form, that keeps whoever bears it from the letter.

    ``accused``: said by the writer, or by whoever sorted it. ``mentioned``: it stands in title or text only; whoever bears it
    is not the one to sort the letter, and the row goes when it was sorted.
    """

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="names")
    name = PersonNameField("姓名", max_length=50)
    kind = models.CharField("种类", max_length=9, choices=NAME_KINDS, default="accused")

    class Meta:
        verbose_name = "来信反映的姓名"
        ordering = ["pk"]
        constraints = [
            choice_check("lettername", "kind", NAME_KINDS),
            models.UniqueConstraint(fields=["letter", "name"], name="letter_name_once"),
        ]
        indexes = [models.Index(fields=["name", "letter"], name="letter_by_name")]

    def __str__(self) -> str:
        return self.name


class LetterContact(models.Model):
    """Who wrote and how to reach him; encrypted, apart from the letter, every reading kept in the letter's steps."""

    letter = models.OneToOneField(Letter, models.CASCADE, related_name="contact")
    name = EncryptedField("姓名", blank=True)
    phone = EncryptedField("联系电话", blank=True)
    address = EncryptedField("通信地址", blank=True)

    class Meta:
        verbose_name = "来信人联系方式"

    def __str__(self) -> str:
        return f"{self.letter}的联系方式"


class LetterReply(models.Model):
    """What the writer is told; seen with the query code once it is sent."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="replies")
    kind = models.CharField("种类", max_length=9, choices=REPLY_KINDS)
    text = models.TextField("答复内容", max_length=3000)
    written_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    channel = models.CharField("告知方式", max_length=6, choices=CHANNELS, blank=True)
    sent_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    sent_on = models.DateField("发出日期", null=True, blank=True)

    class Meta:
        verbose_name = "答复"
        ordering = ["pk"]
        constraints = [
            choice_check("letterreply", "kind", REPLY_KINDS),
            models.CheckConstraint(
                condition=models.Q(sent_on__isnull=True, channel="")
                | models.Q(sent_on__isnull=False) & ~models.Q(channel=""),
                name="reply_sent_by_a_channel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.text[:30]}"


class LetterStep(models.Model):
    """One step of a letter's life, in words, for its page."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="steps")
    on = models.DateField("日期")
    by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField("步骤", max_length=300)

    class Meta:
        verbose_name = "来信办理记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class BoxReading(models.Model):
    """A leader has read a box: when, and how many letters waited (S2-11)."""

    bureau = models.ForeignKey("registry.Unit", models.PROTECT, related_name="+")
    box = models.CharField("信箱", max_length=8, choices=BOXES)
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    on = models.DateField("日期")
    waiting = models.PositiveIntegerField("未答复")

    class Meta:
        verbose_name = "信箱阅看记录"
        ordering = ["-pk"]
        constraints = [choice_check("boxreading", "box", BOXES)]

    def __str__(self) -> str:
        return f"{self.get_box_display()} {self.on:%Y-%m-%d}"
