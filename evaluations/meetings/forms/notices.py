"""The call list's filter, whom to ask, kin declared."""

from typing import Any, cast

from django import forms


class CallFilterForm(forms.Form):
    """Which part of the call list is shown: several people share the calls by stratum."""

    group = forms.ChoiceField(label="分层", required=False)

    def __init__(self, *args: Any, groups: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "全部"), *((name, name) for name in groups)]
        cast("forms.ChoiceField", self.fields["group"]).choices = choices

    @property
    def wanted(self) -> str:
        """The stratum asked for; what cannot be read filters nothing."""
        return str(self.cleaned_data.get("group", "")) if self.is_valid() else ""


class LettersForm(forms.Form):
    """Whom a member asks, or calls to answer."""

    contact = forms.CharField(
        label="联系人和电话",
        max_length=80,
        help_text="印在每份通知书上，也显示在代表的答复页；写办公室的电话，例如“监察室 12345678”。",
    )


class KinForm(forms.Form):
    """One of the staff's kin who could stand in the roster."""

    staff_name = forms.CharField(
        label="本所人员",
        max_length=50,
        widget=forms.TextInput(attrs={"list": "staff-names", "autocomplete": "off"}),
    )
    kin_name = forms.CharField(label="亲属姓名", max_length=50)
    relation = forms.CharField(label="关系", max_length=20, help_text="例如配偶、父母、子女、兄弟姐妹。")
    workplace = forms.CharField(
        label="经营场所或工作单位",
        max_length=120,
        required=False,
        help_text="在本所辖区内经营的，写字号或地址。",
    )
