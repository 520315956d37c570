"""What is typed of a clock."""

from typing import Any

from django import forms

from rulebook.desk.clocks import SegmentKind

DATE = {"type": "date"}
KINDS = [("suspend", "中止"), ("extend", "延长"), ("reset", "重新起算")]
LONGEST = 60


class ClockFilterForm(forms.Form):
    """Which clocks are shown."""

    show = forms.ChoiceField(
        label="显示",
        choices=[("open", "在办"), ("overdue", "逾期"), ("done", "已办结"), ("all", "全部")],
        required=False,
    )


class MoveForm(forms.Form):
    """What moves a limit, and why."""

    kind = forms.TypedChoiceField(label="变动", choices=KINDS, coerce=SegmentKind)
    first = forms.DateField(label="自何日起", widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    last = forms.DateField(
        label="至何日（中止）",
        required=False,
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        help_text="还没有恢复的不填，恢复时再登记。",
    )
    amount = forms.IntegerField(label="延长（天）", required=False, min_value=1, max_value=LONGEST)
    reason = forms.CharField(label="原因和依据", max_length=200)
    document = forms.FileField(label="依据文件", required=False, help_text="PDF 或照片，按文件内容核对。")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == SegmentKind.EXTEND and not given.get("amount"):
            self.add_error("amount", "请填写延长的天数。")
        return given

    def move(self) -> dict[str, Any]:
        """What the service takes: of each kind only what belongs to it."""
        given = self.cleaned_data
        found = {name: given[name] for name in ("kind", "first", "reason")}
        if given["document"]:
            found["document"] = (given["document"].name, given["document"].read())
        if given["kind"] == SegmentKind.SUSPEND:
            found["last"] = given["last"]
        elif given["kind"] == SegmentKind.EXTEND:
            found["amount"] = given["amount"]
        return found


class ResumeForm(forms.Form):
    on = forms.DateField(label="恢复日期", widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))


class LateReasonForm(forms.Form):
    reason = forms.CharField(label="逾期原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
