"""人员: heads, inspectors, deputies, supervisors of conduct, consumers."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from registry import access, jobs
from registry.forms.filters import PersonFilter
from registry.forms.people import PersonForm
from registry.queries.people import PERSON_ORDERS, with_unit
from registry.queries.units import person_posts
from registry.services.people import save_person, view_contact
from registry.views.acting import acting_user, posted
from registry.views.editing import edit_page
from registry.views.gates import needs, refuse_unless
from registry.views.lists import export_page, list_context

if TYPE_CHECKING:
    from registry.models import Person

HOME = ("首页", "/")


@require_GET
@needs(access.may_view_registry)
def person_list(request: HttpRequest) -> HttpResponse:
    """The people of one's units, telephones masked."""
    context = list_context(
        request,
        PersonFilter,
        access.people_for(request.user),
        PERSON_ORDERS,
        default="name",
        read=with_unit,
    )
    context |= {
        "may_edit": access.may_edit_registry(request.user),
        "export_url": reverse("registry:person-export"),
        "crumbs": [HOME, ("人员", "")],
    }
    return render(request, "registry/person_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(access.may_view_registry)
def person_export(request: HttpRequest) -> HttpResponse:
    """Exactly what is filtered, as a workbook."""
    return export_page(request, jobs.PEOPLE, [HOME, ("人员", reverse("registry:person-list"))])


@require_GET
@needs(access.may_view_registry)
def person_show(request: HttpRequest, pk: int) -> HttpResponse:
    """One person with posts."""
    return _page(request, get_object_or_404(with_unit(access.people_for(request.user)), pk=pk))


@require_POST
@never_cache
@needs(access.may_view_registry)
def person_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with the full telephone number; the look is recorded."""
    person = get_object_or_404(with_unit(access.people_for(request.user)), pk=pk)
    refuse_unless(access.may_view_contacts(request.user, person.unit))
    return _page(request, person, view_contact(actor=acting_user(request), subject=person))


def _page(request: HttpRequest, person: "Person", full_phone: str = "") -> HttpResponse:
    context = {
        "person": person,
        "full_phone": full_phone,
        "posts": person_posts(person),
        "today": localdate(),
        "may_edit": access.may_edit_person(request.user, person),
        "may_view_contacts": access.may_view_contacts(request.user, person.unit),
        "crumbs": [HOME, ("人员", reverse("registry:person-list")), (person.name, "")],
    }
    return render(request, "registry/person_show.html", context)


@needs(access.may_edit_registry)
def person_create(request: HttpRequest) -> HttpResponse:
    """Enter a person by hand."""
    form = PersonForm(posted(request), user=request.user)
    return edit_page(
        request,
        form=form,
        save=lambda: save_person(actor=acting_user(request), person=form.instance, changed=form.changed_data),
        target=lambda: reverse("registry:person-list"),
        title="新增人员",
        crumbs=[HOME, ("人员", reverse("registry:person-list"))],
    )


@needs(access.may_edit_registry)
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend a person's entry."""
    person = get_object_or_404(with_unit(access.people_for(request.user)), pk=pk)
    refuse_unless(access.may_edit_person(request.user, person))
    back = reverse("registry:person-show", args=[pk])
    crumbs = [HOME, ("人员", reverse("registry:person-list")), (person.name, back)]
    form = PersonForm(posted(request), instance=person, user=request.user)
    return edit_page(
        request,
        form=form,
        save=lambda: save_person(actor=acting_user(request), person=form.instance, changed=form.changed_data),
        target=lambda: back,
        title="修改人员",
        crumbs=crumbs,
    )
