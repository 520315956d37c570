"""What is typed about a sealed box."""

from typing import Any

from django import forms

from registry.forms.second_person import SecondPersonForm
from rulebook.ballot.box import DEFAULT_DAYS, MOST_DAYS, BoxError, check_passphrases


class KeepBoxForm(forms.Form):
    """Whether the ballots are kept under lock after sealing."""

    keep = forms.BooleanField(label="封存时保留票箱，加两道口令锁存", required=False)
    days = forms.IntegerField(label="异议期（天）", min_value=1, max_value=MOST_DAYS, initial=DEFAULT_DAYS)


def _passphrase(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class WatcherForm(SecondPersonForm):
    """The watcher says who he is, on the screen of who sealed or opens."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "市纪委监督员的用户名"
        self.fields["password"].label = "市纪委监督员的登录密码"


class UnlockForm(WatcherForm):
    """Two persons at one screen open the box, each with the own passphrase; the watcher says who he is."""

    reason = forms.CharField(label="开箱原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    inspectorate = _passphrase("监察室的口令")
    watcher = _passphrase("市纪委监督员的口令")
    field_order = ("reason", "inspectorate", "watcher", "username", "password", "token")


class LockForm(WatcherForm):
    """Both passphrases for the box, each typed twice: a slip of the finger would lock it for ever."""

    inspectorate = _passphrase("监察室的口令")
    inspectorate_again = _passphrase("监察室的口令，再输一遍")
    watcher = _passphrase("市纪委监督员的口令")
    watcher_again = _passphrase("市纪委监督员的口令，再输一遍")
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
        for name in ("inspectorate", "watcher"):
            if name in found and f"{name}_again" in found and found[name] != found[f"{name}_again"]:
                self.add_error(f"{name}_again", "两遍输入的口令不同。")
        if not self.errors:
            try:
                check_passphrases(found["inspectorate"], found["watcher"])
            except BoxError as error:
                self.add_error("inspectorate", f"{error}。")
        return found


class DestroyBoxForm(forms.Form):
    note = forms.CharField(
        label="销毁原因",
        max_length=200,
        required=False,
        help_text="异议期未满而提前销毁的，必须写明。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
