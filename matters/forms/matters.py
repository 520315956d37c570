"""What is typed of a problem."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from matters.models import AUDIENCES, FINDINGS, OPINIONS, REVIEWS, SOURCES, TREATMENTS, TRIAGES, Matter
from matters.queries.matters import handlers_in, narrowed, units_in
from registry.models import Unit, User
from rulebook.lifecycle.matter import MATTER
from rulebook.matter.letters import Opinion
from rulebook.matter.matters import Audience, Finding, Review, Source, Treatment, Triage

KEPT_AWAY = "问题反映到个人的写姓名，几个人用顿号隔开；他们看不到也不能办。"
DATE = {"type": "date"}


def day(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"), **options)


def words(label: str, longest: int, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class MatterFilterForm(forms.Form):
    """Which problems are shown."""

    state = forms.ChoiceField(
        label="状态",
        choices=[("", "全部"), ("open", "未销号"), ("overdue", "逾期"), *MATTER.choices],
        required=False,
    )
    source = forms.ChoiceField(label="来源", choices=[("", "全部"), *SOURCES], required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", required=False, empty_label="全部")
    handler = forms.ModelChoiceField(User.objects.none(), label="承办人", required=False, empty_label="全部")
    q = forms.CharField(label="查找", max_length=60, required=False)

    def __init__(self, asked: QueryDict, found: QuerySet[Matter]) -> None:
        super().__init__(asked)
        cast("forms.ModelChoiceField[Unit]", self.fields["unit"]).queryset = units_in(found)
        cast("forms.ModelChoiceField[User]", self.fields["handler"]).queryset = handlers_in(found)

    def narrowed(self, rows: QuerySet[Matter], *, newest: bool = False) -> tuple[QuerySet[Matter], bool]:
        """See ``queries.narrowed``; what is typed wrongly narrows nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        return narrowed(
            rows,
            state=given.get("state", ""),
            source=given.get("source", ""),
            text=given.get("q", ""),
            unit=given.get("unit"),
            handler=given.get("handler"),
            newest=newest,
        )


class RaiseForm(forms.Form):
    """A problem as it is entered; who raised it is not asked."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="涉及单位")
    title = forms.CharField(label="问题", max_length=120)
    text = words("内容", 3000, help_text="不要写提出人的姓名、单位和联系方式。")
    source = forms.TypedChoiceField(label="来源", choices=SOURCES, coerce=Source)
    raised_on = day("提出日期")
    triage = forms.TypedChoiceField(label="分类", choices=TRIAGES, coerce=Triage, initial="short")
    about_names = forms.CharField(label="涉及的人员", max_length=120, required=False, help_text=KEPT_AWAY)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Unit]", self.fields["unit"]).queryset = units


class NamesForm(forms.Form):
    """Whom a problem is about, and how that came out."""

    about_names = forms.CharField(label="涉及的人员", max_length=120, help_text=KEPT_AWAY)
    reason = forms.CharField(label="理由", max_length=200)


class FindingForm(forms.Form):
    """What the verification came to (S0-14)."""

    finding = forms.TypedChoiceField(label="核实结论", choices=FINDINGS, coerce=Finding)
    basis = words("依据", 1000)
    clarification = words("澄清的内容（不属实的）", 1000, required=False)
    harm = forms.BooleanField(label="损害群众利益或工商形象", required=False)
    harm_decision = words("处理决定（有损害的）", 1000, required=False)


class TreatmentForm(forms.Form):
    """At once, by a day, planned, or explained (S4-12)."""

    treatment = forms.TypedChoiceField(label="处理方式", choices=TREATMENTS, coerce=Treatment)
    due_on = day("期限（限期解决）", required=False)
    text = words("整改计划或作出的说明", 2000, required=False)
    review_on = day("复查日期（计划、说明）", required=False)


class MeasureForm(forms.Form):
    text = words("整改措施", 1000, rows=3)
    done_on = day("落实日期", required=False)


class EvidenceForm(forms.Form):
    says = forms.CharField(label="证明什么", max_length=120)
    proves_on = day("所证日期")
    file = forms.FileField(label="文件", help_text="PDF 或照片，按文件内容核对。")


class NoteForm(forms.Form):
    """A step that needs a sentence."""

    note = forms.CharField(label="说明", max_length=200)


class CheckForm(NoteForm):
    """``version``: that of the problem on the page from which the result is approved."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ToldForm(forms.Form):
    """Who heard of the result, and what those who raised it think of it (S0-15)."""

    audience = forms.TypedChoiceField(label="回告对象", choices=AUDIENCES, coerce=Audience, initial="raisers")
    on = day("回告日期")
    note = forms.CharField(label="回告方式和内容", max_length=200, help_text="不写提出人的姓名。")
    opinion = forms.TypedChoiceField(
        label="提出人的评价",
        choices=[("", "没有表示"), *OPINIONS],
        coerce=Opinion,
        required=False,
        empty_value=None,
        help_text="提出人不满意的，重新整改；已澄清的，重新核实。",
    )


class ReviewForm(forms.Form):
    """What the day of review came to (S4-12)."""

    review = forms.TypedChoiceField(label="复查结果", choices=REVIEWS, coerce=Review)
    note = forms.CharField(label="说明", max_length=200)
    review_on = day("下一次复查日期", required=False)


class HandlerForm(forms.Form):
    handler = forms.ModelChoiceField(User.objects.none(), label="承办人", empty_label=None)

    def __init__(self, *args: Any, handlers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[User]", self.fields["handler"]).queryset = handlers


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(Matter.objects.none(), label="并入哪个问题", empty_label=None)

    def __init__(self, *args: Any, others: QuerySet[Matter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Matter]", self.fields["into"]).queryset = others
