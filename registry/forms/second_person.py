"""What the second person of an action types: who he is, on the asker's screen, and what he signs for."""

from typing import Any

from django import forms


class SignForm(forms.Form):
    """What the second person must sign for, on a session of his own; ``sign`` is the sentence."""

    def __init__(self, *args: Any, sign: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sign:
            self.fields["sign"] = forms.BooleanField(label=sign)


class SecondPersonForm(SignForm):
    """Name, password and, for those who enabled it, one-time code; the session does not change its user."""

    username = forms.CharField(
        label="第二人用户名", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = forms.CharField(
        label="密码", max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    token = forms.CharField(
        label="动态码", max_length=10, required=False, help_text="启用了动态码的用户填写。"
    )
