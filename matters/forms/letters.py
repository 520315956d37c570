"""What is typed of letters: by the writer, by whoever takes a call, by whoever answers."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core import signing
from django.db.models import QuerySet

from matters.forms.matters import words
from matters.models import BOXES, CHANNELS, OPINIONS, REPLY_KINDS, TRIAGES, LetterReply
from registry.forms.second_person import SecondPersonForm
from registry.models import Unit, User
from rulebook.ballot.codes import CodeError, normalise_code
from rulebook.lifecycle.letter import LETTER
from rulebook.matter.effort import is_effort
from rulebook.matter.letters import Channel, Opinion, ReplyKind
from rulebook.matter.matters import Triage

SALT = "matters.letter"
DAY = 24 * 60 * 60


class LetterForm(forms.Form):
    """A letter by its writer. ``ticket`` carries the query code and the effort that is asked, signed: sent twice it is one letter."""

    title = forms.CharField(label="标题", max_length=80)
    text = words("内容", 3000, rows=8)
    about_unit = forms.ModelChoiceField(
        Unit.objects.none(), label="反映的单位", required=False, empty_label="没有或者不清楚"
    )
    about_text = forms.CharField(
        label="反映的人员", max_length=60, required=False, help_text="写一个人的姓名；其他人写在内容里。"
    )
    name = forms.CharField(
        label="您的姓名",
        max_length=40,
        required=False,
        help_text="不填即为匿名。匿名来信同样办理，凭查询码看答复。",
    )
    phone = forms.CharField(label="联系电话", max_length=30, required=False)
    address = forms.CharField(label="通信地址", max_length=120, required=False)
    file = forms.FileField(label="附件", required=False, help_text="PDF 或照片，不超过 10 兆。")
    ticket = forms.CharField(widget=forms.HiddenInput)
    effort = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, units: QuerySet[Unit], bits: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "effort" in self.fields:
            self.fields["effort"].widget.attrs["data-effort"] = bits
        cast("forms.ModelChoiceField[Unit]", self.fields["about_unit"]).queryset = units

    def clean_ticket(self) -> str:
        try:
            code, self.asked = signing.loads(self.cleaned_data["ticket"], salt=SALT, max_age=DAY)
        except (signing.BadSignature, TypeError, ValueError) as bad:
            raise forms.ValidationError("页面已过期。") from bad
        if "effort" in self.fields:  # what this ticket asks for, should the page be shown again
            self.fields["effort"].widget.attrs["data-effort"] = self.asked
        return str(code)

    @property
    def worked(self) -> bool:
        """Whether the page found the number that its ticket asks for; the form is valid."""
        return is_effort(self.data["ticket"], self.cleaned_data["effort"], self.asked)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        reached = given.get("phone") or given.get("address")
        if given.get("name") and not reached:
            self.add_error("phone", "署名的请留下联系电话或通信地址；匿名的不填姓名。")
        if reached and not given.get("name"):
            self.add_error("name", "填了联系方式的请填姓名；匿名的不填联系方式。")
        return given


class CallForm(LetterForm):
    """A call, or a visit, as it is taken down."""

    name = forms.CharField(label="来电人姓名", max_length=40, required=False, help_text="不愿说的不填。")
    effort = None  # type: ignore[assignment]  # nor does it cost an effort
    file = None  # type: ignore[assignment]  # a call brings no file


class LetterFilterForm(forms.Form):
    """Which letters are shown."""

    box = forms.ChoiceField(label="信箱", choices=[("", "全部"), *BOXES], required=False)
    state = forms.ChoiceField(
        label="状态",
        choices=[("", "全部"), ("open", "未办结"), ("overdue", "逾期"), *LETTER.choices],
        required=False,
    )
    q = forms.CharField(label="查找", max_length=60, required=False)


class LetterHandlerForm(forms.Form):
    handler = forms.ModelChoiceField(User.objects.none(), label="承办人", empty_label=None)

    def __init__(self, *args: Any, handlers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[User]", self.fields["handler"]).queryset = handlers


class AccusedForm(forms.Form):
    """Whom a letter is about, beside those who are named already; ``mentioned`` stand in its words only."""

    about_units = forms.ModelMultipleChoiceField(Unit.objects.none(), label="反映的单位", required=False)
    about_people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="反映的人员",
        required=False,
        help_text="选定的单位和人员看不到这封来信，也不能承办。",
    )
    about_names = forms.CharField(
        label="其他被反映的人",
        max_length=120,
        required=False,
        help_text="上面没有列出的，写姓名；几个人用顿号隔开。",
    )

    def __init__(
        self,
        *args: Any,
        units: QuerySet[Unit],
        people: QuerySet[User],
        mentioned: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if mentioned:
            self.fields[
                "about_people"
            ].help_text = f"来信中提到{'、'.join(mentioned)}，请核对是不是被反映的人。选定的人看不到这封来信，也不能承办。"
        cast("forms.ModelMultipleChoiceField[Unit]", self.fields["about_units"]).queryset = units
        cast("forms.ModelMultipleChoiceField[User]", self.fields["about_people"]).queryset = people


class AcceptForm(AccusedForm, LetterHandlerForm):
    """Who is complained about is said before anybody handles it."""

    field_order = ["about_units", "about_people", "about_names", "handler"]


class NameForm(AccusedForm):
    """Somebody else whom the letter is about, and how that came out."""

    reason = forms.CharField(label="理由", max_length=200, help_text="从哪里得知，或者受理时漏了什么。")


class UnnameForm(SecondPersonForm):
    """Who was named by mistake; the second person confirms on this screen."""

    who = forms.ChoiceField(label="去掉哪个")
    reason = forms.CharField(label="理由", max_length=150, help_text="为什么来信反映的不是这个单位、这个人。")
    field_order = ["who", "reason", "username", "password", "token"]

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["who"]).choices = list(choices)


class ApproveForm(forms.Form):
    """``version``: the seal of what stood on the page from which it is approved."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReplyForm(forms.Form):
    kind = forms.TypedChoiceField(label="种类", choices=REPLY_KINDS, coerce=ReplyKind, initial="final")
    text = words("答复内容", 3000, rows=6)


class SendForm(forms.Form):
    reply = forms.ModelChoiceField(LetterReply.objects.none(), label="发出哪份", empty_label=None)
    channel = forms.TypedChoiceField(label="告知方式", choices=CHANNELS, coerce=Channel)

    def __init__(self, *args: Any, replies: QuerySet[LetterReply], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[LetterReply]", self.fields["reply"]).queryset = replies


class UnreachableForm(forms.Form):
    reason = forms.CharField(
        label="联系的经过", max_length=200, help_text="何时、以何种方式联系过，为什么联系不上。"
    )
    text = words(
        "留给来信人的答复",
        3000,
        rows=6,
        help_text="批准后放在查询码下，来信人凭码看得到；没有答复的不能办结。",
    )


class LetterMatterForm(forms.Form):
    """The problem behind a letter, in words that do not tell who wrote."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="涉及单位")
    title = forms.CharField(label="问题", max_length=120)
    text = words("内容", 3000, help_text="不要照抄来信；不要写来信人的姓名、单位和联系方式。")
    triage = forms.TypedChoiceField(label="分类", choices=TRIAGES, coerce=Triage, initial="short")

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["unit"]).queryset = units


class FollowForm(forms.Form):
    """The query code, and once an answer is there what the writer thinks of it."""

    code = forms.CharField(
        label="查询码",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    opinion = forms.TypedChoiceField(
        label="评价", choices=OPINIONS, coerce=Opinion, required=False, empty_value=None
    )

    def clean_code(self) -> str:
        try:
            return normalise_code(self.cleaned_data["code"])
        except CodeError as wrong:
            raise forms.ValidationError("查询码不对，请对照发信时记下的查询码逐位核对。") from wrong
