"""Forms of the preparation: plan, schedule, place, collected opinions and measures."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate

from evaluations.meetings.models import OPINION_CHANNELS, Activity, CollectedOpinion, Meeting, ProposedMeasure
from evaluations.meetings.services.opinions import MeasureData
from registry.forms.rows import RowsField
from rulebook.meeting.duty_report import HEADING_CHOICES
from rulebook.meeting.rounds import default_place_due, default_summary_due

TELEPHONE = re.compile(r"(?<!\d)1\d{10}(?!\d)")
NO_NAMES = "只写意见本身，不写提意见人的姓名、单位和电话（S0-19）。"
USUAL_PURPOSE = (
    "为推进基层工商所（分局）党风廉政建设，健全社会监督和评议机制，决定开展面向监管服务对象代表述职述廉社会评议。\n"
    "各所（分局）坚持实事求是、讲求实效、内外互动、注重整改的原则，做好征集意见、撰写报告等准备工作。\n"
    "述职述廉报告须实事求是，言简意赅、通俗易懂，不得放大成绩、缩小问题、欺骗代表。严防形式主义，严防对提意见和建议的代表打击报复。"
)


def _day(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, help_text=help_text)


def _lines(label: str, rows: int, longest: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class PlanForm(forms.Form):
    """Document number, purpose and requirements, the two days that are due; ``version`` is the round's."""

    document_number = forms.CharField(
        label="发文字号", max_length=60, required=False, help_text="例如：安工商〔2026〕30号。"
    )
    purpose = _lines("目的和要求", 8, 3000, help_text="印在方案正文开头，每行一段。")
    place_due = _day("地点上报期限", "文件规定 10 月 15 日前报监察室（S0-18）。")
    summary_due = _day("总结报送期限", "文件规定 10 月 31 日前报监察室（S0-18）。")
    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_for(activity: Activity) -> dict[str, Any]:
        return {
            "document_number": activity.document_number,
            "purpose": activity.purpose or USUAL_PURPOSE,
            "place_due": activity.place_due or default_place_due(activity.year),
            "summary_due": activity.summary_due or default_summary_due(activity.year),
            "version": activity.version,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        place, summary = cleaned.get("place_due"), cleaned.get("summary_due")
        if place and summary and summary < place:
            self.add_error("summary_due", "总结报送期限不能早于地点上报期限。")
        return cleaned

    def differences(self, current: Activity) -> list[dict[str, str]]:
        """Rows for the page of a concurrent change."""
        stored = self.initial_for(current)
        return differing(self, stored, ["document_number", "purpose", "place_due", "summary_due"])


def differing(form: forms.Form, stored: dict[str, Any], names: Iterable[str]) -> list[dict[str, str]]:
    """Fields whose stored value is another than what was typed, both in words."""
    rows = []
    for name in names:
        theirs = str(stored.get(name) or "").replace("\r\n", "\n")
        yours = str(form.cleaned_data.get(name) or "").replace("\r\n", "\n")
        if theirs != yours:
            rows.append({"label": str(form.fields[name].label), "theirs": theirs, "yours": yours})
    return rows


class ScheduleForm(forms.Form):
    """One office's line of the annexed schedule; the prefix is the meeting's number."""

    held_on = forms.DateField(
        label="日期", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    held_at = forms.TimeField(
        label="时间", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        initial = {name: getattr(meeting, name) for name in ("held_on", "held_at", "version")}
        super().__init__(*args, **kwargs | {"prefix": str(meeting.pk), "initial": initial})
        self.meeting = meeting
        for name in ("held_on", "held_at"):
            label = f"{meeting.office.name}会议{self.fields[name].label}"
            self.fields[name].widget.attrs |= {"aria-label": label, "class": "form-control"}

    def clean_held_on(self) -> date | None:
        day: date | None = self.cleaned_data["held_on"]
        if day and day != self.meeting.held_on and day < localdate():
            raise forms.ValidationError("日期不能早于今天。")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("held_at") and not cleaned.get("held_on") and "held_on" not in self.errors:
            self.add_error("held_on", "填写了时间，请同时填写日期。")
        return cleaned


class PlaceForm(forms.Form):
    """Where the office holds its meeting; ``told`` asks whether everybody will be told anew."""

    place = forms.CharField(
        label="会议地点", max_length=120, help_text="写到楼层和房间，代表按此到会；须能容纳六十人以上。"
    )
    tell_again = forms.BooleanField(
        label="代表已接到原地点的通知；改变地点后由监察室逐人重新通知", required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, told: bool, **kwargs: Any) -> None:
        initial = {"place": meeting.place, "version": meeting.version}
        super().__init__(*args, **kwargs | {"initial": initial})
        self.meeting, self.told = meeting, told
        if not told:
            del self.fields["tell_again"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        moved = cleaned.get("place") and cleaned["place"] != self.meeting.place
        if self.told and moved and not cleaned.get("tell_again"):
            self.add_error("tell_again", "代表已接到原地点的通知，改变地点须逐人重新通知，请确认。")
        return cleaned

    def differences(self, current: Meeting) -> list[dict[str, str]]:
        return differing(self, {"place": current.place}, ["place"])


class OpinionFilterForm(forms.Form):
    """What is looked for among the collected opinions."""

    q = forms.CharField(label="意见内容", max_length=50, required=False)
    channel = forms.ChoiceField(label="征集渠道", choices=[("", "全部"), *OPINION_CHANNELS], required=False)
    state = forms.ChoiceField(
        label="整理",
        choices=[
            ("", "全部"),
            ("loose", "未整理"),
            ("sorted", "已整理"),
            ("silent", "没有报告对应"),
        ],
        required=False,
    )

    def narrow(self, rows: QuerySet[CollectedOpinion]) -> QuerySet[CollectedOpinion]:
        """``rows`` as asked for; what cannot be read filters nothing."""
        asked: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        if asked.get("q"):
            rows = rows.filter(text__icontains=asked["q"])
        if asked.get("channel"):
            rows = rows.filter(channel=asked["channel"])
        if asked.get("state") == "silent":
            return rows.filter(reports__isnull=True)
        if asked.get("state"):
            return rows.filter(measure__isnull=asked["state"] == "loose")
        return rows


class OpinionForm(forms.Form):
    """One collected opinion; who gave it is never asked (S0-19)."""

    channel = forms.ChoiceField(label="征集渠道", choices=OPINION_CHANNELS)
    collected_on = _day("征集日期")
    text = _lines("意见内容", 4, 1000, help_text=NO_NAMES)

    def clean_collected_on(self) -> date:
        day: date = self.cleaned_data["collected_on"]
        if day > localdate():
            raise forms.ValidationError("征集日期不能晚于今天。")
        return day

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if TELEPHONE.search(text):
            raise forms.ValidationError("内容里有电话号码。不记录谁提的意见，请去掉后再保存。")
        return text


class OpinionEditForm(OpinionForm):
    """Also where the opinion was sorted to; ``version`` finds a concurrent change."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    measure = forms.ModelChoiceField(
        ProposedMeasure.objects.none(), label="归入", required=False, empty_label="未整理"
    )

    def __init__(self, *args: Any, measures: QuerySet[ProposedMeasure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[ProposedMeasure]", self.fields["measure"]).queryset = measures


class MeasureForm(forms.Form):
    """A problem that opinions come to, its analysis, the measure proposed (S0-09)."""

    heading = forms.ChoiceField(label="归类", choices=HEADING_CHOICES, help_text="述职述廉报告的六个方面。")
    problem = forms.CharField(label="归纳的问题", max_length=300)
    analysis = _lines("分析", 3, 2000, required=False)
    measure = _lines("拟采取的措施", 3, 2000)

    def measure_data(self) -> MeasureData:
        """What the service takes; call after ``is_valid``."""
        return MeasureData(
            **{name: self.cleaned_data[name] for name in ("heading", "problem", "analysis", "measure")}
        )


class MeasureEditForm(MeasureForm):
    """A measure that stands already; ``version`` finds a concurrent change."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class SortForm(MeasureForm):
    """Opinions ticked, and the measure they go under: one that stands already, or a new one."""

    opinions = RowsField(CollectedOpinion.objects.none(), label="未整理的意见")
    existing = forms.ModelChoiceField(
        ProposedMeasure.objects.none(), label="归入已有的问题", required=False, empty_label="另立一项"
    )

    def __init__(
        self,
        *args: Any,
        opinions: QuerySet[CollectedOpinion],
        measures: QuerySet[ProposedMeasure],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelMultipleChoiceField[CollectedOpinion]", self.fields["opinions"]).queryset = opinions
        cast("forms.ModelChoiceField[ProposedMeasure]", self.fields["existing"]).queryset = measures
        self.fields["opinions"].error_messages["required"] = "请至少勾选一条意见。"
        for name in ("heading", "problem", "measure"):
            self.fields[name].required = False
        cast("forms.ChoiceField", self.fields["heading"]).choices = [("", "请选择"), *HEADING_CHOICES]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("existing"):
            if cleaned.get("problem") or cleaned.get("measure"):
                self.add_error("existing", "已选了归入的问题，又填写了新问题，请只取其一。")
            return cleaned
        for name in ("heading", "problem", "measure"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, f"另立一项时，请填写{self.fields[name].label}。")
        return cleaned

    def target(self) -> ProposedMeasure | MeasureData:
        """The measure chosen, or the new one."""
        found: ProposedMeasure | None = self.cleaned_data["existing"]
        return found or self.measure_data()
