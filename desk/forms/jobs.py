"""Which jobs are shown."""

from typing import Any, cast

from django import forms

from rulebook.lifecycle.job import JOB


class JobFilterForm(forms.Form):
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), *JOB.choices], required=False)
    kind = forms.ChoiceField(label="种类", required=False)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["kind"]).choices = [("", "全部"), *kinds]
