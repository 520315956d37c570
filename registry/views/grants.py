"""待确认的任职: protected posts and accounts, proposed by one and confirmed by another."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from registry import account_access
from registry.queries.grants import NEWEST, grant_rows, makes_password
from registry.queries.listing import page_of
from registry.services import grants as services
from registry.views.acting import acting_user
from registry.views.gates import needs
from registry.views.steps import take_step

if TYPE_CHECKING:
    from registry.models import Grant


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    rows = ("待确认的任职", reverse("registry:grant-list"))
    return [("首页", "/"), ("系统设置", reverse("registry:settings")), rows, *more]


def _grant(request: HttpRequest, pk: int) -> "Grant":
    grant: Grant = get_object_or_404(account_access.grants_for(request.user), pk=pk)
    return grant


@require_GET
@needs(account_access.may_see_grants)
def grant_list(request: HttpRequest) -> HttpResponse:
    """Everything that was proposed below one's post, the newest first."""
    page = page_of(account_access.grants_for(request.user), NEWEST, request.GET.get("page", ""))
    context = {"page": page, "rows": grant_rows(page), "crumbs": [*_crumbs()[:-1], ("待确认的任职", "")]}
    return render(request, "registry/grant_list.html", context)


@require_GET
@needs(account_access.may_see_grants)
def grant_show(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal, and what this user may do with it."""
    return _page(request, _grant(request, pk))


def _page(request: HttpRequest, grant: "Grant", **more: Any) -> HttpResponse:
    row = grant_rows([grant])[0]
    context = {
        "grant": grant,
        "row": row,
        "may_confirm": account_access.may_confirm_grant(request.user, grant),
        "may_withdraw": account_access.may_withdraw_grant(request.user, grant),
        "new_password": makes_password(grant),
        "may_take_half": account_access.may_take_half(request.user, grant),
        "crumbs": _crumbs((row.words, "")),
        **more,
    }
    return render(request, "registry/grant_show.html", context)


@require_POST
@never_cache
@needs(account_access.may_see_grants)
def grant_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm; the first half of a first password stands on the answer to this very request, and nowhere else."""
    grant, actor = _grant(request, pk), acting_user(request)

    def confirmed(half: str) -> HttpResponse:
        return _page(request, _grant(request, pk), half=half, which="前一半", other=grant.proposed_by.name)

    return take_step(
        request,
        may=account_access.may_confirm_grant(actor, grant),
        run=lambda: services.confirm_grant(actor=actor, grant=grant),
        to=reverse("registry:grant-show", args=[pk]),
        said=lambda _: "已确认，即时生效。",
        answer=confirmed,
    )


@require_POST
@needs(account_access.may_see_grants)
def grant_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not agree."""
    grant, actor = _grant(request, pk), acting_user(request)
    return take_step(
        request,
        may=account_access.may_confirm_grant(actor, grant),
        run=lambda: services.refuse_grant(actor=actor, grant=grant),
        said="已记为未同意，没有任何改变。",
        to=reverse("registry:grant-show", args=[pk]),
    )


@require_POST
@needs(account_access.may_see_grants)
def grant_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own proposal back."""
    grant, actor = _grant(request, pk), acting_user(request)
    return take_step(
        request,
        may=account_access.may_withdraw_grant(actor, grant),
        run=lambda: services.withdraw_grant(actor=actor, grant=grant),
        said="已撤回。",
        to=reverse("registry:grant-show", args=[pk]),
    )


@require_POST
@never_cache
@needs(account_access.may_see_grants)
def grant_half(request: HttpRequest, pk: int) -> HttpResponse:
    """The second half of the first password: shown to the proposer on the answer to this very request."""
    grant, actor = _grant(request, pk), acting_user(request)

    def taken(half: str) -> HttpResponse:
        other = grant.decided_by.name if grant.decided_by else ""
        return _page(request, _grant(request, pk), half=half, which="后一半", other=other)

    return take_step(
        request,
        may=account_access.may_take_half(actor, grant),
        run=lambda: services.take_half(actor=actor, grant=grant),
        to=reverse("registry:grant-show", args=[pk]),
        answer=taken,
    )


@require_POST
@needs(account_access.may_see_grants)
def user_propose(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Propose a new password, the end of the one-time code, or the enabling of a protected account."""
    if kind not in services.STEPS:
        raise Http404
    account, actor = get_object_or_404(account_access.users_for(request.user), pk=pk), acting_user(request)
    return take_step(
        request,
        may=account_access.may_propose(actor, account),
        run=lambda: services.propose_step(actor=actor, user=account, kind=services.STEPS[kind]),
        said="已提出，另一人确认后生效。",
        to=reverse("registry:user-show", args=[pk]),
    )
