"""Forms of signing in, of one's own account, and of the accounts of others."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django_otp import match_token, user_has_device

from registry.models import Area, Person, Role, Unit, User
from registry.models.units import UnitKind
from registry.roles import PROTECTED, Capability, roles_with
from registry.services.tries import TooManyTries, check_own_password, try_password

# Posts that work on meetings of offices: below a department there is no office to work on.
ROLES_OF_MEETINGS = roles_with(Capability.VIEW_ROUNDS)
PASSWORD_RULES = (
    "不少于 10 个字符，不能是一个词或拼音加数字、键盘上相邻的键，也不能和用户名、姓名相近；可以用一句话。"  # noqa: S105  # help text
)


def _password(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        strip=False,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


def _token(label: str = "动态码", required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=8,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


def _is_own(user: User, password: str) -> bool:
    try:
        return check_own_password(user, password)
    except TooManyTries as refused:
        raise ValidationError(str(refused)) from refused


class SignInForm(forms.Form):
    """Name, password and, for those who enabled it, the one-time code. ``user`` is set once valid; ``waits``: not now."""

    username = forms.CharField(
        label="用户名",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        ),
    )
    password = _password("密码", "current-password")
    token = _token(required=False, help_text="启用了动态码的用户填写，其他用户留空。")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        self.user: User | None = None
        self.waits = False
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("username") and data.get("password")):
            return data
        try:
            user = try_password(self.request, username=data["username"], password=data["password"])
        except TooManyTries as refused:
            self.waits = True
            raise forms.ValidationError(str(refused)) from refused
        if user is None:
            raise forms.ValidationError("用户名或密码不对。连续输错五次以后，要等几分钟才能再试。")
        if user_has_device(user):
            device = match_token(user, data["token"]) if data.get("token") else None
            if device is None:
                self.add_error("token", "动态码不对或已过期，请看验证器上的新码。")
                return data
            user.otp_device = device  # type: ignore[attr-defined]  # django_otp.login looks here
        self.user = user
        return data


class OwnPasswordForm(forms.Form):
    """The old password, and the new one twice."""

    old = _password("现在的密码", "current-password")
    new = _password("新密码", "new-password", PASSWORD_RULES)
    again = _password("再输一次新密码", "new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not _is_own(self.user, old):
            raise ValidationError("现在的密码不对。")
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        validate_password(new, self.user)
        if new == self.cleaned_data.get("old"):
            raise ValidationError("新密码不能和现在的密码相同。")
        return new

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", "两次输入的新密码不一致。")
        return data


class OneTimeCodeForm(forms.Form):
    """The first code of a new secret."""

    token = _token("验证器上显示的六位动态码")


class OwnPasswordCheckForm(forms.Form):
    """One's own password once more, before something that weakens the account."""

    password = _password("现在的密码", "current-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not _is_own(self.user, password):
            raise ValidationError("密码不对。")
        return password


class KeptForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """An account and the bureau that keeps it, asked where there is more than one to choose from."""

    def __init__(self, *args: Any, bureaus: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset, field.required = bureaus, False
        field.help_text = "没有岗位的账号由所属单位的系统管理员管理。"
        self._bureaus = list(bureaus[:2])
        if len(self._bureaus) < 2:
            del self.fields["unit"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first = self._bureaus[0] if self._bureaus else None
        data["unit"] = data.get("unit") or self.instance.unit or first
        return data


class NewUserForm(KeptForm):
    """A new account; its first password is drawn by the system."""

    username = forms.CharField(
        label="用户名",
        max_length=40,
        help_text="登录用，三个字符以上，只用字母、数字、点、横线和下划线，以后不能改。",
        validators=[
            RegexValidator(
                r"\A[A-Za-z0-9._-]{3,40}\Z", "用户名只能用三个以上的字母、数字、点、横线和下划线。"
            )
        ],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    class Meta:
        model = User
        fields = ["username", "name", "unit"]

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError("这个用户名已有人使用，请换一个。")
        return username


class UserForm(KeptForm):
    """Name, address, bureau, and whether the account may be used. Who holds a protected post fills in his own address."""

    class Meta:
        model = User
        fields = ["name", "email", "unit", "is_active"]
        help_texts = {
            "email": "填了的，期限提醒同时发到邮箱；不填只在站内通知。",
            "is_active": "停用后立即不能登录，已登录的随即退出；记录都保留。",
        }

    def __init__(self, *args: Any, protected: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if protected:
            del self.fields["email"]


class OwnEmailForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """Where one's own notices go besides the inbox."""

    class Meta:
        model = User
        fields = ["email"]
        help_texts = {"email": "填了的，期限提醒同时发到邮箱；不填只在站内通知。"}


class PostForm(forms.Form):
    """A post: role, unit, area and days. ``holder`` is a user or a person."""

    role = forms.ChoiceField(label="岗位")
    unit = forms.ModelChoiceField(
        label="单位",
        queryset=Unit.objects.none(),
        empty_label="请选择",
        help_text="岗位只管所选单位及其下级。管评议会议的岗位（监察室人员、监督员、书记、签到员等）选本局。",
    )
    area = forms.ModelChoiceField(
        label="片区",
        queryset=Area.objects.none(),
        required=False,
        empty_label="不限片区",
        help_text="片区监管员须定到片区（四定）。",
    )
    title = forms.CharField(label="职务", max_length=40, required=False, help_text="如所长、副所长、科员。")
    valid_from = forms.DateField(
        label="起", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    valid_to = forms.DateField(
        label="止",
        required=False,
        help_text="最后一天；不填为长期。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self,
        *args: Any,
        holder: User | Person,
        units: Any,
        areas: Any,
        given: Collection[Role],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.signs_in = isinstance(holder, User)
        asks_second = self.signs_in and bool(PROTECTED & set(given))
        roles = [
            (role.value, f"{role.label}（须另一人确认）" if asks_second and role in PROTECTED else role.label)
            for role in Role
            if role in given
        ]
        self.fields["role"].choices = [("", "请选择"), *roles]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["area"].queryset = areas.select_related("office")  # type: ignore[attr-defined]  # as above

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        role, unit, area = data.get("role"), data.get("unit"), data.get("area")
        if role == Role.INSPECTOR and area is None:
            self.add_error("area", "片区监管员须选择片区。")
        if self.signs_in and unit and unit.kind == UnitKind.DEPARTMENT and role in ROLES_OF_MEETINGS:
            self.add_error(
                "unit", f"{Role(role).label}要管各所的会议，科室之下没有工商所，请选本局；科室可写在职务里。"
            )
        if unit and area and area.office_id != unit.pk:
            self.add_error("area", f"{area}不属于{unit}，请重新选择。")
        if data.get("valid_from") and data.get("valid_to") and data["valid_to"] < data["valid_from"]:
            self.add_error("valid_to", "止日期早于起日期。")
        return data


class EndPostForm(forms.Form):
    """The last day of a post, and to whom goes what lies with its holder."""

    last_day = forms.DateField(
        label="最后一天",
        required=False,
        help_text="不填为立即结束（从今天起不再任职）。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    to = forms.ModelChoiceField(
        label="未办结的交给",
        queryset=User.objects.none(),
        required=False,
        empty_label="不指定（由管这项工作的人重新分派）",
    )

    def __init__(self, *args: Any, successors: QuerySet[User], open_things: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not open_things:
            del self.fields["to"]
            return
        field: Any = self.fields["to"]
        field.queryset = successors
        field.help_text = f"此人手上还有{open_things}。接手的人无权办理的，列入“无人经办”。"
