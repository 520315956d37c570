"""Pages of the rules of limits, for whoever manages the settings."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from desk.forms.policies import PolicyForm
from desk.queries import policies
from desk.services import clocks
from registry.access import may_manage_settings
from registry.views.acting import acting_user, posted
from registry.views.editing import form_page
from registry.views.gates import refuse_unless
from rulebook.desk.clocks import ladder_of

if TYPE_CHECKING:
    from registry.models import User

LIST = "desk:policy-list"


def _manager(request: HttpRequest) -> "User":
    refuse_unless(may_manage_settings(request.user))
    return acting_user(request)


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("首页", "/"), ("系统设置", reverse("registry:settings")), *more]


@require_GET
def policy_list(request: HttpRequest) -> HttpResponse:
    """Every limit with its length, basis and ladder."""
    _manager(request)
    context = {"rules": policies.rules(localdate()), "crumbs": _crumbs(("期限规定", ""))}
    return render(request, "desk/policy_list.html", context)


def policy_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Set a limit anew from a day on; limits that run are not touched."""
    user = _manager(request)
    rule = policies.rule(code, localdate())
    if rule is None:
        raise Http404
    form = PolicyForm(
        posted(request),
        fixed=rule.fixed,
        initial={
            "amount": rule.amount,
            "source": rule.source,
            "valid_from": localdate() + timedelta(days=1),
            "reminders": "、".join(str(day) for day in rule.days.reminders),
            "blue": rule.days.blue,
            "orange": rule.days.orange,
            "red": rule.days.red,
        },
    )

    def run() -> None:
        given = form.cleaned_data
        clocks.change_policy(
            actor=user,
            code=code,
            valid_from=given["valid_from"],
            amount=given.get("amount", 0),
            ladder=ladder_of(form.days()),
            source=given["source"],
        )

    return form_page(
        request,
        form=form,
        at="valid_from",
        run=run,
        said=lambda _: f"{rule.title}自 {form.cleaned_data['valid_from']:%Y-%m-%d} 起按新的规定计算。",
        to=reverse(LIST),
        template="desk/policy_edit.html",
        context={
            "rule": rule,
            "editions": policies.editions(code),
            "crumbs": _crumbs(("期限规定", reverse(LIST)), (rule.title, "")),
        },
    )
