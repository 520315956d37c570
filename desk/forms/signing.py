"""The scan of a paper that was printed and signed by hand."""

from typing import Any

from django import forms


class SignCountForm(forms.Form):
    """The scan of the signed report and who signed it."""

    teller = forms.CharField(label="计票人", max_length=50)
    scrutineer = forms.CharField(label="监票人", max_length=50)
    scan = forms.FileField(
        label="签字扫描件", help_text="PDF 或图片，不超过二十兆；按文件内容核对，保存后不能更换。"
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("teller") and cleaned.get("teller") == cleaned.get("scrutineer"):
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
        }
