"""What two persons type to make a vote's key, and to count with it."""

from typing import Any

from django import forms

from registry.forms.second_person import SecondPersonForm
from rulebook.ballot.keys import KEEPERS, KeyRefused, Passphrases, check_passphrases


def passphrase(label: str) -> forms.CharField:
    """A field for words that nobody else reads; neither cut nor kept."""
    return forms.CharField(
        label=label,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class WatcherForm(SecondPersonForm):
    """The watcher says who he is, on the screen of who makes or opens."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "市纪委监督员的用户名"
        self.fields["password"].label = "市纪委监督员的登录密码"


class KeyForm(WatcherForm):
    """Both passphrases, each typed twice: a slip of the finger would lock the urn for ever."""

    inspectorate = passphrase("监察室的口令")
    inspectorate_again = passphrase("监察室的口令，再输一遍")
    watcher = passphrase("市纪委监督员的口令")
    watcher_again = passphrase("市纪委监督员的口令，再输一遍")
    field_order = (
        "inspectorate",
        "inspectorate_again",
        "watcher",
        "watcher_again",
        "username",
        "password",
        "token",
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name in KEEPERS:
            if name in found and f"{name}_again" in found and found[name] != found[f"{name}_again"]:
                self.add_error(f"{name}_again", "两遍输入的口令不同。")
        if not self.errors:
            try:
                check_passphrases(typed(self))
            except KeyRefused as refusal:
                self.add_error("inspectorate", f"{refusal}。")
        return found


class CountForm(WatcherForm):
    """Both passphrases, or the recovery code of whoever forgot his; the watcher says who he is."""

    inspectorate = passphrase("监察室的口令")
    watcher = passphrase("市纪委监督员的口令")
    field_order = ("inspectorate", "watcher", "username", "password", "token")


def typed(form: forms.Form) -> Passphrases:
    """The two passphrases of a form."""
    return Passphrases(form.cleaned_data["inspectorate"], form.cleaned_data["watcher"])
