"""What is handed in of a signed zero report."""

from typing import Any

from django import forms


class ScanForm(forms.Form):
    """The scan; ``version`` of what the page showed."""

    scan = forms.FileField(
        label="签字扫描件",
        help_text="PDF 或图片，至少完整的一页，不超过二十兆。上传后先看一遍，确认了才算。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def handed(self) -> dict[str, Any]:
        """The checked form as the service takes it."""
        given = dict(self.cleaned_data)
        scan = given.pop("scan")
        return given | {"name": scan.name, "content": scan.read()}


class ReplaceScanForm(ScanForm):
    """Another scan in place of one that counts."""

    reason = forms.CharField(
        label="更换原因", max_length=200, help_text="例如：原件漏扫第二页。原来的一份仍保留。"
    )
    field_order = ["reason", "scan", "version"]


class ConfirmScanForm(forms.Form):
    """That somebody has looked at the scan."""

    seen = forms.BooleanField(
        label="我看过扫描件：是本次投票的零票报告，两处签字齐全。",
        error_messages={"required": "请先看扫描件，再勾选。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
