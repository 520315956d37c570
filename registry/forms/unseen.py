"""Which fields of forms hold what must never stand in a page again once it was typed."""

from collections.abc import Iterator

from django import forms

UNMASKED = frozenset({"csrfmiddlewaretoken", "card", "token"})
"""Never repeated although typed in the clear: the form's own token, the code of a card, a one-time code."""


def masked_names() -> frozenset[str]:
    """The names of all fields that are masked while typed, of every form the process knows.

    Asked for only when a page answers: by then the addresses, and with them every form of a page, are loaded.
    """
    return frozenset(
        name
        for form in _all_forms(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if getattr(field.widget, "input_type", "") == "password"
    )


def is_unseen(name: str) -> bool:
    """Whether a posted name, with or without its form's prefix, is that of a password, passphrase, card or one-time code."""
    return bool({name, name.rpartition("-")[2]} & (masked_names() | UNMASKED))


def _all_forms(form: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for derived in form.__subclasses__():
        yield derived
        yield from _all_forms(derived)
