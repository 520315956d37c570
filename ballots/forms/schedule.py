"""What is typed about the times of a survey."""

from typing import Any

from django import forms


def _moment(label: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


class ScheduleForm(forms.Form):
    """When the vote opens and when it begins to close."""

    open_at = _moment("开启时间")
    close_at = _moment("截止时间")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("open_at"), given.get("close_at")
        if first and last and last <= first:
            self.add_error("close_at", "截止时间应晚于开启时间。")
        return given
