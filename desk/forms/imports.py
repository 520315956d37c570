"""Forms of imports."""

from collections.abc import Sequence
from typing import Any

from django import forms

from registry.models.importing import import_choices
from registry.services.importing.files import LARGEST
from registry.services.importing.kinds import columns_of


class UploadForm(forms.Form):
    """A file and what it holds."""

    kind = forms.ChoiceField(
        label="导入内容",
        choices=import_choices,
        help_text="请按单位、片区、乡镇街道、经济户口、人员的先后导入：后面的要引用前面的。",
    )
    file = forms.FileField(
        label="文件",
        allow_empty_file=True,
        help_text="xlsx 或 CSV，不超过 20 兆；表头上方可以有标题，多余的列会略过。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "请选择文件。", "missing": "请选择文件。"},
    )

    def clean_file(self) -> Any:
        """A file too large is refused before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(f"文件超过 {LARGEST // 1024 // 1024} 兆，请拆分后分次导入。")
        return file


class MappingForm(forms.Form):
    """Which column of the file feeds which field; ``mapping`` is field → column index."""

    def __init__(self, *args: Any, kind: str, headings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [("", "（文件里没有）")]
        columns += [(str(place), f"第 {place + 1} 列：{name}") for place, name in enumerate(headings) if name]
        for column in columns_of(kind):
            self.fields[column.field] = forms.ChoiceField(
                label=column.label,
                choices=columns,
                required=column.required,
                help_text=column.note,
                error_messages={"required": f"请指明哪一列是{column.label}。"},
            )

    def clean(self) -> dict[str, Any]:
        """No column may feed two fields."""
        taken: dict[str, str] = {}
        for name, place in list(self.cleaned_data.items()):
            if place and place in taken:
                first = self.fields[taken[place]].label
                self.add_error(name, f"这一列已用于“{first}”，同一列不能对应两个项目。")
            elif place:
                taken[place] = name
        return self.cleaned_data

    @property
    def mapping(self) -> dict[str, int]:
        return {name: int(place) for name, place in self.cleaned_data.items() if place}
