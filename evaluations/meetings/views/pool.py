"""Pages of the pool: strata and seats, consumers' list, exclusions, engaged assessors."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from evaluations.meetings.access import seeing, steps
from evaluations.meetings.access.kin import sees_kin
from evaluations.meetings.forms.pool import AssessorSearchForm, ConsumerLinesForm, ExclusionForm, PersonsForm
from evaluations.meetings.queries import meetings
from evaluations.meetings.queries import pool as pool_queries
from evaluations.meetings.queries.kin import declared_kin
from evaluations.meetings.services import meeting_draws, pools
from evaluations.meetings.views.trail import meeting_crumbs
from registry.services.refusals import REFUSALS
from registry.views.acting import acting_user, posted
from registry.views.steps import act, refusal

if TYPE_CHECKING:
    from evaluations.meetings.models import Meeting
    from registry.models import Person

POOL, CONSUMERS = "meetings:pool-show", "meetings:pool-consumers"
EXCLUSIONS, ENGAGED = "meetings:pool-exclusions", "meetings:pool-engaged"
PAGE, MOST_FOUND = 50, 20


def _pool_meeting(request: HttpRequest, pk: int) -> "Meeting":
    return get_object_or_404(seeing.pools_for(request.user), pk=pk)


@require_GET
def pool_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Strata, seats, and what stands against locking."""
    user = acting_user(request)
    meeting = _pool_meeting(request, pk)
    pool = pool_queries.pool(meeting)
    stale = meeting.draw is not None and meeting.draw.state == "draft" and pool.digest != meeting.pool_digest
    context = {
        "meeting": meeting,
        "pool": pool,
        "stale": stale,
        "may_prepare": steps.may_prepare_draw(user, meeting),
        "sees_draw": meeting.draw is not None and seeing.may_open_draw(user, meeting.draw),
        "excluded": len(pool.inactive) + len(pool.by_hand) + len(pool.staff_consumers),
        "crumbs": meeting_crumbs(meeting, "名册"),
    }
    return render(request, "meetings/pool_show.html", context)


@require_POST
def pool_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the draw of this pool, or bring its draft up to date."""
    user = acting_user(request)
    meeting = _pool_meeting(request, pk)
    if no := refusal(request, steps.may_prepare_draw(user, meeting), POOL, pk):
        return no
    done = "抽取名册已更新。" if meeting.draw else "抽取已准备，请市纪委核对后锁定名册。"
    act(request, lambda: meeting_draws.prepare_meeting_draw(actor=user, meeting=meeting), done)
    return redirect(POOL, pk)


def pool_consumers(request: HttpRequest, pk: int) -> HttpResponse:
    """The consumers' list; lines with problems stay in the box with their reasons."""
    user = acting_user(request)
    meeting = _pool_meeting(request, pk)
    may = steps.may_enter_consumers(user, meeting)
    form = ConsumerLinesForm(posted(request))
    problems: list[pools.LineProblem] = []
    if request.method == "POST":
        if no := refusal(request, may, CONSUMERS, pk):
            return no
        if form.is_valid():
            lines, problems = pools.read_consumer_lines(form.cleaned_data["lines"])
            try:
                added, refused = pools.paste_consumers(actor=user, meeting=meeting, lines=lines)
            except REFUSALS as refusal_now:
                form.add_error("lines", str(refusal_now))
            else:
                problems = sorted([*problems, *refused], key=lambda problem: problem.number)
                if added:
                    messages.success(request, f"已加入 {added} 名。")
                if not problems:
                    return redirect(CONSUMERS, pk)
                form = ConsumerLinesForm(initial={"lines": "\n".join(each.text for each in problems)})
    return _consumers_page(request, meeting, form, problems)


def _consumers_page(
    request: HttpRequest,
    meeting: "Meeting",
    form: ConsumerLinesForm,
    problems: list[pools.LineProblem],
) -> HttpResponse:
    rows = meeting.consumers.select_related("person")
    context = {
        "meeting": meeting,
        "form": form,
        "problems": problems,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "known": meetings.consumers_of_office(meeting)[:200],
        "may": steps.may_enter_consumers(request.user, meeting),
        "crumbs": meeting_crumbs(meeting, "消费者名单"),
    }
    return render(request, "meetings/pool_consumers.html", context)


@require_POST
def consumers_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Consumers of the registry onto the list."""
    user = acting_user(request)
    meeting = _pool_meeting(request, pk)
    if no := refusal(request, steps.may_enter_consumers(user, meeting), CONSUMERS, pk):
        return no
    form = PersonsForm(request.POST, persons=meetings.consumers_of_office(meeting))
    if _say_errors(request, form):
        persons: list[Person] = list(form.cleaned_data["persons"])
        act(
            request,
            lambda: pools.choose_consumers(actor=user, meeting=meeting, persons=persons),
            f"已加入 {len(persons)} 名。",
        )
    return redirect(CONSUMERS, pk)


@require_POST
def consumer_remove(request: HttpRequest, pk: int, consumer: int) -> HttpResponse:
    """Off the list."""
    user = acting_user(request)
    meeting = _pool_meeting(request, pk)
    if no := refusal(request, steps.may_enter_consumers(user, meeting), CONSUMERS, pk):
        return no
    row = pool_queries.consumer(meeting, consumer)
    if row:
        act(
            request,
            lambda: pools.remove_consumer(actor=user, meeting=meeting, consumer=row),
            "已移出名单。",
        )
    return redirect(CONSUMERS, pk)


def pool_exclusions(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is out and why; search and exclude by hand."""
    user = acting_user(request)
    meeting = _pool_meeting(request, pk)
    text = request.GET.get("q", "").strip()[:50]
    listed = seeing.listed_persons(meeting)
    form = ExclusionForm(posted(request), businesses=meetings.businesses_of_office(meeting), persons=listed)
    if request.method == "POST":
        if no := refusal(request, steps.may_exclude(user, meeting), EXCLUSIONS, pk):
            return no
        if form.is_valid() and act(
            request,
            lambda: pools.exclude_from_pool(
                actor=user,
                meeting=meeting,
                business=form.business,
                person=form.person,
                reason=form.cleaned_data["reason"],
            ),
            "已排除。",
        ):
            return redirect(EXCLUSIONS, pk)
    context = {
        "meeting": meeting,
        "pool": pool_queries.pool(meeting),
        "form": form,
        "q": text,
        "found": meetings.found_in_pool(meeting, text, MOST_FOUND) if text else [],
        "may": steps.may_exclude(user, meeting),
        "sees_kin": sees_kin(user, meeting),
        "kin": declared_kin(meeting) if sees_kin(user, meeting) else [],
        "crumbs": meeting_crumbs(meeting, "排除"),
    }
    return render(request, "meetings/pool_exclusions.html", context)


@require_POST
def exclusion_remove(request: HttpRequest, pk: int, exclusion: int) -> HttpResponse:
    """Back into the pool."""
    user = acting_user(request)
    meeting = _pool_meeting(request, pk)
    if no := refusal(request, steps.may_exclude(user, meeting), EXCLUSIONS, pk):
        return no
    row = pool_queries.exclusion(meeting, exclusion)
    if row:
        act(
            request,
            lambda: pools.remove_exclusion(actor=user, meeting=meeting, exclusion=row),
            "已取消排除。",
        )
    return redirect(EXCLUSIONS, pk)


def pool_engaged(request: HttpRequest, pk: int) -> HttpResponse:
    """Engaged assessors, bounded by the share that is left to them; those who can be engaged below."""
    user = acting_user(request)
    meeting = _pool_meeting(request, pk)
    may = steps.may_engage(user, meeting)
    if request.method == "POST":
        if no := refusal(request, may, ENGAGED, pk):
            return no
        form = PersonsForm(request.POST, persons=meetings.assessors(meeting))
        if _say_errors(request, form):
            persons = list(form.cleaned_data["persons"])
            act(
                request,
                lambda: pools.engage_assessors(actor=user, meeting=meeting, persons=persons),
                f"已聘请 {len(persons)} 名。",
            )
        return redirect(f"{request.path}?{request.GET.urlencode()}")
    search = AssessorSearchForm(request.GET)
    pool = pool_queries.pool(meeting)
    context = {
        "meeting": meeting,
        "pool": pool,
        "search": search,
        "engaged": pool_queries.engaged(meeting),
        "page": Paginator(search.narrow(meetings.assessors(meeting)), PAGE).get_page(request.GET.get("page")),
        "room": max(0, (pool.engaged_ceiling or 0) - pool.engaged),
        "may": may,
        "crumbs": meeting_crumbs(meeting, "聘请"),
    }
    return render(request, "meetings/pool_engaged.html", context)


@require_POST
def engaged_remove(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Take an invitation back."""
    user = acting_user(request)
    meeting = _pool_meeting(request, pk)
    if no := refusal(request, steps.may_engage(user, meeting), ENGAGED, pk):
        return no
    row = pool_queries.member(meeting, member)
    if row:
        act(
            request,
            lambda: pools.disengage_assessor(actor=user, meeting=meeting, representative=row),
            "已取消聘请。",
        )
    return redirect(ENGAGED, pk)


def _say_errors(request: HttpRequest, form: PersonsForm) -> bool:
    if form.is_valid():
        return True
    for problems in form.errors.values():
        messages.error(request, "；".join(str(problem) for problem in problems))
    return False
