"""The scan of a paper that was printed and signed by hand."""

from typing import Any

from django import forms

from rulebook.registry.messy import same_name


class SignCountForm(forms.Form):
    """The scan of the signed report and who signed it."""

    teller = forms.CharField(label="计票人", max_length=50)
    scrutineer = forms.CharField(label="监票人", max_length=50)
    scan = forms.FileField(
        label="签字扫描件",
        help_text="PDF 或图片，至少完整的一页，不超过二十兆；按文件内容核对，上传后先看一遍，确认了才算。",
    )
    reason = forms.CharField(
        label="更换原因",
        max_length=200,
        help_text="例如：原件漏扫第二页。原来的一份仍保留。",
    )

    def __init__(self, *args: Any, replaces: bool = False, **kwargs: Any) -> None:
        """``replaces``: a scan counts already, so that another needs a reason."""
        super().__init__(*args, **kwargs)
        if not replaces:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if same_name(cleaned.get("teller", ""), cleaned.get("scrutineer", "")):
            self.add_error("scrutineer", "计票人和监票人不能是同一人。")
        return cleaned

    def signed(self) -> dict[str, Any]:
        """The checked form as the signing services take it."""
        given = self.cleaned_data
        return {
            "teller": given["teller"],
            "scrutineer": given["scrutineer"],
            "file_name": given["scan"].name,
            "content": given["scan"].read(),
            "reason": given.get("reason", ""),
        }


class SeenScanForm(forms.Form):
    """That somebody has looked at the scan that is held."""

    seen = forms.BooleanField(
        label="我看过扫描件：是这份报告，签字齐全。",
        error_messages={"required": "请先看扫描件，再勾选。"},
    )
