"""What the frame of every page needs: menu by post, demo banner."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from registry import ports


def frame(request: HttpRequest) -> dict[str, Any]:
    """``menu`` is a list of groups with their visible entries; no query of its own beyond the user's posts."""
    base = {"site_name": settings.SITE_NAME, "demo": settings.DEMO}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return base
    groups = []
    for group in ports.GROUPS:
        entries = [
            {"title": entry.title, "url": url, "active": request.path.startswith(url)}
            for entry in sorted(ports.menu_entries, key=lambda each: each.order)
            if entry.group == group and entry.visible(user)
            for url in [reverse(entry.url_name)]
        ]
        if entries:
            groups.append({"title": group, "entries": entries})
    return base | {"menu": groups}
