"""What is typed on the control page, on the receipt page, and on a ballot without JavaScript."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from rulebook.ballot.codes import CodeError, read_card
from rulebook.ballot.form import ABSTAIN, ABSTAIN_LABEL, BallotForm, SubjectKind
from rulebook.ballot.paper import MOST_SHEETS, SPOILT_LABELS, Spoilt
from rulebook.ballot.receipts import WrongReceipt, normalise_receipt

SIGN = "我已知晓数据库的上述设置会留下痕迹，同意在此情况下开启"

SPOILT_CODES = {str(number): reason.value for number, reason in enumerate(Spoilt, start=1)}
"""Digits that stand for the reasons on the page where sheets are entered."""

MOST_COUNTED = 100_000
"""More than any vote has; what is typed beyond it is a slip of the hand."""


class CardsForm(forms.Form):
    n = forms.IntegerField(
        label="制卡张数",
        min_value=1,
        max_value=5000,
        help_text="每人一张，另备若干张替换损坏的卡。开启前一次制完，票码不保存，只在这一次打印中出现。",
    )
    phone = forms.CharField(
        label="咨询电话",
        max_length=40,
        required=False,
        help_text="写在答复联系单页上，代表有疑问时拨打。",
    )
    per_sheet = forms.TypedChoiceField(
        label="每页张数",
        choices=[(8, "8 张"), (10, "10 张"), (6, "6 张"), (4, "4 张")],
        coerce=int,
        initial=8,
    )


class VoidCardForm(forms.Form):
    reason = forms.ChoiceField(
        label="原因",
        choices=[("leftover", "剩余未发"), ("spoilt", "损坏或遗失后收回"), ("paper", "换发纸质票")],
    )
    card = forms.CharField(
        label="选票卡",
        max_length=200,
        help_text="拆开卡片后扫码，或照卡输入票码。只记张数，不记是哪一张。",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, paper: bool = True, **kwargs: Any) -> None:
        """``paper``: cards may be exchanged for paper now."""
        super().__init__(*args, **kwargs)
        if not paper:
            reasons: Any = self.fields["reason"]
            reasons.choices = [choice for choice in reasons.choices if choice[0] != "paper"]

    def clean_card(self) -> str:
        card: str = self.cleaned_data["card"]
        try:
            read_card(card)
        except CodeError as error:
            raise forms.ValidationError(f"{error}。") from error
        return card


class TabletForm(forms.Form):
    number = forms.IntegerField(label="平板号", min_value=1, max_value=999)


class UnsentFileForm(forms.Form):
    """The file that a tablet without a network exported."""

    file = forms.FileField(label="应急文件", help_text="平板上“导出应急文件”得到的文件，不超过 5 兆。")

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > 5 * 1024 * 1024:
            raise forms.ValidationError("文件过大，不是平板导出的应急文件。")
        return sent


class LeftoversForm(forms.Form):
    handed_out = forms.IntegerField(
        label="发给", min_value=0, max_value=MOST_COUNTED, help_text="门口发出的张数，由发卡人清点。"
    )
    leftover = forms.IntegerField(
        label="剩余", min_value=0, max_value=MOST_COUNTED, help_text="没有发出的张数，手工清点。"
    )
    spoilt = forms.IntegerField(
        label="作废", min_value=0, max_value=MOST_COUNTED, help_text="损坏收回的张数，手工清点。"
    )
    paper_left = forms.IntegerField(
        label="空白纸质票剩余",
        min_value=0,
        max_value=MOST_COUNTED,
        help_text="没有换发出去的，和写坏后交回换新的，手工清点。",
    )

    def __init__(self, *args: Any, paper: bool, **kwargs: Any) -> None:
        """``paper``: paper forms were printed, so those left are counted too."""
        super().__init__(*args, **kwargs)
        if not paper:
            del self.fields["paper_left"]


class ExceptionForm(forms.Form):
    count = forms.IntegerField(
        label="未能送达的选票数",
        min_value=0,
        max_value=MOST_COUNTED,
        help_text="不能确定的，填可能的最多张数；确知没有的填 0。",
    )
    note = forms.CharField(
        label="例外情况",
        max_length=200,
        help_text="例如：一台平板损坏，一张已确认的选票没有送达。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class VoidVoteForm(forms.Form):
    note = forms.CharField(
        label="作废原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="重新投票的公布页会写明这个原因，人人可见。不要写姓名和能认出是谁的话。",
    )


class ReceiptForm(forms.Form):
    receipt = forms.CharField(
        label="回执",
        max_length=30,
        help_text="投票后屏幕上显示的 16 位字母和数字，例如 ABCD-EFGH-IJKL-2345。",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_receipt(self) -> str:
        try:
            return normalise_receipt(self.cleaned_data["receipt"])
        except WrongReceipt as error:
            raise forms.ValidationError(f"{error}。") from error


class ScreeningForm(forms.Form):
    """What others may read of one opinion; the original stands beside."""

    decision = forms.ChoiceField(
        label="审阅结果",
        choices=[("passed", "通过"), ("masked", "遮盖后通过"), ("withheld", "不予公开")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择审阅结果。"},
    )
    shown = forms.CharField(
        label="遮盖后的文字",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="选“遮盖后通过”时填写：把能认出提意见人的姓名、店名、时间、经过等换成“某某”，意思不变。",
    )
    reason = forms.CharField(
        label="不予公开的原因",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="选“不予公开”时填写，例如：全文能认出提意见人；与评议无关的人身攻击。",
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=10)


class SlipAnswerForm(forms.Form):
    """That the asker of a reply slip was answered."""

    on = forms.DateField(label="答复日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    answer = forms.CharField(label="答复情况", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))


class StratumForm(forms.Form):
    """Of which stratum, or about which unit; only where the sheets of a vote differ."""

    stratum = forms.ChoiceField(label="层或所评单位")

    def __init__(self, *args: Any, strata: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        """``strata``: (key, in words); none where all sheets are alike."""
        super().__init__(*args, **kwargs)
        if strata:
            field: Any = self.fields["stratum"]
            field.choices = strata
        else:
            del self.fields["stratum"]


class PrintPaperForm(StratumForm):
    n = forms.IntegerField(
        label="印制张数",
        min_value=1,
        max_value=500,
        help_text="每张完全一样，没有编号。印了多少张都要在会后说清去向，够用即可。",
    )


class SheetsForm(StratumForm):
    n = forms.IntegerField(
        label="纸质票箱里取出的张数",
        min_value=0,
        max_value=MOST_SHEETS,
        help_text="两人当场各数一遍。没有收回的填 0。",
    )
    left = forms.IntegerField(
        label="空白纸质票剩余",
        min_value=0,
        max_value=MOST_COUNTED,
        help_text="没有换发出去的，和写坏后交回换新的，手工清点。",
    )

    def __init__(self, *args: Any, strata: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        """As of every stratum; where sheets are alike, blank forms are counted with the cards."""
        super().__init__(*args, strata=strata, **kwargs)
        if not strata:
            del self.fields["left"]


class EntryForm(forms.Form):
    """One sheet of paper as a clerk types it: its stamp, a digit for each place, or the digit of a reason why it is void."""

    stamp = forms.CharField(label="票面编号", max_length=4, error_messages={"required": "请输入票面编号。"})
    invalid = forms.CharField(label="整张无效", max_length=1, required=False)

    def __init__(self, *args: Any, shape: BallotForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shape = shape
        for place, (subject, criterion) in enumerate(shape.places()):
            label = f"{subject.label} {criterion.label}"
            self.fields[f"m{place}"] = forms.CharField(label=label, max_length=1, required=False)
        for name, field in self.fields.items():
            field.widget.attrs |= {
                "class": "entry-box entry-stamp" if name == "stamp" else "entry-box",
                "inputmode": "numeric",
                "autocomplete": "off",
                "data-most": str(len(SPOILT_CODES) if name == "invalid" else len(shape.grades)),
                "aria-label": field.label,
            }

    def clean_stamp(self) -> int:
        text: str = self.cleaned_data["stamp"]
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            raise forms.ValidationError("票面编号是四位数字。")
        return int(text)

    def clean_invalid(self) -> str:
        code: str = self.cleaned_data["invalid"]
        if code and code not in SPOILT_CODES:
            raise forms.ValidationError(f"无效原因填 1 至 {len(SPOILT_CODES)}。")
        return SPOILT_CODES.get(code, "")

    def clean(self) -> dict[str, Any]:
        """A valid sheet has a digit everywhere; on a void one the marks say nothing."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("invalid"):
            return found | {"marks": []}
        top = len(self.shape.grades)
        marks = [_number(str(found.get(f"m{place}", ""))) for place in range(self.shape.size)]
        for place, mark in enumerate(marks):
            if not isinstance(mark, int) or mark > top:
                self.add_error(f"m{place}", f"填 0 至 {top} 的数字。")
        return found | {"marks": marks}

    def entry(self) -> dict[str, Any]:
        """What the service takes: ``stamp``, ``marks`` and ``invalid``."""
        return {name: self.cleaned_data[name] for name in ("stamp", "marks", "invalid")}

    def rows(self) -> list[dict[str, Any]]:
        """A row of boxes for each subject."""
        width = len(self.shape.criteria)
        return [
            {
                "label": subject.label,
                "cells": [
                    (criterion.label, self[f"m{number * width + offset}"])
                    for offset, criterion in enumerate(self.shape.criteria)
                ],
            }
            for number, subject in enumerate(self.shape.subjects)
        ]


class DecisionForm(forms.Form):
    """What the sheet in hand says where the two readings differ."""

    invalid = forms.ChoiceField(
        label="整张票",
        required=False,
        choices=[("", "有效，按下面各项计入"), *((key, f"无效：{SPOILT_LABELS[key]}") for key in Spoilt)],
    )
    reason = forms.CharField(
        label="裁定的依据",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：票面清楚，第二遍录错一格。不要写能认出是谁的票的话。",
    )

    def __init__(self, *args: Any, places: list[Any], shape: BallotForm, **kwargs: Any) -> None:
        """``places``: the differences of the sheet, ``queries.Difference``."""
        super().__init__(*args, **kwargs)
        grades = [(str(grade.value), grade.label) for grade in shape.grades] + [(str(ABSTAIN), ABSTAIN_LABEL)]
        self.places = [spot.place for spot in places]
        for spot in places:
            self.fields[f"p{spot.place}"] = forms.ChoiceField(
                label=f"{spot.subject}　{spot.criterion}",
                choices=[("", "请按票面选择"), *grades],
                required=False,
                help_text=f"两遍录入：{' / '.join(spot.words)}",
            )
        self.order_fields(["invalid", *(f"p{place}" for place in self.places), "reason"])

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("invalid"):
            return found | {"marks": {}}
        for place in self.places:
            if not found.get(f"p{place}"):
                self.add_error(f"p{place}", "请按票面选择。")
        marks = {place: int(found[f"p{place}"]) for place in self.places if found.get(f"p{place}")}
        return found | {"marks": marks}

    def decision(self) -> dict[str, Any]:
        """What the service takes: ``marks``, ``invalid`` and ``reason``."""
        return {name: self.cleaned_data[name] for name in ("marks", "invalid", "reason")}


def posted_marks(shape: BallotForm, posted: QueryDict) -> list[object]:
    """The marks of a ballot posted without JavaScript: fields ``m0``, ``m1`` …; None where nothing was marked."""
    given = [posted.get(f"m{place}") for place in range(shape.size)]
    return [None if text is None else _number(text) for text in given]


def blanks_among(marks: list[object]) -> int:
    """How many places nothing was marked for."""
    return marks.count(None)


def counted_marks(marks: list[object]) -> list[object]:
    """As they are cast: no mark is 弃权."""
    return [ABSTAIN if mark is None else mark for mark in marks]


def _number(text: str) -> object:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else text


def ballot_screens(shape: BallotForm, marks: list[object] | None = None) -> list[dict[str, Any]]:
    """The form as the page shows it: a screen for each subject with its rows and choices, 弃权 last."""
    choices = [(grade.value, grade.label) for grade in shape.grades] + [(ABSTAIN, shape.unmarked_label)]
    labels = dict(choices)
    screens = []
    for number, subject in enumerate(shape.subjects):
        rows = []
        for offset, criterion in enumerate(shape.criteria):
            place = number * len(shape.criteria) + offset
            mark = marks[place] if marks else None
            rows.append(
                {
                    "place": place,
                    "label": criterion.label,
                    "choices": [(value, label, value == mark) for value, label in choices],
                    "mark": mark,
                    "word": labels.get(mark, "") if isinstance(mark, int) else "没选",
                }
            )
        kind = "单位" if subject.kind == SubjectKind.OFFICE else "个人"
        screens.append(
            {"number": number + 1, "key": subject.key, "label": subject.label, "kind": kind, "rows": rows}
        )
    return screens
