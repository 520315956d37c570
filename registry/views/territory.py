"""片区 and 乡镇街道, and what is missing from 四定."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from registry import access, jobs
from registry.forms.filters import AreaFilter
from registry.forms.territory import AreaForm, TownshipForm
from registry.queries import territory as queries
from registry.queries.listing import order_of, page_of
from registry.services.people import view_contact
from registry.services.territory import save_area, save_township
from registry.views.acting import acting_user, posted
from registry.views.editing import edit_page
from registry.views.gates import needs, refuse_unless
from registry.views.lists import export_page, list_context

if TYPE_CHECKING:
    from registry.models import Township

HOME = ("首页", "/")


@require_GET
@needs(access.may_view_registry)
def area_list(request: HttpRequest) -> HttpResponse:
    """The areas of one's units with their supervisors."""
    context = list_context(
        request,
        AreaFilter,
        access.areas_for(request.user),
        queries.AREA_ORDERS,
        default="code",
        read=lambda rows: queries.area_rows(rows, localdate()),
    )
    context |= {
        "may_edit": access.may_edit_registry(request.user),
        "export_url": reverse("registry:area-export"),
        "crumbs": [HOME, ("片区", "")],
    }
    return render(request, "registry/area_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(access.may_view_registry)
def area_export(request: HttpRequest) -> HttpResponse:
    """Exactly what is filtered, as a workbook."""
    return export_page(request, jobs.AREAS, [HOME, ("片区", reverse("registry:area-list"))])


@require_GET
@needs(access.may_view_registry)
def area_show(request: HttpRequest, pk: int) -> HttpResponse:
    """One area: supervisors, streets, businesses by grade."""
    area = get_object_or_404(queries.with_office(access.areas_for(request.user)), pk=pk)
    counts = queries.grade_counts(area)
    context = {
        "area": area,
        "supervisors": queries.supervisors_of(area, localdate()),
        "streets": queries.streets_of(area),
        "counts": counts,
        "total": sum(number for _, number in counts),
        "may_edit": access.may_edit_registry(request.user, area.office),
        "crumbs": [HOME, ("片区", reverse("registry:area-list")), (area.name, "")],
    }
    return render(request, "registry/area_show.html", context)


@needs(access.may_edit_registry)
def area_create(request: HttpRequest) -> HttpResponse:
    """Add an area."""
    form = AreaForm(posted(request), user=request.user)
    return edit_page(
        request,
        form=form,
        save=lambda: _save_area(request, form),
        target=lambda: reverse("registry:area-show", args=[form.instance.pk]),
        title="新增片区",
        crumbs=[HOME, ("片区", reverse("registry:area-list"))],
    )


@needs(access.may_edit_registry)
def area_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend an area and its streets."""
    area = get_object_or_404(queries.with_office(access.areas_for(request.user)), pk=pk)
    refuse_unless(access.may_edit_registry(request.user, area.office))
    back = reverse("registry:area-show", args=[pk])
    crumbs = [HOME, ("片区", reverse("registry:area-list")), (area.name, back)]
    form = AreaForm(posted(request), instance=area, user=request.user)
    return edit_page(
        request,
        form=form,
        save=lambda: _save_area(request, form),
        target=lambda: back,
        title="修改片区",
        crumbs=crumbs,
    )


def _save_area(request: HttpRequest, form: AreaForm) -> None:
    save_area(
        actor=acting_user(request),
        area=form.instance,
        streets=form.cleaned_data["streets"],
        changed=form.changed_data,
    )


@require_GET
@needs(access.may_view_registry)
def township_show(request: HttpRequest, pk: int) -> HttpResponse:
    """One township and who answers for it (S3-05)."""
    rows = queries.with_office(access.townships_for(request.user))
    return _township_page(request, get_object_or_404(rows, pk=pk))


@require_POST
@never_cache
@needs(access.may_view_registry)
def township_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with the full telephone number; the look is recorded."""
    township = get_object_or_404(queries.with_office(access.townships_for(request.user)), pk=pk)
    refuse_unless(access.may_view_contacts(request.user, township.office))
    return _township_page(request, township, view_contact(actor=acting_user(request), subject=township))


def _township_page(request: HttpRequest, township: "Township", full_phone: str = "") -> HttpResponse:
    office = township.office
    context = {
        "township": township,
        "full_phone": full_phone,
        "may_edit": access.may_edit_registry(request.user, office),
        "may_view_contacts": access.may_view_contacts(request.user, office),
        "crumbs": [
            HOME,
            ("单位", reverse("registry:unit-list")),
            (office.name, reverse("registry:unit-show", args=[office.pk])),
            (township.name, ""),
        ],
    }
    return render(request, "registry/township_show.html", context)


@needs(access.may_edit_registry)
def township_create(request: HttpRequest) -> HttpResponse:
    """Add a township; ``?office=`` chooses the office beforehand."""
    form = TownshipForm(posted(request), user=request.user, initial={"office": request.GET.get("office")})
    return edit_page(
        request,
        form=form,
        save=lambda: _save_township(request, form),
        target=lambda: reverse("registry:township-show", args=[form.instance.pk]),
        title="新增乡镇街道",
        crumbs=[HOME, ("单位", reverse("registry:unit-list"))],
    )


@needs(access.may_edit_registry)
def township_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend a township."""
    township = get_object_or_404(queries.with_office(access.townships_for(request.user)), pk=pk)
    refuse_unless(access.may_edit_registry(request.user, township.office))
    back = reverse("registry:township-show", args=[pk])
    crumbs = [HOME, ("单位", reverse("registry:unit-list")), (township.name, back)]
    form = TownshipForm(posted(request), instance=township, user=request.user)
    return edit_page(
        request,
        form=form,
        save=lambda: _save_township(request, form),
        target=lambda: back,
        title="修改乡镇街道",
        crumbs=crumbs,
    )


def _save_township(request: HttpRequest, form: TownshipForm) -> None:
    save_township(actor=acting_user(request), township=form.instance, changed=form.changed_data)


@require_GET
@needs(access.may_edit_registry)
def gap_list(request: HttpRequest) -> HttpResponse:
    """四定缺口: businesses, areas and supervisors that miss their counterpart (S1-01); the target is 0."""
    user = request.user
    gaps = queries.gaps(
        access.units_for(user), access.areas_for(user), access.businesses_for(user), localdate()
    )
    order = order_of("", queries.BUSINESS_ORDERS, "code")
    page = page_of(gaps.businesses, order, request.GET.get("page", ""), read=queries.business_rows)
    context = {
        "gaps": gaps,
        "page": page,
        "area_total": gaps.area_total(),
        "post_total": gaps.post_total(),
        "crumbs": [HOME, ("系统设置", reverse("registry:settings")), ("四定缺口", "")],
    }
    return render(request, "registry/gap_list.html", context)
