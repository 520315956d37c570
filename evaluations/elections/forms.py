"""What is typed about the departments' election."""

import re
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from evaluations.elections.models import Election, ElectionUnit, GroupDecision
from evaluations.elections.queries.panels import holder
from evaluations.elections.queries.scores import ScoreTable
from evaluations.elections.services.elections import ElectionData
from registry.forms.conflict import differences
from registry.forms.rows import RowsField
from registry.models import Person, Post, Role, Unit
from rulebook.election.panels import QUOTA_LABELS, TOPICS, Quotas, quota_problems, read_figures
from rulebook.election.score import GRADES, PANEL_LABELS, Panel, PanelRule, Scheme, scheme_problems
from rulebook.election.stages import default_election_stages
from rulebook.meeting.rounds import StageDates
from rulebook.registry.messy import clean_text

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
DAY = {"type": "date"}
MOST_TOPICS = 10
STAGE_TITLES = {stage.key: stage.title for stage in default_election_stages(2000)}


class ElectionForm(forms.Form):
    """Title, units, topics, dates, and every figure of the election."""

    title = forms.CharField(label="名称", max_length=120)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    bureau = forms.ModelChoiceField(Unit.objects.none(), label="组织单位", empty_label=None)
    drawing_body = forms.CharField(label="抽取主体", max_length=80, initial="市纪委")
    units = RowsField(
        Unit.objects.none(),
        label="参评单位",
        widget=forms.CheckboxSelectMultiple,
        help_text="各工商所（分局）和机关科室列入同一名单（S3-01）。",
    )
    topics = forms.CharField(
        label="评议内容", widget=forms.Textarea(attrs={"rows": 5}), help_text="每行一项，印在评议表上。"
    )
    satisfied_units = forms.IntegerField(label="满意单位（个）", min_value=1, max_value=50)
    low_units = forms.IntegerField(label="满意度较低单位（个）", min_value=0, max_value=50)
    points = forms.CharField(label="各等次分值", max_length=40, help_text="满意到不满意，五档（S3-11）。")
    second_points = forms.CharField(
        label="对照分值", max_length=40, help_text="另一种算法，只作对照，不决定名次（S3-12）。"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, bureaus: QuerySet[Unit], units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["bureau"]).queryset = bureaus
        cast("forms.ModelMultipleChoiceField[Unit]", self.fields["units"]).queryset = units
        for panel, label in PANEL_LABELS.items():
            for what, word, most in (("seats", "票数", 1000), ("weight", "权重（%）", 100)):
                self.fields[f"{panel}_{what}"] = forms.IntegerField(
                    label=f"{label}{word}", min_value=0, max_value=most
                )
        for name, label in QUOTA_LABELS.items():
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=1000)
        for key, title in STAGE_TITLES.items():
            for edge, word in (("first", "起"), ("last", "止")):
                self.fields[f"{key}_{edge}"] = forms.DateField(
                    label=f"{title}{word}", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
                )

    @staticmethod
    def initial_for(election: Election | None, year: int) -> dict[str, Any]:
        """The election as it stands, or the document's own figures and dates for a new one."""
        scheme, quotas = read_figures(election.figures if election else {})
        found: dict[str, Any] = {
            "topics": "\n".join(election.topics if election else TOPICS),
            "satisfied_units": scheme.satisfied_units,
            "low_units": scheme.low_units,
            "points": "、".join(map(str, scheme.points)),
            "second_points": "、".join(map(str, scheme.second_points)),
        }
        rules = {rule.panel: rule for rule in scheme.panels}
        for panel in PANEL_LABELS:
            rule = rules.get(panel)
            found |= {
                f"{panel}_seats": rule.seats if rule else 0,
                f"{panel}_weight": rule.weight if rule else 0,
            }
        found |= {name: getattr(quotas, name) for name in QUOTA_LABELS}
        if election is None:
            found |= {"year": year, "title": f"{year}年满意不满意科室（站所）评选"}
            for stage in default_election_stages(year):
                found |= {f"{stage.key}_first": stage.first, f"{stage.key}_last": stage.last}
            return found
        for row in election.stages:
            found |= {f"{row['key']}_first": row["from"], f"{row['key']}_last": row["to"]}
        names = ("title", "year", "bureau", "drawing_body", "version")
        found |= {name: getattr(election, name) for name in names}
        return found | {"units": [unit.unit_id for unit in election.units.all()]}

    def differences(self, current: Election) -> list[dict[str, str]]:
        """What somebody else saved meanwhile beside what was typed."""
        given = self.cleaned_data
        stored = self.initial_for(current, current.year)
        stored |= {"units": "、".join(unit.name for unit in current.units.all())}
        typed = {
            "units": "、".join(unit.name for unit in given["units"]),
            "topics": "\n".join(given["topics"]),
            "points": "、".join(map(str, given["points"])),
            "second_points": "、".join(map(str, given["second_points"])),
        }
        return differences(self, stored, typed)

    def clean_topics(self) -> list[str]:
        lines = [clean_text(line) for line in self.cleaned_data["topics"].splitlines()]
        topics = [line for line in lines if line]
        if len(set(topics)) != len(topics):
            raise forms.ValidationError("有重复的评议内容。")
        if len(topics) > MOST_TOPICS or any(len(topic) > 20 for topic in topics):
            raise forms.ValidationError(f"最多 {MOST_TOPICS} 项，每项不超过 20 个字。")
        return topics

    def clean_points(self) -> tuple[int, ...]:
        return self._points("points")

    def clean_second_points(self) -> tuple[int, ...]:
        return self._points("second_points")

    def _points(self, name: str) -> tuple[int, ...]:
        parts = [part for part in re.split(r"[\s、,，;；/]+", clean_text(self.cleaned_data[name])) if part]
        if len(parts) != len(GRADES) or not all(re.fullmatch(r"\d{1,3}", part) for part in parts):
            raise forms.ValidationError("请填五个不小于零的整数，用顿号隔开，如“100、80、60、40、0”。")
        return tuple(int(part) for part in parts)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for key, title in STAGE_TITLES.items():
            first, last = given.get(f"{key}_first"), given.get(f"{key}_last")
            if first and last and last < first:
                self.add_error(f"{key}_last", f"{title}的结束日期不能早于开始日期。")
        if not self.errors:
            scheme = self._scheme(given)
            for problem in [*scheme_problems(scheme), *quota_problems(self._quotas(given), scheme)]:
                self.add_error(None, problem)
        for unit in given.get("units") or ():
            if given.get("bureau") and unit.parent_id != given["bureau"].pk:
                self.add_error("units", f"{unit.name}不属于{given['bureau'].name}。")
                break
        return given

    @staticmethod
    def _scheme(given: dict[str, Any]) -> Scheme:
        rules = [
            PanelRule(panel, given[f"{panel}_seats"], given[f"{panel}_weight"])
            for panel in PANEL_LABELS
            if given[f"{panel}_seats"] or given[f"{panel}_weight"]
        ]
        return Scheme(
            tuple(rules),
            given["points"],
            given["second_points"],
            given["satisfied_units"],
            given["low_units"],
        )

    @staticmethod
    def _quotas(given: dict[str, Any]) -> Quotas:
        return Quotas(**{name: given[name] for name in QUOTA_LABELS})

    def election_data(self) -> ElectionData:
        """The checked form as the service takes it."""
        given = self.cleaned_data
        stages = [
            StageDates(key, title, given[f"{key}_first"], given[f"{key}_last"])
            for key, title in STAGE_TITLES.items()
        ]
        names = ("title", "year", "bureau", "drawing_body", "topics")
        return ElectionData(
            units=list(given["units"]),
            stages=stages,
            scheme=self._scheme(given),
            quotas=self._quotas(given),
            **{name: given[name] for name in names},
        )


class CountsFileForm(forms.Form):
    """The file of counted votes."""

    file = forms.FileField(
        label="计票结果文件", help_text="xlsx 或 csv：单位编码、参评层面、五个等次的票数。"
    )


class PostsField(RowsField):
    """Posts by who holds them."""

    def label_from_instance(self, obj: Post) -> str:
        return f"{holder(obj).name}（{obj.title or Role(obj.role).label}）"


class LeadersForm(forms.Form):
    """The leaders of the bureau who vote, chosen from those who hold its posts."""

    posts = PostsField(
        Post.objects.none(),
        label="分局领导",
        widget=forms.CheckboxSelectMultiple,
        help_text="来自登记的局领导岗位；缺人的，请先在“人员”里登记岗位。",
    )

    def __init__(self, *args: Any, posts: QuerySet[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelMultipleChoiceField[Post]", self.fields["posts"]).queryset = posts


class PeopleField(RowsField):
    """Persons with what tells namesakes apart."""

    def label_from_instance(self, obj: Person) -> str:
        where = f"，{obj.workplace}" if obj.workplace else ""
        return f"{obj.name}（{obj.get_category_display()}{where}）"


class DesignateForm(forms.Form):
    """The supervisors of one group whom a unit fixes."""

    persons = PeopleField(
        Person.objects.none(), label="指定人员", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelMultipleChoiceField[Person]", self.fields["persons"]).queryset = people


class AbsentRatersForm(forms.Form):
    """The units that sent nobody to the mutual panel."""

    units = RowsField(
        ElectionUnit.objects.none(), label="缺席单位", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, units: QuerySet[ElectionUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelMultipleChoiceField[ElectionUnit]", self.fields["units"]).queryset = units


class WindowForm(forms.Form):
    """The set time of a panel's vote (S3-17)."""

    opens = forms.DateTimeField(label="开放时间", widget=MOMENT)
    closes = forms.DateTimeField(label="截止时间", widget=MOMENT)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("opens"), given.get("closes")
        if first and last and last <= first:
            self.add_error("closes", "截止时间应晚于开放时间。")
        return given


MINUTE_HELP = "领导小组会议纪要的签字扫描件，PDF 或图片，至少完整的一页。"


def given_minute(form: forms.Form) -> dict[str, Any]:
    """The uploaded minute as the services take it."""
    scan = form.cleaned_data["scan"]
    return {"minute_name": scan.name, "minute": scan.read()}


class WithdrawDecisionForm(forms.Form):
    """Why a decision no longer counts."""

    reason = forms.CharField(label="撤回理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class DecisionForm(forms.Form):
    """A decision of the leading group: an empty panel, or units tied at a cut."""

    kind = forms.ChoiceField(label="决定")
    panel = forms.ChoiceField(label="参评层面", required=False)
    order = forms.CharField(
        label="排定的次序",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="并列的单位每行一个，从高到低。",
    )
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    decided_on = forms.DateField(label="决定日期", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    scan = forms.FileField(label="会议纪要", help_text=MINUTE_HELP)

    def __init__(self, *args: Any, table: ScoreTable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        kinds = [("spread", "权重分摊给其他层面"), ("revote", "该层面重新投票"), ("tie", "并列名次排定")]
        cast(forms.ChoiceField, self.fields["kind"]).choices = kinds
        panels = [(rule.panel.value, PANEL_LABELS[rule.panel]) for rule in table.scheme.panels]
        cast(forms.ChoiceField, self.fields["panel"]).choices = [("", "—"), *panels]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind = given.get("kind")
        if kind in ("spread", "revote") and not given.get("panel"):
            self.add_error("panel", "请选择层面。")
        if kind == "tie":
            given["order"] = self._keys(given.get("order", ""))
        elif kind:
            given["order"] = []
        return given

    def _keys(self, text: str) -> list[str]:
        by_name = {name: key for key, name in self.table.names.items()}
        names = [line for line in map(clean_text, text.splitlines()) if line]
        if unknown := [name for name in names if name not in by_name]:
            self.add_error("order", f"没有名为“{unknown[0]}”的参评单位。")
            return []
        keys = [by_name[name] for name in names]
        if len(set(keys)) != len(keys):
            self.add_error("order", "有重复的单位。")
        return keys

    def decision(self) -> GroupDecision:
        """The checked form as a row that is not saved yet."""
        given = self.cleaned_data
        panel = Panel(given["panel"]).value if given["kind"] != "tie" else ""
        return GroupDecision(
            kind=given["kind"],
            panel=panel,
            order=given["order"],
            reason=given["reason"],
            decided_on=given["decided_on"],
        )

    def minute(self) -> dict[str, Any]:
        return given_minute(self)


class PublishForm(forms.Form):
    """Number and day of the bulletin."""

    number = forms.CharField(label="发文字号", max_length=60, required=False)
    published_on = forms.DateField(label="通报日期", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))


class ProposalForm(forms.Form):
    """The leader's word on one proposal."""

    confirm = forms.TypedChoiceField(
        label="决定",
        choices=[("yes", "确认"), ("no", "不予执行")],
        coerce=lambda value: value == "yes",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择确认或不予执行。"),
    )
    note = forms.CharField(
        label="说明（不予执行的必填）",
        max_length=200,
        required=False,
        error_messages={"max_length": "说明不超过 200 字。"},
    )
    scan = forms.FileField(
        label="会议纪要（签字扫描件）", error_messages={"required": "请附领导小组会议纪要的签字扫描件。"}
    )

    def decided(self) -> dict[str, Any]:
        """The checked form as the service takes it."""
        given = self.cleaned_data
        return {"confirm": given["confirm"], "note": given["note"], **given_minute(self)}


class ElectionSummaryForm(forms.Form):
    """The written summary (S3-16)."""

    text = forms.CharField(
        label="总结", max_length=20000, widget=forms.Textarea(attrs={"rows": 16}), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def stored(election: Election) -> dict[str, Any]:
        """Every field as it stands."""
        return {"text": election.summary, "version": election.version}


class VoidElectionForm(forms.Form):
    """Why the election is given up."""

    reason = forms.CharField(
        label="作废原因",
        max_length=200,
        error_messages=dict.fromkeys(("required", "max_length"), "请填写作废原因，不超过 200 字。"),
    )
