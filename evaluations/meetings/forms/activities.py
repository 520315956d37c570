"""The form of a round."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from evaluations.meetings.models import GROUP_RANKS, Activity
from evaluations.meetings.services.activities import ActivityData, Member
from registry.models import Unit
from rulebook.ballot.form import SCALES
from rulebook.meeting.rounds import (
    DEFAULTS,
    STRATA_BY_LABELS,
    RoundFigures,
    RoundKind,
    StageDates,
    default_stages,
    figure_problems,
)
from rulebook.registry.messy import clean_text

DATE = {"type": "date"}
FIGURES: dict[str, tuple[str, str]] = {
    "attendance_min": ("最少到会人数", "述职述廉不少于 60 人（S0-04）；集中述评为两类代表之和。"),
    "share_numerator": ("管理服务对象比例：分子", "文件规定不少于 60%，即五分之三（S0-05）。"),
    "share_denominator": ("管理服务对象比例：分母", "与上一项合成分数。"),
    "service_min": ("服务对象代表（人）", "文件规定不少于 30 人（S4-10）。"),
    "supervisors_min": ("监督员（人）", "政风行风及基层执法监督员，文件规定不少于 4 人（S4-10）。"),
    "drawn_seats": (
        "希望到会的抽取代表（人）",
        "抽取代表都是管理服务对象；加上聘请的评议员应达到最少到会人数。",
    ),
    "absence_percent": ("预计缺席（%）", "按此多抽，抽取前即定，事后不改。"),
    "consumer_percent": ("消费者占抽取席位（%）", "名单不足的，缺额由市场主体补足（S0-02）。"),
    "alternates_percent": ("候补（每百个席位）", "抽取时一并告知的候补人数。"),
    "digits_each": ("每方报数位数", "抽取时两方各报的数字位数。"),
    "threshold": (
        "最小分组 k",
        "票数少于 k 的分组不公布分布，不得小于 5（S0-19）；不足 10 票的分组，分布等于投票本身，一律不公布。",
    ),
}
CHOSEN: dict[str, tuple[str, str, list[tuple[Any, str]]]] = {
    "strata_by": (
        "抽取分层",
        "市场主体按此分层，席位按各层户数分配（S0-07）。",
        [(each.value, label) for each, label in STRATA_BY_LABELS.items()],
    ),
    "grades": (
        "评议等级",
        "评议表上的等级，签到开始前准备评议表时定下（S0-12）。",
        [(count, "、".join(grade.label for grade in scale)) for count, scale in SCALES.items()],
    ),
}
FIGURE_LABELS = {name: label for name, (label, *_) in {**FIGURES, **CHOSEN}.items()}
OF_ONE_KIND = {
    RoundKind.DUTY: {"share_numerator", "share_denominator"},
    RoundKind.COLLECTIVE: {"service_min", "supervisors_min"},
}
TITLES = {
    RoundKind.DUTY: "基层工商所（分局）述职述廉社会评议",
    RoundKind.COLLECTIVE: "重点评议单位集中述职评议",
}
STAGE_TITLES = {stage.key: stage.title for stage in default_stages(2000)}
MEMBER_LINE = re.compile(r"[\s,，、;；]+")


class ActivityForm(forms.Form):
    """Title, leading group, dates and figures; ``figures_locked`` shows the figures without letting them change."""

    title = forms.CharField(label="名称", max_length=120)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    bureau = forms.ModelChoiceField(Unit.objects.none(), label="组织单位", empty_label=None)
    drawing_body = forms.CharField(
        label="抽取主体", max_length=80, help_text="由市纪委抽取，不得由被评议单位抽取（S0-03）。"
    )
    leader = forms.CharField(label="领导小组组长", max_length=60, help_text="姓名，可空一格写职务。")
    deputies = forms.CharField(
        label="副组长", widget=forms.Textarea(attrs={"rows": 2}), required=False, help_text="每行一人。"
    )
    members = forms.CharField(
        label="成员", widget=forms.Textarea(attrs={"rows": 5}), required=False, help_text="每行一人。"
    )
    group_office = forms.ModelChoiceField(
        Unit.objects.none(),
        label="领导小组办公室设在",
        empty_label=None,
        help_text="按活动选定，不固定于某一科室。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        bureaus: QuerySet[Unit],
        sections: QuerySet[Unit],
        kind: RoundKind,
        figures_locked: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.figures_locked = figures_locked
        others = set().union(*(names for each, names in OF_ONE_KIND.items() if each != kind))
        self.figure_names = [name for name in FIGURE_LABELS if name not in others]
        cast("forms.ModelChoiceField[Unit]", self.fields["bureau"]).queryset = bureaus
        cast("forms.ModelChoiceField[Unit]", self.fields["group_office"]).queryset = sections
        for key, title in STAGE_TITLES.items():
            for edge, word in (("first", "起"), ("last", "止")):
                self.fields[f"{key}_{edge}"] = forms.DateField(
                    label=f"{title}{word}", widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
                )
        for name, (label, help_text) in FIGURES.items():
            if name in others:
                continue
            self.fields[name] = forms.IntegerField(
                label=label,
                help_text=help_text,
                # Without a share, a number of service objects has to be asked for.
                min_value=int(name == "service_min"),
                max_value=100_000,
                disabled=figures_locked,
            )
        for name, (label, help_text, choices) in CHOSEN.items():
            self.fields[name] = forms.ChoiceField(
                label=label, help_text=help_text, choices=choices, disabled=figures_locked
            )

    @property
    def basic_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in ("title", "year", "bureau", "drawing_body"))

    @property
    def group_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in ("leader", "deputies", "members", "group_office"))

    @property
    def stage_fields(self) -> Iterator[forms.BoundField]:
        return (self[f"{key}_{edge}"] for key in STAGE_TITLES for edge in ("first", "last"))

    @property
    def figure_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in self.figure_names)

    @staticmethod
    def initial_for(activity: Activity | None, year: int, kind: RoundKind = RoundKind.DUTY) -> dict[str, Any]:
        """Values of a round, or the document's defaults for a new one of ``year``."""
        if activity is None:
            stages = [(each.key, each.first, each.last) for each in default_stages(year)]
            values: dict[str, Any] = {
                "title": f"{year}年{TITLES[kind]}",
                "year": year,
                "drawing_body": "市纪委",
            }
            figures = DEFAULTS[kind]
        else:
            stages = [
                (each["key"], date.fromisoformat(each["from"]), date.fromisoformat(each["to"]))
                for each in activity.stages
            ]
            values = {name: getattr(activity, name) for name in ("title", "year", "drawing_body", "version")}
            values |= {"bureau": activity.bureau_id, "group_office": activity.group_office_id}
            values |= _group_text(activity)
            figures = RoundFigures.from_dict(activity.figures)
        for key, first, last in stages:
            values |= {f"{key}_first": first, f"{key}_last": last}
        return values | figures.as_dict()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_stages(cleaned)
        if not any(name in self.errors for name in self.figure_names):
            for name, problem in figure_problems(self._figures()).items():
                self.add_error(name if name in self.fields else None, problem)
        names = [member.name for member in self._group()]
        if repeated := {name for name in names if names.count(name) > 1}:
            self.add_error("members", f"{'、'.join(sorted(repeated))}在领导小组中重复。")
        if long := [name for name in names if len(name) > 20]:
            self.add_error("members", f"“{long[0]}”不像姓名，每行只写一人，姓名与职务之间空一格。")
        return cleaned

    def _check_stages(self, cleaned: dict[str, Any]) -> None:
        before: date | None = None
        for key, title in STAGE_TITLES.items():
            first, last = cleaned.get(f"{key}_first"), cleaned.get(f"{key}_last")
            if first and last and last < first:
                self.add_error(f"{key}_last", f"{title}的截止日期早于开始日期。")
            if first and before and first < before:
                self.add_error(f"{key}_first", f"{title}不能早于上一阶段开始（S0-21：阶段依次进行）。")
            before = first or before

    def _figures(self) -> RoundFigures:
        typed = {name: self.cleaned_data[name] for name in self.figure_names}
        return RoundFigures.from_dict(DEFAULTS[self.kind].as_dict() | typed)

    def _group(self) -> list[Member]:
        texts = {
            "leader": [self.cleaned_data.get("leader", "")],
            "deputy": self.cleaned_data.get("deputies", "").splitlines(),
            "member": self.cleaned_data.get("members", "").splitlines(),
        }
        found = []
        for rank, _ in GROUP_RANKS:
            for line in texts[rank]:
                if text := clean_text(line):
                    name, *rest = MEMBER_LINE.split(text, maxsplit=1)
                    found.append(Member(name, (rest[0] if rest else "")[:80], rank))
        return found

    def activity_data(self) -> ActivityData:
        """What the service takes; call after ``is_valid``."""
        cleaned = self.cleaned_data
        return ActivityData(
            title=cleaned["title"],
            year=cleaned["year"],
            bureau=cleaned["bureau"],
            group_office=cleaned["group_office"],
            drawing_body=cleaned["drawing_body"],
            stages=[
                StageDates(key, title, cleaned[f"{key}_first"], cleaned[f"{key}_last"])
                for key, title in STAGE_TITLES.items()
            ],
            figures=self._figures(),
            group=self._group(),
            kind=self.kind,
        )

    def differences(self, current: Activity) -> list[dict[str, str]]:
        """Rows for the page of a concurrent change: what is stored now beside what was typed."""
        stored = self.initial_for(current, current.year)
        rows = []
        for name, field in self.fields.items():
            if name == "version":
                continue
            theirs, yours = _shown(stored.get(name), field), _shown(self.cleaned_data.get(name), field)
            if theirs != yours:
                rows.append({"label": str(field.label), "theirs": theirs, "yours": yours})
        return rows


def _group_text(activity: Activity) -> dict[str, str]:
    lines: dict[str, list[str]] = {rank: [] for rank, _ in GROUP_RANKS}
    for member in activity.group.all():
        lines[member.rank].append(f"{member.name} {member.position}".strip())
    return {
        "leader": "\n".join(lines["leader"]),
        "deputies": "\n".join(lines["deputy"]),
        "members": "\n".join(lines["member"]),
    }


def _shown(value: Any, field: forms.Field) -> str:
    if isinstance(field, forms.ModelChoiceField) and isinstance(value, int):
        value = field.queryset.filter(pk=value).first() if field.queryset is not None else None
    elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        labels = {str(key): label for key, label in cast("list[tuple[Any, str]]", field.choices)}
        value = labels.get(str(value))
    return "、".join(str(value if value is not None else "").splitlines())
