"""Pages of clocks and of the inbox."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from desk import access, documents
from desk.forms.clocks import ClockFilterForm, LateReasonForm, MoveForm, ResumeForm
from desk.ports import clock_origins
from desk.queries import clocks as clocks_queries
from desk.queries.feeds import feed_of
from desk.queries.health import desk_health
from desk.services import feeds, sweeping
from desk.services.clocks import give_late_reason, resume_clock
from desk.services.moving import approve_move, ask_move, decline_move
from registry.access import Answer, may_manage_settings
from registry.queries.listing import page_of
from registry.views.acting import acting_user
from registry.views.attachments import attachment_response, download
from registry.views.gates import refuse_unless
from registry.views.steps import take_step
from rulebook.desk.clocks import StepKind

if TYPE_CHECKING:
    from desk.models import Clock
    from registry.models import User

PAGE = 30
SHOW = "desk:clock-show"


def home_health(user: "User") -> dict[str, Any] | None:
    """What has stopped running by itself, for whoever manages the settings; no block while all is well."""
    if not may_manage_settings(user):
        return None
    red = [(part, words, text) for part, words, tone, text in desk_health() if tone == "overdue"]
    return {"red": red} if red else None


@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """The user's inbox."""
    return _inbox(request, has_feed=clocks_queries.has_feed(acting_user(request).pk))


def _inbox(request: HttpRequest, **more: Any) -> HttpResponse:
    page = page_of(
        clocks_queries.inbox(acting_user(request)),
        clocks_queries.UNREAD_FIRST,
        request.GET.get("page", ""),
        read=clocks_queries.with_clock,
        size=PAGE,
    )
    context = {"page": page, "crumbs": [("首页", "/"), ("通知", "")]}
    return render(request, "desk/notice_list.html", context | more)


@require_POST
def feed_make(request: HttpRequest) -> HttpResponse:
    """A new address of the user's calendar feed, shown once."""
    token = feeds.make_feed(actor=acting_user(request))
    address = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('desk:feed', args=[token])}"
    return _inbox(request, address=address, has_feed=True)


@require_POST
def feed_revoke(request: HttpRequest) -> HttpResponse:
    """The address stops working."""
    feeds.revoke_feed(actor=acting_user(request))
    messages.success(request, "日历订阅已停用。")
    return redirect("desk:notice-list")


@require_GET
@login_not_required
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """One's limits as a calendar, for a programme that cannot sign in."""
    owner = feeds.owner_of(token)
    if owner is None:
        raise Http404
    response = HttpResponse(feeds.calendar_text(feed_of(owner)), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def notice_read(request: HttpRequest) -> HttpResponse:
    """Mark what was shown as read."""
    sweeping.read_notices(user=acting_user(request))
    return redirect("desk:notice-list")


@require_GET
def clock_list(request: HttpRequest) -> HttpResponse:
    """Limits of the user's units, the earliest first."""
    refuse_unless(access.may_use_clocks(request.user))
    form = ClockFilterForm(request.GET)
    shown = form.cleaned_data["show"] if form.is_valid() else ""
    page = page_of(
        clocks_queries.clocks_shown(access.clocks_for(request.user), shown),
        clocks_queries.clocks_in_order(shown),
        request.GET.get("page", ""),
        read=clocks_queries.with_handler,
        size=PAGE,
    )
    context = {
        "form": form,
        "page": page,
        "rows": clocks_queries.clock_rows(page),
        "crumbs": [("首页", "/"), ("期限", "")],
    }
    return render(request, "desk/clock_list.html", context)


def _clock(request: HttpRequest, pk: int) -> "Clock":
    return get_object_or_404(access.clocks_for(request.user), pk=pk)


def _page(request: HttpRequest, clock: "Clock", **forms: Any) -> HttpResponse:
    user = acting_user(request)
    origin = clock_origins.get(clock.origin_kind)
    facts = clocks_queries.clock_facts(clock)
    moves = access.may_move_clock(user, clock) and clock.outcome == "open" and clock.policy.unit != "fixed"
    asked = facts.asked if clock.outcome == "open" else None
    context = {
        "asked": asked,
        "may_decide": access.may_decide_move(user, asked) if asked else None,
        "clock": clock,
        "facts": facts,
        "origin_url": origin.url(clock, user) if origin else "",
        "move_form": forms.get("move", MoveForm(initial={"first": localdate()}))
        if moves and (not asked or "move" in forms)
        else None,
        "resume_form": forms.get("resume", ResumeForm(initial={"on": localdate()}))
        if moves and facts.suspended
        else None,
        "reason_form": forms.get("reason", LateReasonForm(initial={"reason": clock.late_reason}))
        if access.may_give_late_reason(user, clock) and facts.overdue and clock.outcome == "open"
        else None,
        "crumbs": [("首页", "/"), ("期限", reverse("desk:clock-list")), (clock.title, "")],
    }
    return render(request, "desk/clock_show.html", context)


@require_GET
def clock_show(request: HttpRequest, pk: int) -> HttpResponse:
    """One limit: how its day came about, what moved it, what was sent."""
    return _page(request, _clock(request, pk))


def _act(
    request: HttpRequest,
    pk: int,
    name: str,
    form: Any,
    may: Callable[..., Answer],
    service: Callable[..., Any],
    words: str,
) -> HttpResponse:
    clock, user = _clock(request, pk), acting_user(request)

    def run() -> None:
        given = form.move() if isinstance(form, MoveForm) else form.cleaned_data
        service(actor=user, clock=clock, **given)

    return take_step(
        request,
        may=may(user, clock),
        form=form,
        page=lambda: _page(request, clock, **{name: form}),
        run=run,
        said=words,
        to=reverse(SHOW, args=[pk]),
    )


@require_POST
def clock_move(request: HttpRequest, pk: int) -> HttpResponse:
    form = MoveForm(request.POST, request.FILES)
    return _act(
        request, pk, "move", form, access.may_move_clock, ask_move, "已提出，经另一人批准后期限才变动。"
    )


@require_POST
def clock_decide(request: HttpRequest, pk: int, move: int, answer: str) -> HttpResponse:
    """Approve the move that another asked for, or leave the limit as it is."""
    clock, user = _clock(request, pk), acting_user(request)
    row = clocks_queries.move_of(clock, move)
    decide = {
        "approve": (approve_move, "已批准，期限已变动。"),
        "decline": (decline_move, "没有批准，期限不变。"),
    }
    if row is None or answer not in decide:
        raise Http404
    service, words = decide[answer]
    return take_step(
        request,
        may=access.may_decide_move(user, row),
        run=lambda: service(actor=user, move=row),
        said=words,
        to=reverse(SHOW, args=[pk]),
    )


@require_GET
def move_file(request: HttpRequest, pk: int, move: int) -> HttpResponse:
    """The paper on which a move was asked for."""
    row = clocks_queries.move_of(_clock(request, pk), move)
    if row is None or row.document is None:
        raise Http404
    return attachment_response(row.document)


@require_GET
def segment_file(request: HttpRequest, pk: int, segment: int) -> HttpResponse:
    """The paper on which a limit was moved."""
    file = clocks_queries.segment_document(_clock(request, pk), segment)
    if file is None:
        raise Http404
    return attachment_response(file)


@require_POST
def clock_resume(request: HttpRequest, pk: int) -> HttpResponse:
    form = ResumeForm(request.POST)
    return _act(request, pk, "resume", form, access.may_move_clock, resume_clock, "期限已恢复。")


@require_POST
def clock_late_reason(request: HttpRequest, pk: int) -> HttpResponse:
    form = LateReasonForm(request.POST)
    return _act(
        request,
        pk,
        "reason",
        form,
        access.may_give_late_reason,
        give_late_reason,
        "逾期原因已登记。",
    )


@require_GET
def clock_sheet(request: HttpRequest, pk: int, colour: str) -> HttpResponse:
    """The supervision sheet of one colour, once the limit is as late as that."""
    clock = _clock(request, pk)
    kind = {"blue": StepKind.BLUE_SHEET, "orange": StepKind.ORANGE_SHEET, "red": StepKind.RED_SHEET}.get(
        colour
    )
    facts = clocks_queries.clock_facts(clock)
    if kind is None or kind not in facts.sheets:
        raise Http404
    name = f"督办单（{documents.COLOURS[kind].name}）{clock.title}.pdf"
    return download(documents.supervision_sheet(clock, kind, facts), name)
