"""A choice of many rows, as ticked on a page."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

LONGEST_KEY = 18
"""Digits of a key that every database can hold."""

if TYPE_CHECKING:
    _Many = forms.ModelMultipleChoiceField[Any]
else:
    _Many = forms.ModelMultipleChoiceField


class RowsField(_Many):
    """As Django's own, which fails on SQLite where a key that was sent is longer than any the database can hold."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if len(str(key)) > LONGEST_KEY:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": "…"}
                )
        return super().clean(value)
