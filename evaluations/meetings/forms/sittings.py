"""Forms of the meeting day: who chairs and watches, notes, questions, the end, planned minutes, rehearsal."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from django import forms

from evaluations.meetings.models import QUESTION_KINDS, AgendaItem, Meeting
from evaluations.meetings.queries.sittings import Holder
from rulebook.meeting.agenda import LONGEST, MINUTE_LABELS, MINUTES, Kind
from rulebook.meeting.composition import SMALLEST_REHEARSAL
from rulebook.registry.messy import same_name

OFFICE = "office"
MOST_SEATS = 30


class BeginMeetingForm(forms.Form):
    """Who chairs and who watches (S0-10); ``chairs`` are the names of the discipline secretary."""

    chair_name = forms.CharField(label="主持人", max_length=50, help_text="会议由局纪委书记主持（S0-10）。")
    chair_title = forms.CharField(label="主持人职务", max_length=50)
    acting_reason = forms.CharField(
        label="代为主持的原因",
        max_length=200,
        required=False,
        help_text="局纪委书记主持的不填；由他人主持的必须写明。",
    )
    watcher_name = forms.CharField(
        label="监督人", max_length=50, help_text="市纪委派员全程监督（S0-10），没有监督人不能开会。"
    )
    watcher_title = forms.CharField(label="监督人职务", max_length=50)

    def __init__(self, *args: Any, chairs: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chairs = chairs

    @staticmethod
    def initial_for(chair: Holder | None, watcher: Holder | None) -> dict[str, str]:
        """The holders of the posts, if there are any."""
        return {
            "chair_name": chair.name if chair else "",
            "chair_title": chair.title if chair else "",
            "watcher_name": watcher.name if watcher else "",
            "watcher_title": watcher.title if watcher else "",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chair, watcher = cleaned.get("chair_name"), cleaned.get("watcher_name")
        if chair and chair not in self.chairs and not cleaned.get("acting_reason"):
            known = "、".join(self.chairs) or "没有登记"
            self.add_error("acting_reason", f"局纪委书记：{known}。由{chair}主持的，请写明原因。")
        if chair and watcher and same_name(chair, watcher):
            self.add_error("watcher_name", "主持人和监督人不能是同一人。")
        return cleaned


class StepForm(forms.Form):
    """What was noted of a step when it ends; ``joint`` only for statements."""

    note = forms.CharField(
        label="记录",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写要点即可，散会后、反馈前还可以补充。",
    )
    joint = forms.BooleanField(label="共同表态", required=False)

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if item.kind != Kind.STATEMENT:
            del self.fields["joint"]
            return
        self.fields["note"].label = "表态要点"
        alone = "所长（局长）一并代表本人表态，本人不再另作表态"
        self.fields["joint"].label = (
            alone if item.officer_id is None else "由所长（局长）一并代为表态，本人不再发言"
        )


class NoteForm(forms.Form):
    """A note amended; ``seen`` is how it stood on the page."""

    note = forms.CharField(
        label="记录", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)


class EndMeetingForm(forms.Form):
    """Whether the sitting was watched throughout (S0-10)."""

    watched = forms.ChoiceField(
        label="监督人是否全程在场",
        choices=[("yes", "全程在场"), ("no", "没有全程在场")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="情况记录", max_length=300, required=False, help_text="没有全程在场的，必须写明何时离场、原因。"
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("watched") == "no" and not cleaned.get("note"):
            self.add_error("note", "监督人没有全程在场的，请写明情况。")
        return cleaned


class QuestionForm(forms.Form):
    """A question or suggestion as it is typed in the hall. Nobody's name is asked."""

    whom = forms.ChoiceField(label="问谁")
    kind = forms.ChoiceField(label="类别", choices=QUESTION_KINDS)
    text = forms.CharField(
        label="问询或建议",
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="按回车记下一条。不记提问人的姓名，也不要写进文字里（S0-19）。",
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officers = {str(each.pk): each for each in meeting.officers.all()}
        choices = [(key, f"{each.title} {each.name}") for key, each in self.officers.items()]
        cast("forms.ChoiceField", self.fields["whom"]).choices = [(OFFICE, meeting.office.name), *choices]

    def question_data(self) -> dict[str, Any]:
        """What the service takes; call after ``is_valid``."""
        cleaned = self.cleaned_data
        return {
            "kind": cleaned["kind"],
            "officer": self.officers.get(cleaned["whom"]),
            "text": cleaned["text"],
        }


class AnswerForm(forms.Form):
    """The answer beside its question; ``seen`` is how it stood on the page."""

    answer = forms.CharField(
        label="解答", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)


class MinutesForm(forms.Form):
    """Planned minutes of each kind of step; the same for every meeting of the round."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in MINUTE_LABELS.items():
            self.fields[key] = forms.IntegerField(label=f"{label}（分钟）", min_value=1, max_value=LONGEST)

    @staticmethod
    def initial_for(chosen: Mapping[str, int]) -> dict[str, int]:
        return {**MINUTES, **chosen}


class RehearsalForm(forms.Form):
    """How many stand-ins walk through the meeting."""

    seats = forms.IntegerField(
        label="参加演练的人数",
        min_value=SMALLEST_REHEARSAL,
        max_value=MOST_SEATS,
        initial=6,
        help_text="由工作人员扮演代表；少于五人看不到结果页。",
    )
