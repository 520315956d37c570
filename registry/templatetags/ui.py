"""Tags of the look: each draws one component of `templates/components/`. Use and examples: docs/look.md.

The library is a template builtin, so no page needs `{% load %}`.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypedDict

from django import template
from django.forms import BaseForm
from django.http import HttpRequest
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from registry.queries.people import masked_phone
from rulebook.ballot.tally import percent_text
from rulebook.rounding import shown

register = template.Library()

# Tone of a state → its shape in static/img/icons.svg. A state is always word + shape + colour.
TONES: dict[str, str] = {
    "due": "tone-due",
    "overdue": "tone-overdue",
    "done": "tone-done",
    "waiting": "tone-waiting",
    "neutral": "tone-neutral",
}
# Risk grades 甲乙丙 (A, B, C): word, shape.
GRADES: dict[str, tuple[str, str]] = {"A": ("甲", "square"), "B": ("乙", "triangle"), "C": ("丙", "circle")}
STEP_WORDS: dict[str, str] = {"done": "已完成", "current": "进行中", "todo": "未开始", "late": "已逾期"}
ABSTAIN = "弃权"
# Every bar is drawn in an SVG 1000 units wide, because the content policy forbids style attributes.
BAR_WIDTH = 1000


class Segment(TypedDict):
    """One part of a distribution bar: label, votes, position and width in bar units, its percentage in words."""

    label: str
    count: int
    shade: int
    x: int
    width: int
    percent: str


@register.simple_tag(takes_context=True)
def block_again(context: Context, name: str) -> str:
    """The text of a block a second time: a page writes its `title` once, for the window and for the heading."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return block.render(context) if block else ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite; the word beside it carries the meaning."""
    address = static("img/icons.svg")
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', address, name
    )


@register.filter
def masked(phone: str) -> str:
    """A telephone number with its middle covered; the full one is shown by its own audited page."""
    return masked_phone(phone)


@register.filter
def entered_again(form: BaseForm) -> str:
    """What of a refused form the browser cannot keep: passwords and files; empty when the form asks for neither."""
    kinds = {bound.field.widget.input_type for bound in form if hasattr(bound.field.widget, "input_type")}
    lost = [
        text for kind, text in (("password", "密码须重新填写"), ("file", "文件须重新选择")) if kind in kinds
    ]
    return "，".join(["", *lost])


@register.simple_tag
def badge(word: str, tone: str = "neutral") -> SafeString:
    """State badge; `tone` is one of TONES, anything else is drawn neutral."""
    tone = tone if tone in TONES else "neutral"
    return format_html('<span class="state state-{}">{}{}</span>', tone, icon(TONES[tone]), word)


@register.simple_tag
def grade_mark(grade: str) -> SafeString:
    """Risk grade 甲 ■ / 乙 ▲ / 丙 ●; takes A, B, C or the Chinese word. A blank grade is said, not guessed."""
    by_word = {word: letter for letter, (word, _) in GRADES.items()}
    letter = by_word.get(grade, grade)
    if letter not in GRADES:
        return format_html('<span class="grade grade-none">{}</span>', "未定级")
    word, shape = GRADES[letter]
    return format_html('<span class="grade grade-{}">{}{}</span>', letter.lower(), icon(shape), word)


@register.inclusion_tag("components/page_head.html", takes_context=True)
def page_head(
    context: Context,
    title: str,
    sentence: str = "",
    state: str = "",
    tone: str = "neutral",
    action: str = "",
    url: str = "",
    allowed: bool = True,
    reason: str = "",
    method: str = "get",
    confirm: str = "",
) -> dict[str, Any]:
    """What is this, what state is it in, what is the next step."""
    return {
        "csrf_token": context.get("csrf_token"),
        "title": title,
        "sentence": sentence,
        "state": state,
        "tone": tone,
        "action": action,
        "url": url,
        "allowed": allowed,
        "reason": reason,
        "method": method,
        "confirm": confirm,
    }


@register.inclusion_tag("components/action_button.html", takes_context=True)
def action_button(
    context: Context,
    label: str,
    url: str,
    allowed: bool = True,
    reason: str = "",
    kind: str = "primary",
    method: str = "get",
    confirm: str = "",
) -> dict[str, Any]:
    """A button that, when not allowed, stands disabled with the reason written under it.

    `kind`: primary, quiet or danger. `method="post"` makes a one-button form. `confirm` asks before sending.
    """
    return {
        "csrf_token": context.get("csrf_token"),
        "label": label,
        "url": url,
        "allowed": allowed,
        "reason": reason,
        "kind": kind,
        "method": method,
        "confirm": confirm,
    }


@register.inclusion_tag("components/danger_zone.html", takes_context=True)
def danger_zone(
    context: Context,
    title: str,
    text: str,
    label: str,
    url: str,
    allowed: bool = True,
    reason: str = "",
    method: str = "get",
    confirm: str = "",
) -> dict[str, Any]:
    """What cannot be undone stands apart at the foot of the page, with its consequence in words."""
    button = action_button(
        context, label, url, allowed, reason, kind="danger", method=method, confirm=confirm
    )
    return {"title": title, "text": text, **button}


@register.inclusion_tag("components/step_rail.html")
def step_rail(steps: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Numbered rail; a step is a mapping: title, state (done, current, todo, late), and if wished url, note."""
    return {"steps": [{**step, "word": STEP_WORDS[str(step["state"])]} for step in steps]}


@register.inclusion_tag("components/gauge.html")
def gauge(
    title: str, value: int, maximum: int, needed: int, met: bool, missing: str = "", unit: str = "人"
) -> dict[str, Any]:
    """How far a required number is reached: `value` of `maximum`, at least `needed`, counted in `unit`."""
    span = max(maximum, needed, value, 1)
    return {
        "title": title,
        "value": value,
        "maximum": maximum,
        "needed": needed,
        "met": met,
        "missing": missing,
        "unit": unit,
        "filled": value * BAR_WIDTH // span,
        "mark": min(needed * BAR_WIDTH // span, BAR_WIDTH - 4),
    }


def percent(numerator: int, denominator: int) -> str:
    """Percentage in words; one decimal only where the denominator is 100 or more."""
    rate = Fraction(numerator, denominator) if denominator else None
    return percent_text(rate, places=1 if denominator >= 100 else 0)


@register.filter
def two_places(value: Fraction | None) -> str:
    """An exact number as it is shown: two places, half to even; "—" for what there is not."""
    return shown(value)


@register.filter
def in_percent(value: Fraction | None) -> str:
    """An exact rate as it is shown, with its sign."""
    return f"{shown(value * 100)}%" if value is not None else "—"


@register.simple_tag
def rate(numerator: int, denominator: int) -> SafeString:
    """A rate with its numerator and denominator, to the places of the count report; a zero denominator is a dash."""
    return format_html(
        '<span class="rate"><strong>{}</strong> <span class="rate-parts">{} / {}</span></span>',
        percent_text(Fraction(numerator, denominator) if denominator else None),
        numerator,
        denominator,
    )


@register.inclusion_tag("components/distribution.html")
def distribution(counts: Iterable[Sequence[Any]], title: str = "") -> dict[str, Any]:
    """Bar and table of one subject's marks: pairs (grade in words, votes), best grade first; 弃权 stands beside.

    The denominator is the marks given; 弃权 has a count and no percentage.
    """
    pairs = [(str(label), int(count)) for label, count in counts]
    given = [(label, count) for label, count in pairs if label != ABSTAIN]
    total = sum(count for _, count in given)
    segments: list[Segment] = []
    before = 0
    for shade, (label, count) in enumerate(given, start=1):
        start = before * BAR_WIDTH // total if total else 0
        before += count
        end = before * BAR_WIDTH // total if total else 0
        share = percent(count, total)
        segments.append(
            Segment(label=label, count=count, shade=shade, x=start, width=end - start, percent=share)
        )
    abstained = sum(count for label, count in pairs if label == ABSTAIN)
    return {"title": title, "segments": segments, "total": total, "abstained": abstained}


@register.simple_block_tag
def data_table(content: SafeString, css_class: str = "") -> SafeString:
    """The frame of every table: wide ones scroll by themselves, and on a telephone rows become cards.

    `css_class`: a look of its own besides the common one.
    """
    classes = f"data-table {css_class}".rstrip()
    return format_html('<div class="table-wrap"><table class="{}">{}</table></div>', classes, content)


@register.inclusion_tag("components/sort_head.html", takes_context=True)
def sort_head(context: Context, field: str, label: str, css_class: str = "") -> dict[str, Any]:
    """A sortable column head: first click ascending, second descending, kept in `?sort=`; goes back to page 1."""
    request: HttpRequest = context["request"]
    current = request.GET.get("sort", "")
    direction = {field: "ascending", f"-{field}": "descending"}.get(current, "none")
    query = request.GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{field}" if direction == "ascending" else field
    return {"label": label, "direction": direction, "query": query.urlencode(), "css_class": css_class}
