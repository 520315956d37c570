"""The button of a question of access. The library is a template builtin, so no page needs `{% load %}`.

A view hands the answer of `access` on whole, and the page says only what the button does::

    context = {"may_archive": access.may_archive(user, draw)}

    {% answer_button may_archive "归档" archive_url kind="quiet" method="post" confirm="确定归档吗？" %}
"""

from typing import Any

from django import template
from django.template import Context

from registry.access import Answer

register = template.Library()


@register.inclusion_tag("components/answer_button.html", takes_context=True)
def answer_button(
    context: Context,
    may: Answer,
    label: str,
    url: str,
    *,
    kind: str = "primary",
    method: str = "get",
    confirm: str = "",
    sends: str = "",
    told: bool = False,
) -> dict[str, Any]:
    """The button if `may` says yes; else it stands disabled with the reason, or, where the user's post lacks it, not at all.

    `kind`: primary, quiet or danger. `method="post"` makes a one-button form; `sends` goes with it as `action`, `confirm`
    asks before sending. `told`: whoever lacks the post sees the disabled button and whose task it is, too.
    """
    return {
        "csrf_token": context.get("csrf_token"),
        "shown": bool(may) or told or not may.by_post,
        "allowed": may.allowed,
        "reason": may.reason,
        "label": label,
        "url": url,
        "kind": kind,
        "method": method,
        "confirm": confirm,
        "sends": sends,
    }


@register.inclusion_tag("components/second_person.html", takes_context=True)
def second_person(context: Context, panel: dict[str, Any]) -> dict[str, Any]:
    """The request that waits, with what both persons see and the button or form of the second: `PendingConfirmation.panel()`."""
    return {"csrf_token": context.get("csrf_token"), **panel}
