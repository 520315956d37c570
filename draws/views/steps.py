"""Staff pages that change a draw. Every step is a POST; what is refused is said on the page it was asked from."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from draws import access
from draws.forms import DigitsForm, DigitsHereForm, SignedDigitsForm, SubstitutionForm, VoidForm
from draws.queries import facts, pages, records
from draws.queries.facts import LABELS, facts_for, open_confirmation
from draws.services import confirming, digits, steps, substitution
from draws.views.records import head, seen_draw
from registry.access import no_post
from registry.views.acting import acting_user, posted
from registry.views.attachments import attachment_response
from registry.views.editing import form_page
from registry.views.gates import refuse_unless
from registry.views.second_person import PendingConfirmation, confirm, identify
from registry.views.steps import show_again, take_step

if TYPE_CHECKING:
    from draws.models import Draw
    from registry.models import User

STEPS = {"lock": facts.LOCK, "reveal": facts.REVEAL, "void": facts.VOID}
PAGES = {"lock": "锁定名册", "reveal": "报数", "void": "作废抽取"}
TEMPLATES = {
    "lock": "draws/draw_lock.html",
    "reveal": "draws/draw_digits.html",
    "void": "draws/draw_void.html",
}
HOW = {
    DigitsForm: "您是这一方的人员，由您本人报数。",
    DigitsHereForm: "由这一方的人员在此输入自己的用户名、密码和数字，别人不看屏幕。您的登录不变。",
    SignedDigitsForm: "这一方没有账号：由其本人在报数单上写数字并签字，您照录并上传扫描件，证书会写明。",
}
ASKED_BY_ITS_BODY = no_post("须由抽取主体（市纪委监督员）提请")
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def address(name: str, draw: "Draw", *more: object) -> str:
    """The address of one of the draw's pages."""
    return reverse(f"draws:draw-{name}", args=[draw.pk, *more])


def step_address(step: str, draw: "Draw") -> str:
    """The page on which a step that needs a second person is asked for."""
    return address("digits" if step == "reveal" else step, draw)


def waiting(request: HttpRequest, draw: "Draw", step: str) -> PendingConfirmation | None:
    """The open request of one step, as its page shows it."""
    action = STEPS[step]
    if (pending := open_confirmation(draw, action)) is None:
        return None
    return PendingConfirmation(
        pending,
        title=LABELS[action],
        facts=facts_for(action, draw),
        may_confirm=lambda user: access.may_confirm_draw(user, draw),
        who="监察室人员或局纪委书记",
        may_offer=access.may_run_draw(request.user, draw),
        confirm_url=address("confirm", draw, step),
        submit=f"核对无误，{LABELS[action]}",
    )


def step_page(request: HttpRequest, draw: "Draw", step: str, **more: Any) -> HttpResponse:
    """The page of a step that needs a second person: facts, request, panel."""
    asked = waiting(request, draw, step)
    context = head(draw, PAGES[step]) | {
        "panel": asked and asked.panel(request, more.pop("second", None)),
        "may_ask": access.may_run_draw(request.user, draw) or ASKED_BY_ITS_BODY,
        "facts": facts_for(STEPS[step], draw).items(),
    }
    if step == "lock":
        problem = records.lock_problem(draw) or pages.obstacles(draw)
        context |= {"problem": problem, "origin_url": pages.origin_url(draw)}
    elif step == "reveal":
        context |= digits_context(request, draw)
    else:
        context |= {"form": VoidForm()}
    return render(request, TEMPLATES[step], context | more)


def digits_form(request: HttpRequest, draw: "Draw", position: int, *, bound: bool = False) -> DigitsForm:
    """What is typed for a party: digits alone by its own person, else with his name and password, or from his signed paper."""
    if not access.has_account(draw, position):
        kind: type[DigitsForm] = SignedDigitsForm
    else:
        kind = DigitsForm if access.may_give_digits(request.user, draw, position) else DigitsHereForm
    return kind(
        request.POST if bound else None, request.FILES if bound else None, draw=draw, position=position
    )


def digits_context(request: HttpRequest, draw: "Draw") -> dict[str, Any]:
    """The parties, each with its form until it has given its digits."""
    may_enter = draw.state == "locked" and access.may_enter_digits(request.user, draw)
    parties = pages.digit_parties(draw)
    for each in parties:
        if may_enter and not each["part"]:
            each["form"] = digits_form(request, draw, each["position"])
            each["how"] = HOW[type(each["form"])]
    return {
        "parties": parties,
        "complete": all(each["part"] for each in parties),
        "dots": "●" * draw.digits_each,
    }


def ask(request: HttpRequest, draw: "Draw", step: str, form: VoidForm | None = None) -> HttpResponse:
    """Ask for the second person and come back to the page."""
    user = acting_user(request)
    return take_step(
        request,
        may=access.may_run_draw(user, draw),
        form=form,
        page=lambda: step_page(request, draw, step, form=form),
        run=lambda: confirming.ask_step(
            actor=user, draw=draw, action=STEPS[step], reason=form.cleaned_data["reason"] if form else ""
        ),
        to=step_address(step, draw),
    )


@get_or_post
def draw_lock(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be committed to; asking for the second person."""
    draw = seen_draw(request, pk)
    if request.method == "POST":
        return ask(request, draw, "lock")
    return step_page(request, draw, "lock") if draw.state == "draft" else redirect("draws:draw-show", pk=pk)


@get_or_post
@sensitive_post_parameters()
def draw_digits(request: HttpRequest, pk: int) -> HttpResponse:
    """Every party enters its digits masked, on one screen or on several; then the seed is revealed."""
    draw = seen_draw(request, pk)
    if not draw.commitment_hash:
        return redirect("draws:draw-show", pk=pk)
    if request.method != "POST":
        return step_page(request, draw, "reveal")
    refuse_unless(access.may_enter_digits(request.user, draw))
    for position in range(1, len(draw.parties) + 1):
        form = digits_form(request, draw, position, bound=True)
        if form.add_prefix("digits") in request.POST:
            return _enter(request, draw, form)
    return redirect("draws:draw-digits", pk=pk)


def _enter(request: HttpRequest, draw: "Draw", form: DigitsForm) -> HttpResponse:
    user, party = acting_user(request), draw.parties[form.position - 1]

    def run() -> object:
        given = form.cleaned_data["digits"]
        at: dict[str, Any] = {"actor": user, "draw": draw, "position": form.position, "digits": given}
        if isinstance(form, SignedDigitsForm):
            return digits.enter_signed_digits(**at, paper=form.paper())
        return digits.enter_digits(**at, giver=giver)

    def page() -> HttpResponse:
        fresh = digits_context(request, draw)
        for each in fresh["parties"]:
            if "form" in each and each["form"].prefix == form.prefix:
                each["form"] = form
        return step_page(request, draw, "reveal", **fresh)

    giver: User | None = None
    if isinstance(form, DigitsHereForm) and access.may_enter_digits(user, draw):
        giver = _giver(request, draw, form) if form.is_valid() else None
        if giver is None:
            return show_again(page())

    return take_step(
        request,
        may=access.may_enter_digits(user, draw),
        form=form,
        page=page,
        at="digits",
        run=run,
        said=f"{party}已报数并锁定。",
        to=address("digits", draw),
    )


@require_safe
def draw_digits_scan(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """The signed paper of a party without an account, once all digits are revealed."""
    scan = pages.digits_scan(seen_draw(request, pk), position)
    if scan is None:
        raise Http404
    return attachment_response(scan)


def _giver(request: HttpRequest, draw: "Draw", form: DigitsHereForm) -> "User | None":
    return identify(
        request,
        form,
        may_confirm=lambda person: access.may_give_digits(person, draw, form.position),
        who=f"{draw.parties[form.position - 1]}的人员",
        asked_by=acting_user(request),
    )


@require_POST
def draw_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the second person of the reveal."""
    return ask(request, seen_draw(request, pk), "reveal")


@get_or_post
def draw_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the draw up, with a reason."""
    draw = seen_draw(request, pk)
    if request.method != "POST":
        return step_page(request, draw, "void")
    return ask(request, draw, "void", VoidForm(request.POST))


@require_POST
@sensitive_post_parameters("password", "token")
def draw_confirm(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The second person confirms, on his own session or by name and password on this screen, and the step is done."""
    draw = seen_draw(request, pk)
    if step not in STEPS:
        raise Http404

    def run(person: "User", asked: PendingConfirmation, seen: str) -> str:
        confirming.confirm_step(actor=person, draw=draw, action=STEPS[step], seen=seen)
        return f"已由{person.name}确认，{PAGES[step] if step != 'reveal' else '揭示种子'}完成。"

    return confirm(
        request,
        waiting(request, draw, step),
        run=run,
        to=address("digits" if step == "reveal" else "show", draw),
        page=lambda form: step_page(request, draw, step, second=form),
    )


def _do(
    request: HttpRequest,
    pk: int,
    service: Callable[["User", "Draw"], object],
    said: str,
    target: str = "show",
) -> HttpResponse:
    draw, user = seen_draw(request, pk), acting_user(request)
    return take_step(
        request,
        may=access.may_run_draw(user, draw),
        run=lambda: service(user, draw),
        said=said,
        to=address(target, draw),
    )


@require_POST
def draw_roll(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Roll for a party; the draw is marked for ever."""
    return _do(
        request,
        pk,
        lambda user, draw: digits.roll_digits(actor=user, draw=draw, position=position),
        "已代为掷出并锁定，本次抽取从此不作正式依据。",
        "digits",
    )


@require_POST
def draw_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Run the draw, once."""
    return _do(request, pk, lambda user, draw: steps.run_draw(actor=user, draw=draw), "抽取完成。")


@require_POST
def draw_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the result."""
    return _do(request, pk, lambda user, draw: steps.publish_draw(actor=user, draw=draw), "结果已公布。")


@require_POST
def draw_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the record."""
    return _do(request, pk, lambda user, draw: steps.archive_draw(actor=user, draw=draw), "已归档。")


@get_or_post
def draw_substitute(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Replace one of those drawn by the next in the order."""
    draw, user = seen_draw(request, pk), acting_user(request)
    entry = pages.entry_of(draw, entry_pk)
    if entry is None or not draw.drawn_at:
        raise Http404
    form = SubstitutionForm(posted(request))
    return form_page(
        request,
        may=access.may_substitute(user, draw),
        form=form,
        run=lambda: substitution.substitute(actor=user, draw=draw, withdrawn=entry, **form.cleaned_data),
        said=lambda step: f"{entry.label}退出，由{step.replacement.label}递补。",
        to=address("result", draw),
        template="draws/draw_substitute.html",
        context=head(draw, "递补") | {"entry": entry},
    )
