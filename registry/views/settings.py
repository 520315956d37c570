"""系统设置: its front page, industries, installation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry import access, ports
from registry.forms.territory import IndustryForm
from registry.queries import installation
from registry.queries.territory import industry_rows
from registry.services.territory import save_industry
from registry.views.acting import acting_user, posted
from registry.views.editing import edit_page
from registry.views.gates import needs


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("首页", "/"), ("系统设置", reverse("registry:settings")), *more]


@require_GET
@needs(access.may_open_settings)
def settings_show(request: HttpRequest) -> HttpResponse:
    """The cards this user may open."""
    user = acting_user(request)
    entries = [
        {"title": entry.title, "text": entry.text, "url": reverse(entry.url_name)}
        for entry in sorted(ports.settings_entries, key=lambda each: each.order)
        if entry.visible(user)
    ]
    return render(
        request, "registry/settings.html", {"entries": entries, "crumbs": [("首页", "/"), ("系统设置", "")]}
    )


@require_GET
@needs(access.may_manage_settings)
def industry_list(request: HttpRequest) -> HttpResponse:
    """Industries with their grades and how many businesses inherit them."""
    rows = industry_rows(access.industries_for(request.user))
    return render(
        request, "registry/industry_list.html", {"rows": rows, "crumbs": _crumbs(("行业与风险等级", ""))}
    )


@needs(access.may_manage_settings)
def industry_create(request: HttpRequest) -> HttpResponse:
    """Add an industry."""
    form = IndustryForm(posted(request))
    return edit_page(
        request,
        form=form,
        save=lambda: save_industry(actor=acting_user(request), industry=form.instance),
        target=lambda: reverse("registry:industry-list"),
        title="新增行业",
        crumbs=_crumbs(("行业与风险等级", reverse("registry:industry-list"))),
    )


@needs(access.may_manage_settings)
def industry_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend an industry; its businesses take its grade (S1-19)."""
    industry = get_object_or_404(access.industries_for(request.user), pk=pk)
    form = IndustryForm(posted(request), instance=industry)
    return edit_page(
        request,
        form=form,
        save=lambda: save_industry(actor=acting_user(request), industry=form.instance),
        target=lambda: reverse("registry:industry-list"),
        title="修改行业",
        crumbs=_crumbs(("行业与风险等级", reverse("registry:industry-list"))),
        said="已保存，本行业的市场主体已按新的风险等级调整。",
    )


@require_GET
@needs(access.may_manage_settings)
def installation_show(request: HttpRequest) -> HttpResponse:
    """Version, database, keys, whether the queue answers, and when what runs by itself last did."""
    context = {
        "facts": installation.facts(),
        "health": [
            ("任务队列", *installation.queue_health()),
            *(line for checks in ports.health_checks for line in checks()),
        ],
        "crumbs": _crumbs(("安装信息", "")),
    }
    return render(request, "registry/installation_show.html", context)
