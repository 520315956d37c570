"""Forms of signing in and of one's own account."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django_otp import match_token, user_has_device

from registry.models import User


class SignInForm(forms.Form):
    """Name, password and, for those who enabled it, the one-time code. ``user`` is set once valid."""

    username = forms.CharField(
        label="用户名",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label="密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    token = forms.CharField(
        label="动态码",
        max_length=8,
        required=False,
        help_text="启用了两步验证的账号才需填写。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        self.user: User | None = None
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("username") and data.get("password")):
            return data
        user = authenticate(self.request, username=data["username"], password=data["password"])
        if not isinstance(user, User):
            raise forms.ValidationError("用户名或密码不对。连续输错五次将锁定十五分钟。")
        if user_has_device(user):
            device = match_token(user, data.get("token", ""))
            if device is None:
                self.add_error("token", "动态码不对或已过期，请看验证器上的新码。")
                return data
            user.otp_device = device  # type: ignore[attr-defined]  # django_otp.login looks here
        self.user = user
        return data
