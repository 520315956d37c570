"""Staff pages that change a draw. Every step is a POST; what is refused is said on the page it was asked from."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from draws import access
from draws.forms import DigitsForm, SecondPersonForm, SubstitutionForm, VoidForm
from draws.queries import facts, pages, records
from draws.services import confirming, digits, steps, substitution
from draws.services.moving import DrawRefused
from draws.views.records import head, seen_draw

if TYPE_CHECKING:
    from draws.models import Draw

STEPS = {"lock": facts.LOCK, "reveal": facts.REVEAL, "void": facts.VOID}
PAGES = {"lock": "锁定名册", "reveal": "报数", "void": "作废抽取"}
TEMPLATES = {
    "lock": "draws/draw_lock.html",
    "reveal": "draws/draw_digits.html",
    "void": "draws/draw_void.html",
}
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def run_draw_or_403(request: HttpRequest, pk: int) -> "Draw":
    """The draw, for the post of the drawing body only."""
    draw = seen_draw(request, pk)
    if not access.may_run_draw(request.user, draw):
        raise PermissionDenied
    return draw


def step_page(request: HttpRequest, draw: "Draw", step: str, **more: Any) -> HttpResponse:
    """The page of a step that needs a second person: facts, request, panel."""
    action = STEPS[step]
    panel = pages.panel(request.user, draw, action)  # type: ignore[arg-type]  # signed in
    may_ask = access.may_run_draw(request.user, draw)
    context = head(draw, PAGES[step]) | {
        "panel": panel,
        "may_ask": may_ask,
        "why_not": "" if may_ask else "须由抽取主体（市纪委监督员）提请",
        "facts": facts.facts_for(action, draw).items(),
        "second": SecondPersonForm(request=request) if panel and panel["needs_form"] else None,
    }
    if step == "lock":
        problem = records.lock_problem(draw) or pages.obstacles(draw)
        context |= {"problem": problem, "origin_url": pages.origin_url(draw)}
    elif step == "reveal":
        context |= digits_context(request, draw)
    else:
        context |= {"form": VoidForm()}
    context |= more
    status = 400 if more else 200
    return render(request, TEMPLATES[step], context, status=status)


def digits_context(request: HttpRequest, draw: "Draw") -> dict[str, Any]:
    """The parties, each with its form until it has given its digits."""
    may_enter = draw.state == "locked" and access.may_enter_digits(request.user, draw)
    parties = pages.digit_parties(draw)
    for each in parties:
        if may_enter and not each["part"]:
            each["form"] = DigitsForm(draw=draw, position=each["position"])
    return {
        "parties": parties,
        "complete": all(each["part"] for each in parties),
        "dots": "●" * draw.digits_each,
    }


def ask(request: HttpRequest, draw: "Draw", step: str, reason: str = "") -> HttpResponse:
    """Ask for the second person and come back to the page."""
    try:
        confirming.ask_step(actor=request.user, draw=draw, action=STEPS[step], reason=reason)  # type: ignore[arg-type]  # signed in
    except DrawRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"draws:draw-{'digits' if step == 'reveal' else step}", pk=draw.pk)


@get_or_post
def draw_lock(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be committed to; asking for the second person."""
    if request.method == "POST":
        return ask(request, run_draw_or_403(request, pk), "lock")
    draw = seen_draw(request, pk)
    return step_page(request, draw, "lock") if draw.state == "draft" else redirect("draws:draw-show", pk=pk)


@get_or_post
def draw_digits(request: HttpRequest, pk: int) -> HttpResponse:
    """Every party enters its digits masked, on one screen or on several; then the seed is revealed."""
    draw = seen_draw(request, pk)
    if not draw.commitment_hash:
        return redirect("draws:draw-show", pk=pk)
    if request.method != "POST":
        return step_page(request, draw, "reveal")
    if not access.may_enter_digits(request.user, draw):
        raise PermissionDenied
    for position in range(1, len(draw.parties) + 1):
        form = DigitsForm(request.POST, draw=draw, position=position)
        if form.add_prefix("digits") in request.POST:
            return _enter(request, draw, form)
    return redirect("draws:draw-digits", pk=pk)


def _enter(request: HttpRequest, draw: "Draw", form: DigitsForm) -> HttpResponse:
    if form.is_valid():
        try:
            digits.enter_digits(
                actor=request.user,  # type: ignore[arg-type]  # signed in
                draw=draw,
                position=form.position,
                digits=form.cleaned_data["digits"],
            )
        except DrawRefused as refusal:
            form.add_error("digits", str(refusal))
        else:
            messages.success(request, f"{draw.parties[form.position - 1]}已报数并锁定。")
            return redirect("draws:draw-digits", pk=draw.pk)
    fresh = digits_context(request, draw)
    for each in fresh["parties"]:
        if "form" in each and each["form"].prefix == form.prefix:
            each["form"] = form
            return step_page(request, draw, "reveal", **fresh)
    # Somebody else has given these digits in the meantime: there is no form to show the reason in.
    messages.error(request, f"{draw.parties[form.position - 1]}已经报数并锁定，不能再改。")
    return redirect("draws:draw-digits", pk=draw.pk)


@require_POST
def draw_roll(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Roll for a party; the draw is marked for ever."""
    draw = run_draw_or_403(request, pk)
    return _do(
        request,
        draw,
        lambda: digits.roll_digits(actor=request.user, draw=draw, position=position),  # type: ignore[arg-type]  # signed in
        "已代为掷出并锁定，本次抽取从此不作正式依据。",
        "draws:draw-digits",
    )


@require_POST
def draw_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the second person of the reveal."""
    return ask(request, run_draw_or_403(request, pk), "reveal")


@get_or_post
def draw_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the draw up, with a reason."""
    if request.method != "POST":
        return step_page(request, seen_draw(request, pk), "void")
    draw = run_draw_or_403(request, pk)
    form = VoidForm(request.POST)
    if not form.is_valid():
        return step_page(request, draw, "void", form=form)
    return ask(request, draw, "void", form.cleaned_data["reason"])


@require_POST
def draw_confirm(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The second person confirms, on his own session or by name and password on this screen, and the step is done."""
    draw = seen_draw(request, pk)
    if step not in STEPS:
        raise Http404
    asker = pages.asker(draw, STEPS[step])
    person: Any = request.user
    if not access.may_confirm_draw(person, draw, asker):
        form = SecondPersonForm(request.POST, request=request)
        if not form.is_valid():
            return step_page(request, draw, step, second=form)
        person = form.user
        if not access.may_confirm_draw(person, draw, asker):
            form.add_error("username", "须由监察室人员或局纪委书记确认，且不能是提请人本人。")
            return step_page(request, draw, step, second=form)
    return _do(
        request,
        draw,
        lambda: confirming.confirm_step(
            actor=person, draw=draw, action=STEPS[step], seen=request.POST.get("seen", "")
        ),
        f"已由{person.name}确认，{PAGES[step] if step != 'reveal' else '揭示种子'}完成。",
        "draws:draw-digits" if step == "reveal" else "draws:draw-show",
    )


def _do(
    request: HttpRequest, draw: "Draw", service: Callable[[], Any], done: str, target: str
) -> HttpResponse:
    """Carry a step out and go on, or say in words why not."""
    try:
        service()
    except DrawRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(target, pk=draw.pk)


@require_POST
def draw_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Run the draw, once."""
    draw = run_draw_or_403(request, pk)
    actor: Any = request.user
    return _do(request, draw, lambda: steps.run_draw(actor=actor, draw=draw), "抽取完成。", "draws:draw-show")


@require_POST
def draw_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the result."""
    draw = run_draw_or_403(request, pk)
    actor: Any = request.user
    return _do(
        request,
        draw,
        lambda: steps.publish_draw(actor=actor, draw=draw),
        "结果已公布。",
        "draws:draw-show",
    )


@require_POST
def draw_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the record."""
    draw = run_draw_or_403(request, pk)
    actor: Any = request.user
    return _do(
        request, draw, lambda: steps.archive_draw(actor=actor, draw=draw), "已归档。", "draws:draw-show"
    )


@get_or_post
def draw_substitute(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Replace one of those drawn by the next in the order."""
    draw = seen_draw(request, pk)
    entry = pages.entry_of(draw, entry_pk)
    if entry is None or not draw.drawn_at:
        raise Http404
    if not access.may_substitute(request.user, draw):
        raise PermissionDenied
    form = SubstitutionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            step = substitution.substitute(
                actor=request.user,  # type: ignore[arg-type]  # signed in
                draw=draw,
                withdrawn=entry,
                **form.cleaned_data,
            )
        except DrawRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{entry.label}退出，由{step.replacement.label}递补。")
            return redirect("draws:draw-result", pk=pk)
    context = head(draw, "递补") | {"form": form, "entry": entry}
    return render(request, "draws/draw_substitute.html", context, status=400 if form.errors else 200)
