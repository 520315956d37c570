"""What is typed on the pages of a draw."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict

from draws.models import SUBSTITUTION_REASONS, Draw
from draws.services.digits import SignedDigits
from registry.forms.second_person import SecondPersonForm
from rulebook.lifecycle.draw import DRAW

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.utils.datastructures import MultiValueDict


class DrawFilterForm(forms.Form):
    """Filters of the list of draws."""

    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *DRAW.choices])
    q = forms.CharField(label="编号、用途或单位", required=False, max_length=50)


class RosterFilterForm(forms.Form):
    """Filters of one draw's roster."""

    stratum = forms.ChoiceField(label="层", required=False)
    q = forms.CharField(label="编号或名称", required=False, max_length=50)

    def __init__(self, *args: Any, strata: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stratum"].choices = [("", "全部"), *((name, name) for name in strata)]  # type: ignore[attr-defined]  # a ChoiceField


class DigitsForm(forms.Form):
    """The digits of one party, masked while typed."""

    digits = forms.CharField(
        label="数字",
        strip=False,
        error_messages={"required": "请报数。"},
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-digits": ""}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None,
        *,
        draw: Draw,
        position: int,
    ) -> None:
        super().__init__(data, files, prefix=f"party{position}")
        self.position = position
        field = self.fields["digits"]
        field.label = f"{draw.parties[position - 1]}的 {draw.digits_each} 位数字"
        field.widget.attrs["data-length"] = draw.digits_each
        field.help_text = (
            f"掷十面骰或摸号球得出 {draw.digits_each} 位，依次输入；屏幕上不显示，锁定后不能再改。"
        )


class DigitsHereForm(SecondPersonForm, DigitsForm):
    """The digits of a party whose person is not signed in here: he types his name and password with them."""

    field_order = ("username", "password", "token", "digits")


class SignedDigitsForm(DigitsForm):
    """The digits of a party that has no account, from the paper that its person signed."""

    signer = forms.CharField(label="报数人姓名", max_length=50)
    scan = forms.FileField(
        label="签字报数单扫描件",
        help_text="写明抽取编号和所报数字、由报数人签字的一页纸，PDF 或图片；揭示之前谁也看不到。",
    )

    def paper(self) -> SignedDigits:
        """The checked form as the service takes it."""
        given = self.cleaned_data
        return SignedDigits(given["signer"], given["scan"].name, given["scan"].read())


class VoidForm(forms.Form):
    """Why a draw is given up; stays visible with its number."""

    reason = forms.CharField(
        label="作废原因",
        max_length=200,
        help_text="会与抽取编号一起公开，不要写个人姓名、电话。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SubstitutionForm(forms.Form):
    """Why somebody leaves, and on what evidence."""

    reason = forms.ChoiceField(label="原因", choices=SUBSTITUTION_REASONS, widget=forms.RadioSelect)
    evidence = forms.CharField(
        label="依据",
        required=False,
        max_length=200,
        help_text="会随抽取包公布，不要写姓名、电话；可写“电话记录第几号”“签到表”。",
    )


class CeremonyForm(forms.Form):
    """Where the draw is held and before whom; for the minutes only."""

    place = forms.CharField(label="抽取地点", max_length=120)
    witnesses = forms.CharField(
        label="在场人员",
        required=False,
        max_length=500,
        help_text="每行一人，写单位、职务和姓名；只印在抽取记录上，不随抽取包公布。",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    note = forms.CharField(
        label="情况记录",
        required=False,
        max_length=500,
        help_text="骰子或号球由谁查验、有无异议等。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @staticmethod
    def initial_for(draw: Draw) -> dict[str, Any]:
        """What is written down so far."""
        row = getattr(draw, "ceremony", None)
        if row is None:
            return {"version": 0}
        return {"place": row.place, "witnesses": row.witnesses, "note": row.note, "version": row.version}


class CodeFilterForm(forms.Form):
    """Finds a person's roster entry."""

    q = forms.CharField(label="姓名或编号", required=False, max_length=50)
