"""The form of an officer's report: the headings of its kind, a file, the opinions it answers (S0-08, S0-22)."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from evaluations.meetings.models import CollectedOpinion, DutyReport
from evaluations.meetings.services.duty_reports import UploadedReport
from registry.forms.rows import RowsField
from rulebook.meeting.duty_report import PROBLEMS, ReportHeading

CHOOSE_AGAIN = "所选文件没有保存，请重新选择。"
LONGEST = 6000


class OpinionsField(RowsField):
    """Opinions by channel and text."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_channel_display()}：{obj.text}"


class DutyReportForm(forms.Form):
    """Nothing is required here: a draft keeps whatever was typed; what is missing is said beside it."""

    upload = forms.FileField(
        label="报告文件",
        required=False,
        help_text="已经写成的报告可以上传，限 PDF，不超过二十兆，按文件内容核对。",
    )
    drop_upload = forms.BooleanField(label="去掉已上传的文件", required=False)
    in_upload = forms.MultipleChoiceField(
        label="文件中已写的方面",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="勾选的方面可以不再填写；存在的问题和整改措施须在上面填写，供代表对照。",
    )
    opinions = OpinionsField(
        CollectedOpinion.objects.none(),
        label="本报告对应的意见",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="勾选报告中作了回应的征集意见（S0-22）。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        report: DutyReport | None,
        headings: Sequence[ReportHeading],
        opinions: QuerySet[CollectedOpinion],
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = self.initial_for(report)
        super().__init__(*args, **kwargs)
        self.headings = headings
        cast("forms.MultipleChoiceField", self.fields["in_upload"]).choices = [
            (each.key, each.title) for each in headings if each.key != PROBLEMS
        ]
        for each in headings:
            self.fields[each.key] = forms.CharField(
                label=each.title,
                help_text=f"{each.wording}。" if each.wording != each.title else "",
                max_length=LONGEST,
                required=False,
                widget=forms.Textarea(attrs={"rows": 6}),
            )
        cast("forms.ModelMultipleChoiceField[CollectedOpinion]", self.fields["opinions"]).queryset = opinions
        if report is None or report.upload_id is None:
            del self.fields["drop_upload"]

    @staticmethod
    def initial_for(report: DutyReport | None) -> dict[str, Any]:
        if report is None:
            return {"version": 0}
        return {
            **report.headings,
            "in_upload": report.in_upload,
            "opinions": list(report.opinions.values_list("pk", flat=True)),
            "version": report.version,
        }

    @property
    def heading_fields(self) -> Iterator[forms.BoundField]:
        return (self[each.key] for each in self.headings)

    @property
    def file_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in ("upload", "drop_upload", "in_upload") if name in self.fields)

    def report_data(self) -> dict[str, Any]:
        """What the service takes; call after ``is_valid``."""
        cleaned = self.cleaned_data
        file: UploadedFile[Any] | None = cleaned["upload"]
        return {
            "version": cleaned["version"],
            "headings": {each.key: cleaned[each.key] for each in self.headings},
            "in_upload": cleaned["in_upload"],
            "opinions": list(cleaned["opinions"]),
            "upload": UploadedReport(file.name or "", file.read()) if file else None,
            "drop_upload": bool(cleaned.get("drop_upload")),
        }

    def ask_for_the_file_again(self) -> None:
        """A browser never sends a file twice by itself: say so when the page is shown again."""
        if self.files.get("upload") and "upload" not in self.errors:
            self.add_error("upload", CHOOSE_AGAIN)

    def differences(self, current: DutyReport) -> list[dict[str, str]]:
        """Rows for the page of a concurrent change: what is stored now beside what was typed."""
        rows = []
        for each in self.headings:
            theirs = current.headings.get(each.key, "").replace("\r\n", "\n")
            yours = self.cleaned_data[each.key].replace("\r\n", "\n")
            if theirs != yours:
                rows.append({"label": each.title, "theirs": theirs, "yours": yours})
        theirs_n, yours_n = current.opinions.count(), len(self.cleaned_data["opinions"])
        if theirs_n != yours_n:
            rows.append({"label": "对应的意见", "theirs": f"{theirs_n} 条", "yours": f"{yours_n} 条"})
        return rows
