"""经济户口: the live register."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from registry import access, jobs
from registry.forms.filters import BusinessFilter
from registry.forms.territory import BusinessForm
from registry.queries import territory as queries
from registry.services.people import view_contact
from registry.services.territory import save_business
from registry.views.acting import acting_user, posted
from registry.views.editing import edit_page
from registry.views.gates import needs, refuse_unless
from registry.views.lists import export_page, list_context

if TYPE_CHECKING:
    from registry.models import Business

HOME = ("首页", "/")


@require_GET
@needs(access.may_view_registry)
def business_list(request: HttpRequest) -> HttpResponse:
    """The businesses of one's units."""
    context = list_context(
        request,
        BusinessFilter,
        access.businesses_for(request.user),
        queries.BUSINESS_ORDERS,
        default="code",
        read=queries.business_rows,
    )
    context |= {
        "may_edit": access.may_edit_registry(request.user),
        "export_url": reverse("registry:business-export"),
        "crumbs": [HOME, ("经济户口", "")],
    }
    return render(request, "registry/business_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(access.may_view_registry)
def business_export(request: HttpRequest) -> HttpResponse:
    """Exactly what is filtered, as a workbook."""
    return export_page(request, jobs.BUSINESSES, [HOME, ("经济户口", reverse("registry:business-list"))])


@require_GET
@needs(access.may_view_registry)
def business_show(request: HttpRequest, pk: int) -> HttpResponse:
    """One business."""
    return _page(request, get_object_or_404(queries.with_place(access.businesses_for(request.user)), pk=pk))


@require_POST
@never_cache
@needs(access.may_view_registry)
def business_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with the full telephone number; the look is recorded."""
    business = get_object_or_404(queries.with_place(access.businesses_for(request.user)), pk=pk)
    refuse_unless(access.may_view_contacts(request.user, business.area.office))
    phone = view_contact(actor=acting_user(request), subject=business)
    return _page(request, business, full_phone=phone)


def _page(request: HttpRequest, business: "Business", full_phone: str = "") -> HttpResponse:
    office = business.area.office
    context = {
        "business": business,
        "full_phone": full_phone,
        "may_edit": access.may_edit_registry(request.user, office),
        "may_view_contacts": access.may_view_contacts(request.user, office),
        "crumbs": [HOME, ("经济户口", reverse("registry:business-list")), (business.name, "")],
    }
    return render(request, "registry/business_show.html", context)


@needs(access.may_edit_registry)
def business_create(request: HttpRequest) -> HttpResponse:
    """Enter a business by hand."""
    form = BusinessForm(posted(request), user=request.user)
    return edit_page(
        request,
        form=form,
        save=lambda: save_business(
            actor=acting_user(request), business=form.instance, changed=form.changed_data
        ),
        target=lambda: reverse("registry:business-show", args=[form.instance.pk]),
        title="登记市场主体",
        crumbs=[HOME, ("经济户口", reverse("registry:business-list"))],
    )


@needs(access.may_edit_registry)
def business_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend a business's entry."""
    business = get_object_or_404(queries.with_place(access.businesses_for(request.user)), pk=pk)
    refuse_unless(access.may_edit_registry(request.user, business.area.office))
    back = reverse("registry:business-show", args=[pk])
    crumbs = [HOME, ("经济户口", reverse("registry:business-list")), (business.name, back)]
    form = BusinessForm(posted(request), instance=business, user=request.user)
    return edit_page(
        request,
        form=form,
        save=lambda: save_business(
            actor=acting_user(request), business=form.instance, changed=form.changed_data
        ),
        target=lambda: back,
        title="修改市场主体",
        crumbs=crumbs,
    )
