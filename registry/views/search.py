"""The search box of the brand bar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry import access
from registry.roles import Capability
from registry.search import KIND_LABELS, find

SHOWN = 20
PAGES = {
    "unit": "registry:unit-show",
    "area": "registry:area-show",
    "township": "registry:township-show",
    "business": "registry:business-show",
    "person": "registry:person-show",
}


@require_GET
def search_show(request: HttpRequest) -> HttpResponse:
    """What matches in one's units, by kind; at most twenty of each."""
    query = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:100]
    units = access.unit_ids_with(request.user, Capability.VIEW_REGISTRY)
    whole = bool(query and units) and access.sees_whole_registry(request.user)
    groups = []
    for kind, label in KIND_LABELS.items() if query and units else ():
        entries = find(query, units, kind=kind, limit=SHOWN + 1, unassigned=whole)
        if entries:
            rows = [(entry, reverse(PAGES[kind], args=[entry.object_id])) for entry in entries[:SHOWN]]
            groups.append({"label": label, "rows": rows, "more": len(entries) > SHOWN})
    context = {
        "query": query,
        "search_text": query,
        "groups": groups,
        "may_view": bool(units),
        "shown": SHOWN,
        "crumbs": [("首页", "/"), ("查找", "")],
    }
    return render(request, "registry/search.html", context)
