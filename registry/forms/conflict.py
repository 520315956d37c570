"""What somebody else saved meanwhile beside what was typed: the rows of ``components/conflict.html``."""

from collections.abc import Mapping
from typing import Any

from django import forms


def differences(
    form: forms.BaseForm, stored: Mapping[str, Any], typed: Mapping[str, Any] | None = None
) -> list[dict[str, str]]:
    """Visible fields of the checked form that are stored now as another value than was typed, both in words.

    ``typed`` replaces the checked values where the form has made something else of the words.
    """
    given = {**form.cleaned_data, **(typed or {})}
    rows = []
    for name, value in stored.items():
        field = form.fields[name]
        if field.widget.is_hidden:
            continue
        theirs, yours = _words(field, value), _words(field, given.get(name))
        if theirs != yours:
            rows.append({"label": str(field.label), "theirs": theirs, "yours": yours})
    return rows


def _words(field: forms.Field, value: Any) -> str:
    words = dict(getattr(field, "choices", []))
    return str(words.get(value, "" if value is None else value)).replace("\r\n", "\n")
