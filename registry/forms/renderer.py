"""How fields are drawn: as Django draws them, but a select with hundreds of options in one piece."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

SELECT, OPTION = "django/forms/widgets/select.html", "django/forms/widgets/select_option.html"


class Renderer(DjangoTemplates):
    """Django draws every option with two templates: of a page with the units and people of a bureau that is more than half."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        widget = context.get("widget")
        if template_name != SELECT or widget is None:
            return mark_safe(super().render(template_name, context, request))  # noqa: S308  # a template escapes
        options = [_group(name, group) for name, group, _ in widget["optgroups"]]
        name = conditional_escape(widget["name"])
        return _joined(f'<select name="{name}"{_attributes(widget["attrs"])}>', *options, "\n</select>")


def _group(name: object, options: Iterable[Mapping[str, Any]]) -> SafeString:
    drawn = _joined(*map(_option, options))
    if not name:
        return drawn
    return _joined(f'\n  <optgroup label="{conditional_escape(str(name))}">', drawn, "\n  </optgroup>")


def _option(option: Mapping[str, Any]) -> SafeString:
    value, label = conditional_escape(str(option["value"])), conditional_escape(option["label"])
    return _joined(f'\n  <option value="{value}"{_attributes(option["attrs"])}>{label}</option>\n')


def _attributes(attributes: Mapping[str, Any]) -> SafeString:
    return _joined(
        *(
            f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
            for name, value in attributes.items()
            if value is not False
        )
    )


def _joined(*pieces: str) -> SafeString:
    """Pieces in which everything foreign has been escaped."""
    return mark_safe("".join(pieces))  # noqa: S308  # escaped above, piece by piece
