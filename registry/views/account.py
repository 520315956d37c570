"""One's own account: password and one-time code."""

from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST
from django_otp import login as otp_login
from django_otp import user_has_device

from registry.access import YES, current_posts
from registry.forms.accounts import OneTimeCodeForm, OwnPasswordCheckForm, OwnPasswordForm
from registry.queries.accounts import own_sign_ins
from registry.services import one_time_codes
from registry.services.accounts import change_own_password
from registry.services.sessions import end_sessions, follow_session
from registry.views.acting import acting_user, posted
from registry.views.editing import edit_page, form_page
from registry.views.steps import take_step

HOME = ("首页", "/")


@require_GET
def account_show(request: HttpRequest) -> HttpResponse:
    """Who I am here, and how safe my account is."""
    user = acting_user(request)
    context = {
        "posts": current_posts(user),
        "has_code": user_has_device(user),
        "sign_ins": own_sign_ins(user),
        "this_key": request.session.session_key,
        "crumbs": [HOME, ("我的账号", "")],
    }
    return render(request, "registry/account_show.html", context)


@never_cache
@sensitive_post_parameters()
def password_change(request: HttpRequest) -> HttpResponse:
    """Change one's own password; the session stays, those on other machines end."""
    user = acting_user(request)
    form = OwnPasswordForm(posted(request), user=user)

    def save() -> None:
        change_own_password(user=user, password=form.cleaned_data["new"])
        before = request.session.session_key
        update_session_auth_hash(request, user)
        follow_session(before, request.session.session_key)

    return edit_page(
        request,
        form=form,
        save=save,
        target=lambda: reverse("registry:account"),
        title="修改密码",
        crumbs=[HOME, ("我的账号", reverse("registry:account"))],
        said="密码已修改。",
        submit="修改密码",
        hint="这是初始密码或由管理员重置的密码，修改后才能使用其他页面。"
        if user.must_change_password
        else "",
    )


@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """End one other sign-in of one's own (``which``), or all others."""
    user = acting_user(request)
    which = request.POST.get("which", "")
    only = int(which) if which.isascii() and which.isdigit() and len(which) < 18 else None
    if which and only is None:
        raise Http404

    def run() -> str:
        ended = end_sessions(user=user, this=request.session.session_key, only=only)
        return f"已退出 {ended} 处登录。"

    return take_step(request, may=YES, run=run, said=lambda said: said, to=reverse("registry:account"))


@require_POST
def code_start(request: HttpRequest) -> HttpResponse:
    """Make a new secret and show it."""
    user = acting_user(request)
    return take_step(
        request,
        may=YES,
        run=lambda: one_time_codes.start_one_time_code(user=user),
        to=reverse("registry:code-enrol"),
        back=reverse("registry:account"),
    )


@never_cache
def code_enrol(request: HttpRequest) -> HttpResponse:
    """The secret as a QR code and in letters; the first code turns it on."""
    user = acting_user(request)
    device = one_time_codes.pending_device(user)
    if device is None:
        return redirect("registry:account")
    form = OneTimeCodeForm(posted(request))

    def run() -> None:
        otp_login(request, one_time_codes.confirm_one_time_code(user=user, token=form.cleaned_data["token"]))

    return form_page(
        request,
        form=form,
        at="token",
        run=run,
        said="动态码已启用，下次登录时需要填写。",
        to=reverse("registry:account"),
        template="registry/code_enrol.html",
        context={
            "secret": one_time_codes.secret_in_groups(device),
            "crumbs": [HOME, ("我的账号", reverse("registry:account")), ("启用动态码", "")],
        },
    )


@require_GET
@never_cache
def code_picture(request: HttpRequest) -> HttpResponse:
    """The waiting secret as a QR code, for the telephone's camera."""
    device = one_time_codes.pending_device(acting_user(request))
    if device is None:
        raise Http404
    return HttpResponse(one_time_codes.secret_as_picture(device), content_type="image/svg+xml")


@never_cache
@sensitive_post_parameters()
def code_remove(request: HttpRequest) -> HttpResponse:
    """Give the one-time code up, after the password once more."""
    user = acting_user(request)
    form = OwnPasswordCheckForm(posted(request), user=user)
    return edit_page(
        request,
        form=form,
        save=lambda: one_time_codes.remove_one_time_code(actor=user, user=user),
        target=lambda: reverse("registry:account"),
        title="停用动态码",
        crumbs=[HOME, ("我的账号", reverse("registry:account"))],
        said="动态码已停用。",
        submit="停用动态码",
        hint="停用后只凭密码登录。",
    )
