"""Filters of the members' list and of the door; how a member leaves."""

from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet

from draws.models import SUBSTITUTION_REASONS
from evaluations.meetings.models import SOURCES, Representative
from rulebook.lifecycle.representative import OUT, REPRESENTATIVE


class MemberFilterForm(forms.Form):
    """What is searched in the list of members."""

    text = forms.CharField(label="姓名或名称", max_length=50, required=False)
    source = forms.ChoiceField(label="来源", choices=[("", "全部"), *SOURCES], required=False)
    state = forms.ChoiceField(
        label="状态",
        choices=[("", "在册代表"), *REPRESENTATIVE.choices, ("all", "全部（含已退出）")],
        required=False,
    )

    def narrow(self, rows: QuerySet[Representative]) -> QuerySet[Representative]:
        """``rows`` as asked for; what cannot be read filters nothing."""
        asked: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        if asked.get("text"):
            rows = rows.filter(
                Q(label__icontains=asked["text"]) | Q(business__responsible__icontains=asked["text"])
            )
        if asked.get("source"):
            rows = rows.filter(source=asked["source"])
        if asked.get("state") == "all":
            return rows
        return rows.filter(state=asked["state"]) if asked.get("state") else rows.exclude(state__in=OUT)


class DoorFilterForm(forms.Form):
    """What the receptionist looks for."""

    q = forms.CharField(label="姓名或单位名称", max_length=50, required=False)
    group = forms.ChoiceField(label="分层", required=False)
    show = forms.ChoiceField(
        label="显示", choices=[("waiting", "未到"), ("here", "已到"), ("all", "全部")], required=False
    )

    def __init__(self, *args: Any, groups: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["group"]).choices = [
            ("", "全部"),
            *((name, name) for name in groups),
            ("engaged", "聘请的评议员"),
        ]

    def narrow(self, rows: QuerySet[Representative]) -> QuerySet[Representative]:
        """Those looked for; by default all who have not arrived."""
        asked: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        if text := asked.get("q", "").strip():
            rows = rows.filter(
                Q(label__icontains=text)
                | Q(business__responsible__icontains=text)
                | Q(person__workplace__icontains=text)
            )
        if asked.get("group") == "engaged":
            rows = rows.filter(source="engaged")
        elif asked.get("group"):
            rows = rows.filter(entry__stratum=asked["group"])
        if asked.get("show") == "all":
            return rows
        return rows.filter(attended=asked.get("show") == "here")


class WithdrawForm(forms.Form):
    """Why a member leaves; whoever declines is asked for no reason (S0-07)."""

    reason = forms.ChoiceField(label="原因", choices=SUBSTITUTION_REASONS, widget=forms.RadioSelect)
    evidence = forms.CharField(
        label="依据",
        max_length=200,
        required=False,
        help_text="随抽取公布，不写姓名和电话；可写“电话记录第几号”。",
    )
