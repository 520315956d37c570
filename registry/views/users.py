"""用户: accounts, their passwords and one-time codes."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django_otp import user_has_device

from registry import access, account_access
from registry.access import YES
from registry.forms.accounts import NewUserForm, OwnEmailForm, UserForm
from registry.forms.filters import UserFilter
from registry.queries.accounts import USER_ORDERS, user_posts, user_rows
from registry.queries.grants import with_waiting
from registry.services.accounts import change_own_email, create_user, edit_user, reset_password
from registry.services.one_time_codes import remove_one_time_code
from registry.views.acting import acting_user, posted
from registry.views.editing import edit_page, form_page
from registry.views.gates import needs
from registry.views.lists import list_context
from registry.views.steps import take_step

if TYPE_CHECKING:
    from registry.models import User


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    users = ("用户", reverse("registry:user-list"))
    return [("首页", "/"), ("系统设置", reverse("registry:settings")), users, *more]


@require_GET
@needs(account_access.may_give_posts)
def user_list(request: HttpRequest) -> HttpResponse:
    """The accounts below one's post, with their posts."""
    context = list_context(
        request,
        UserFilter,
        account_access.users_for(request.user),
        USER_ORDERS,
        default="username",
        read=lambda rows: user_rows(rows, localdate()),
    )
    context |= {
        "may_create": access.may_manage_users(request.user),
        "crumbs": [*_crumbs()[:-1], ("用户", "")],
    }
    return render(request, "registry/user_list.html", context)


@require_GET
@needs(account_access.may_give_posts)
def user_show(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: posts, and what an administrator may do to it."""
    account = get_object_or_404(account_access.users_for(request.user), pk=pk)
    context = {
        "account": account,
        "posts": user_posts(account),
        "today": localdate(),
        "has_code": user_has_device(account),
        "protected": account_access.is_protected(account),
        "grants": with_waiting(account),
        "may_edit": account_access.may_manage(request.user, account),
        "may_propose": account_access.may_propose(request.user, account),
        "crumbs": _crumbs((account.name, "")),
    }
    return render(request, "registry/user_show.html", context)


@never_cache
@needs(access.may_manage_users)
def user_create(request: HttpRequest) -> HttpResponse:
    """Make an account; its first password is shown on the answer to this very request, and nowhere else."""
    actor = acting_user(request)
    form = NewUserForm(posted(request), bureaus=account_access.bureaus_of_accounts(actor))

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
    user = get_object_or_404(account_access.managed_users(request.user), pk=pk)
    back = reverse("registry:user-show", args=[pk])
    crumbs = _crumbs((user.name, back))
    form = UserForm(
        posted(request),
        instance=user,
        protected=account_access.is_protected(user),
        bureaus=account_access.bureaus_of_accounts(request.user),
    )
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
    user, actor = get_object_or_404(account_access.managed_users(request.user), pk=pk), acting_user(request)

    def made(password: str) -> HttpResponse:
        context = {"account": user, "password": password, "new": False, "crumbs": _crumbs((user.name, ""))}
        return render(request, "registry/user_password.html", context)

    return take_step(
        request,
        may=YES,
        run=lambda: reset_password(actor=actor, user=user),
        to=reverse("registry:user-show", args=[pk]),
        answer=made,
    )


@require_POST
@needs(access.may_manage_users)
def user_remove_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The way out when the telephone with the one-time codes is lost."""
    user, actor = get_object_or_404(account_access.managed_users(request.user), pk=pk), acting_user(request)
    return take_step(
        request,
        may=YES,
        run=lambda: remove_one_time_code(actor=actor, user=user),
        said="已停用动态码，此人凭密码登录后可重新启用。",
        to=reverse("registry:user-show", args=[pk]),
    )


def own_email(request: HttpRequest) -> HttpResponse:
    """Where one's own notices go; nobody else says so for the holder of a protected post."""
    user = acting_user(request)
    form = OwnEmailForm(posted(request), instance=user)
    back = reverse("registry:account")
    return edit_page(
        request,
        form=form,
        save=lambda: change_own_email(user=user, **form.cleaned_data),
        target=lambda: back,
        title="我的邮箱",
        crumbs=[("首页", "/"), ("我的账号", back)],
    )
