"""单位: the tree, and one unit with its people."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from registry import access, jobs
from registry.forms.filters import UnitFilter
from registry.forms.territory import UnitForm
from registry.queries import units as queries
from registry.services.units import save_unit
from registry.views.acting import acting_user, posted
from registry.views.editing import edit_page
from registry.views.gates import needs, refuse_unless
from registry.views.lists import export_page, list_context

HOME = ("首页", "/")


@require_GET
@needs(access.may_view_registry)
def unit_list(request: HttpRequest) -> HttpResponse:
    """One's units: as a tree, or as a list once filtered or sorted."""
    rows = access.units_for(request.user)
    narrowed = any(value for name, value in request.GET.items() if name != "page")
    context: dict[str, Any] = {"filter": UnitFilter(request.GET, queryset=rows, request=request)}
    if narrowed:
        context = list_context(
            request, UnitFilter, rows, queries.UNIT_ORDERS, default="code", read=queries.unit_rows
        )
    else:
        context["tree"] = queries.unit_tree(rows)
    context |= {
        "may_edit": access.may_edit_registry(request.user),
        "export_url": reverse("registry:unit-export"),
        "crumbs": [HOME, ("单位", "")],
    }
    return render(request, "registry/unit_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(access.may_view_registry)
def unit_export(request: HttpRequest) -> HttpResponse:
    """Exactly what is filtered, as a workbook."""
    return export_page(request, jobs.UNITS, [HOME, ("单位", reverse("registry:unit-list"))])


@require_GET
@needs(access.may_view_registry)
def unit_show(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: who leads it, what is below it, what it supervises."""
    unit = get_object_or_404(queries.with_relations(access.units_for(request.user)), pk=pk)
    today = localdate()
    context = {
        "unit": unit,
        "closed": bool(unit.valid_to and unit.valid_to < today),
        "leading": queries.heads_and_deputies(unit, today),
        "posts": queries.other_posts(unit, today),
        "children": queries.children_of(unit),
        "areas": queries.areas_of(unit),
        "townships": queries.townships_of(unit),
        "may_edit": access.may_edit_registry(request.user, unit),
        "crumbs": [HOME, ("单位", reverse("registry:unit-list")), (unit.name, "")],
    }
    return render(request, "registry/unit_show.html", context)


@needs(access.may_edit_registry)
def unit_create(request: HttpRequest) -> HttpResponse:
    """Add a unit to the tree."""
    form = UnitForm(posted(request), user=request.user)
    return edit_page(
        request,
        form=form,
        save=lambda: save_unit(actor=acting_user(request), unit=form.instance, changed=form.changed_data),
        target=lambda: reverse("registry:unit-show", args=[form.instance.pk]),
        title="新增单位",
        crumbs=[HOME, ("单位", reverse("registry:unit-list"))],
    )


@needs(access.may_edit_registry)
def unit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend a unit: name, place in the tree, dates, successor."""
    unit = get_object_or_404(access.units_for(request.user), pk=pk)
    refuse_unless(access.may_edit_registry(request.user, unit))
    back = reverse("registry:unit-show", args=[pk])
    crumbs = [HOME, ("单位", reverse("registry:unit-list")), (unit.name, back)]
    form = UnitForm(posted(request), instance=unit, user=request.user)
    return edit_page(
        request,
        form=form,
        save=lambda: save_unit(actor=acting_user(request), unit=form.instance, changed=form.changed_data),
        target=lambda: back,
        title="修改单位",
        crumbs=crumbs,
    )
