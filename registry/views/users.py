"""用户: accounts, their passwords and one-time codes."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django_otp import user_has_device

from registry import access
from registry.forms.accounts import NewUserForm, UserForm
from registry.forms.filters import UserFilter
from registry.queries.accounts import USER_ORDERS, user_posts, user_rows
from registry.services.accounts import create_user, edit_user, reset_password
from registry.services.one_time_codes import remove_one_time_code
from registry.views.acting import acting_user, posted
from registry.views.editing import edit_page, form_page
from registry.views.gates import needs
from registry.views.lists import list_context

if TYPE_CHECKING:
    from registry.models import User


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    users = ("用户", reverse("registry:user-list"))
    return [("首页", "/"), ("系统设置", reverse("registry:settings")), users, *more]


@require_GET
@needs(access.may_manage_users)
def user_list(request: HttpRequest) -> HttpResponse:
    """Every account with its posts."""
    context = list_context(
        request,
        UserFilter,
        access.users_for(request.user),
        USER_ORDERS,
        default="username",
        read=lambda rows: user_rows(rows, localdate()),
    )
    return render(request, "registry/user_list.html", context | {"crumbs": [*_crumbs()[:-1], ("用户", "")]})


@require_GET
@needs(access.may_manage_users)
def user_show(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: posts, and what an administrator may do to it."""
    account = get_object_or_404(access.users_for(request.user), pk=pk)
    context = {
        "account": account,
        "posts": user_posts(account),
        "today": localdate(),
        "has_code": user_has_device(account),
        "crumbs": _crumbs((account.name, "")),
    }
    return render(request, "registry/user_show.html", context)


@never_cache
@needs(access.may_manage_users)
def user_create(request: HttpRequest) -> HttpResponse:
    """Make an account; its first password is shown on the answer to this very request, and nowhere else."""
    form, actor = NewUserForm(posted(request)), acting_user(request)

    def created(made: tuple["User", str]) -> HttpResponse:
        user, password = made
        context = {"account": user, "password": password, "new": True, "crumbs": _crumbs((user.name, ""))}
        return render(request, "registry/user_password.html", context)

    return form_page(
        request,
        form=form,
        run=lambda: create_user(actor=actor, **form.cleaned_data),
        said="",
        to=reverse("registry:user-list"),
        answer=created,
        template="registry/record_edit.html",
        context={
            "heading": "新建用户",
            "submit": "建立用户",
            "cancel_url": reverse("registry:user-list"),
            "hint": "建立后显示一次初始密码，请当面或用信封交给本人；首次登录须修改。",
            "crumbs": _crumbs(("新建用户", "")),
        },
    )


@needs(access.may_manage_users)
def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename, switch off and on."""
    user = get_object_or_404(access.users_for(request.user), pk=pk)
    back = reverse("registry:user-show", args=[pk])
    crumbs = _crumbs((user.name, back))
    form = UserForm(posted(request), instance=user)
    return edit_page(
        request,
        form=form,
        save=lambda: edit_user(actor=acting_user(request), user=user, **form.cleaned_data),
        target=lambda: back,
        title="修改用户",
        crumbs=crumbs,
    )


@require_POST
@never_cache
@needs(access.may_manage_users)
def user_reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new random password, shown on the answer to this very request, and nowhere else."""
    user = get_object_or_404(access.users_for(request.user), pk=pk)
    password = reset_password(actor=acting_user(request), user=user)
    context = {"account": user, "password": password, "new": False, "crumbs": _crumbs((user.name, ""))}
    return render(request, "registry/user_password.html", context)


@require_POST
@needs(access.may_manage_users)
def user_remove_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The way out when the telephone with the one-time codes is lost."""
    user = get_object_or_404(access.users_for(request.user), pk=pk)
    remove_one_time_code(actor=acting_user(request), user=user)
    messages.success(request, "已停用动态码，此人凭密码登录后可重新启用。")
    return redirect("registry:user-show", pk=pk)
