"""审计记录 and 双人确认."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from registry import access
from registry.forms.filters import AuditFilter, ConfirmationFilter
from registry.ports import verb_label
from registry.queries.audit import (
    CONFIRMATION_ORDERS,
    EVENT_ORDERS,
    confirmation_state,
    confirmations_told_to,
    event_rows,
    told_to,
    with_actor,
    with_both_persons,
)
from registry.services.audit import first_broken_link
from registry.services.confirmations import VALID_WORDS
from registry.views.acting import acting_user
from registry.views.gates import needs
from registry.views.lists import list_context


def _crumbs(title: str) -> list[tuple[str, str]]:
    return [("首页", "/"), ("系统设置", reverse("registry:settings")), (title, "")]


@require_GET
@needs(access.may_view_audit)
def audit_list(request: HttpRequest) -> HttpResponse:
    """Who did what to what, newest first."""
    user = acting_user(request)
    rows = access.audit_events_for(user)
    if any(value for name, value in request.GET.items() if name not in ("page", "sort")):
        rows = told_to(rows, user)
    context = list_context(
        request,
        AuditFilter,
        rows,
        EVENT_ORDERS,
        default="-at",
        read=with_actor,
    )
    context |= {
        "events": event_rows(context["page"], user),
        "may_verify": access.may_verify_audit(request.user),
        "crumbs": _crumbs("审计记录"),
    }
    return render(request, "registry/audit_list.html", context)


@require_POST
@needs(access.may_verify_audit)
def audit_verify(request: HttpRequest) -> HttpResponse:
    """Redo every hash of the chain and say whether it holds."""
    broken = first_broken_link()
    if broken is None:
        messages.success(
            request, "审计链完整：每条记录的校验值都已重新计算，首尾相接，没有改动、删除或缺失。"
        )
    else:
        messages.error(
            request,
            f"审计链在第 {broken} 条断开：该条被改动、删除，或其后有缺失。请保全数据库并报告纪检部门。",
        )
    return redirect("registry:audit-list")


@require_GET
@needs(access.may_view_audit)
def confirmation_list(request: HttpRequest) -> HttpResponse:
    """What one person asked and another confirmed."""
    context = list_context(
        request,
        ConfirmationFilter,
        confirmations_told_to(access.confirmations_for(request.user), acting_user(request)),
        CONFIRMATION_ORDERS,
        default="-asked",
        read=with_both_persons,
    )
    now = timezone.now()
    context |= {
        "confirmations": [
            (row, verb_label(row.action), *confirmation_state(row, now)) for row in context["page"]
        ],
        "crumbs": _crumbs("双人确认"),
        "valid_words": VALID_WORDS,
    }
    return render(request, "registry/confirmation_list.html", context)
