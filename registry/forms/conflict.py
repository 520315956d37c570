"""What somebody else saved meanwhile beside what was typed: the rows of ``components/conflict.html``."""

from collections.abc import Mapping
from typing import Any

from django import forms


def differences(form: forms.BaseForm, stored: Mapping[str, Any]) -> list[dict[str, str]]:
    """Visible fields of the checked form that are stored now as another value than was typed, both in words."""
    rows = []
    for name, value in stored.items():
        field = form.fields[name]
        if field.widget.is_hidden:
            continue
        theirs, yours = _words(field, value), _words(field, form.cleaned_data.get(name))
        if theirs != yours:
            rows.append({"label": str(field.label), "theirs": theirs, "yours": yours})
    return rows


def _words(field: forms.Field, value: Any) -> str:
    words = dict(getattr(field, "choices", []))
    return str(words.get(value, value) or "").replace("\r\n", "\n")
