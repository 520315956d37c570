"""What is typed of a correction."""

from typing import Any

from django import forms


class CorrectionForm(forms.Form):
    """What is right now, why the first was wrong, and the corrected paper."""

    text = forms.CharField(
        label="更正内容",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写明原来怎么写、现在应是什么；会公开，不写个人姓名、电话。",
    )
    reason = forms.CharField(label="更正理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    document = forms.FileField(label="更正文件", help_text="更正后的文件，PDF；原件保留，不替换。")

    def given(self) -> dict[str, Any]:
        """The checked form as the service takes it."""
        given = self.cleaned_data
        return {
            "text": given["text"],
            "reason": given["reason"],
            "name": given["document"].name,
            "content": given["document"].read(),
        }
