"""What the frame of every page needs: menu by post, demo banner."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from evalsite.demo import accounts
from registry import ports
from registry.access import current_posts, may_open_settings
from registry.roles import Role


def frame(request: HttpRequest) -> dict[str, Any]:
    """``menu`` is a list of groups with their visible entries; no query of its own beyond the user's posts."""
    base = {"site_name": settings.SITE_NAME, "demo": settings.DEMO, "demo_accounts": accounts.shown()}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return base
    shown = [
        (entry, reverse(entry.url_name))
        for entry in sorted(ports.menu_entries, key=lambda each: each.order)
        if entry.visible(user)
    ]
    # One entry's pages may lie under another's: the longest address that fits is where the user is.
    here = max((url for _, url in shown if request.path.startswith(url)), key=len, default="")
    groups = []
    for group in ports.GROUPS:
        entries = [
            {"title": entry.title, "url": url, "active": url == here}
            for entry, url in shown
            if entry.group == group
        ]
        if entries:
            groups.append({"title": group, "entries": entries})
    posts = current_posts(user)
    return base | {
        "menu": groups,
        "unit_name": posts[0].unit.name if posts else "",
        "post_titles": list(dict.fromkeys(post.title or Role(post.role).label for post in posts)),
        "account_url": reverse("registry:account"),
        "settings_url": reverse("registry:settings") if may_open_settings(user) else "",
    }
