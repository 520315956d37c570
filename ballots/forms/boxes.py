"""What is typed about a sealed box."""

from django import forms

from ballots.forms.keys import WatcherForm, passphrase
from rulebook.ballot.box import DEFAULT_DAYS, MOST_DAYS


class KeepBoxForm(forms.Form):
    """Whether the ballots are kept under lock after sealing."""

    keep = forms.BooleanField(label="封存时保留票箱，加两道口令锁存", required=False)
    days = forms.IntegerField(label="异议期（天）", min_value=1, max_value=MOST_DAYS, initial=DEFAULT_DAYS)


class UnlockForm(WatcherForm):
    """Two persons at one screen open the box, each with the own passphrase; the watcher says who he is."""

    reason = forms.CharField(label="开箱原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    inspectorate = passphrase("监察室的口令")
    watcher = passphrase("市纪委监督员的口令")
    field_order = ("reason", "inspectorate", "watcher", "username", "password", "token")


class DestroyBoxForm(forms.Form):
    note = forms.CharField(
        label="销毁原因",
        max_length=200,
        required=False,
        help_text="异议期未满而提前销毁的，必须写明。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
