"""Pages of the pool: strata and seats, consumers' list, exclusions, engaged assessors."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evaluations.meetings.access import seeing, steps
from evaluations.meetings.access.kin import sees_kin
from evaluations.meetings.forms.pool import AssessorSearchForm, ConsumerLinesForm, ExclusionForm, PersonsForm
from evaluations.meetings.queries import meetings
from evaluations.meetings.queries import pool as pool_queries
from evaluations.meetings.queries.kin import declared_kin
from evaluations.meetings.services import meeting_draws, pools
from evaluations.meetings.views.trail import meeting_crumbs
from registry.views.acting import acting_user, posted
from registry.views.steps import show_again, take_step

if TYPE_CHECKING:
    from evaluations.meetings.models import Meeting

POOL, CONSUMERS = "meetings:pool-show", "meetings:pool-consumers"
EXCLUSIONS, ENGAGED = "meetings:pool-exclusions", "meetings:pool-engaged"
PAGE, MOST_FOUND = 50, 20


def _pool_meeting(request: HttpRequest, pk: int) -> "Meeting":
    return get_object_or_404(seeing.pools_for(request.user), pk=pk)


@require_GET
def pool_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Strata, seats, and what stands against locking."""
    user, meeting = acting_user(request), _pool_meeting(request, pk)
    pool = pool_queries.pool_of(meeting)
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
    user, meeting = acting_user(request), _pool_meeting(request, pk)
    return take_step(
        request,
        may=steps.may_prepare_draw(user, meeting),
        run=lambda: meeting_draws.prepare_meeting_draw(actor=user, meeting=meeting),
        said="抽取名册已更新。" if meeting.draw else "抽取已准备，请市纪委核对后锁定名册。",
        to=reverse(POOL, args=[pk]),
    )


def pool_consumers(request: HttpRequest, pk: int) -> HttpResponse:
    """The consumers' list; lines with problems stay in the box with their reasons."""
    user, meeting = acting_user(request), _pool_meeting(request, pk)
    form = ConsumerLinesForm(posted(request))
    if request.method != "POST":
        return _consumers_page(request, meeting, form)
    unread: list[pools.LineProblem] = []

    def add() -> tuple[int, list[pools.LineProblem]]:
        lines, found = pools.read_consumer_lines(form.cleaned_data["lines"])
        unread.extend(found)
        added, refused = pools.paste_consumers(actor=user, meeting=meeting, lines=lines)
        return added, sorted([*unread, *refused], key=lambda problem: problem.number)

    def after(done: tuple[int, list[pools.LineProblem]]) -> HttpResponse:
        if not (problems := done[1]):
            return redirect(CONSUMERS, pk)
        left = ConsumerLinesForm(initial={"lines": "\n".join(each.text for each in problems)})
        return show_again(_consumers_page(request, meeting, left, problems))

    return take_step(
        request,
        may=steps.may_enter_consumers(user, meeting),
        form=form,
        run=add,
        said=lambda done: f"已加入 {done[0]} 名。" if done[0] else "",
        to=reverse(CONSUMERS, args=[pk]),
        page=lambda: _consumers_page(request, meeting, form, unread),
        at="lines",
        answer=after,
    )


def _consumers_page(
    request: HttpRequest,
    meeting: "Meeting",
    form: ConsumerLinesForm,
    problems: Sequence[pools.LineProblem] = (),
) -> HttpResponse:
    rows = pool_queries.listed_consumers(meeting)
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
    user, meeting = acting_user(request), _pool_meeting(request, pk)
    form = PersonsForm(request.POST, persons=meetings.consumers_of_office(meeting))
    return take_step(
        request,
        may=steps.may_enter_consumers(user, meeting),
        form=form,
        run=lambda: pools.choose_consumers(actor=user, meeting=meeting, persons=form.chosen),
        said=lambda _: f"已加入 {len(form.chosen)} 名。",
        to=reverse(CONSUMERS, args=[pk]),
    )


@require_POST
def consumer_remove(request: HttpRequest, pk: int, consumer: int) -> HttpResponse:
    """Off the list; who is off already is no mistake."""
    user, meeting = acting_user(request), _pool_meeting(request, pk)
    row = pool_queries.consumer(meeting, consumer)
    if row is None:
        return redirect(CONSUMERS, pk)
    return take_step(
        request,
        may=steps.may_enter_consumers(user, meeting),
        run=lambda: pools.remove_consumer(actor=user, meeting=meeting, consumer=row),
        said="已移出名单。",
        to=reverse(CONSUMERS, args=[pk]),
    )


def pool_exclusions(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is out and why; search and exclude by hand."""
    user, meeting = acting_user(request), _pool_meeting(request, pk)
    listed = seeing.listed_persons(meeting)
    form = ExclusionForm(posted(request), businesses=meetings.businesses_of_office(meeting), persons=listed)
    if request.method != "POST":
        return _exclusions_page(request, meeting, form)
    return take_step(
        request,
        may=steps.may_exclude(user, meeting),
        form=form,
        run=lambda: pools.exclude_from_pool(
            actor=user,
            meeting=meeting,
            business=form.business,
            person=form.person,
            reason=form.cleaned_data["reason"],
        ),
        said="已排除。",
        to=reverse(EXCLUSIONS, args=[pk]),
        page=lambda: _exclusions_page(request, meeting, form),
    )


def _exclusions_page(request: HttpRequest, meeting: "Meeting", form: ExclusionForm) -> HttpResponse:
    user, text = acting_user(request), request.GET.get("q", "").strip()[:50]
    context = {
        "meeting": meeting,
        "pool": pool_queries.pool_of(meeting),
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
    """Back into the pool; who is back already is no mistake."""
    user, meeting = acting_user(request), _pool_meeting(request, pk)
    row = pool_queries.exclusion(meeting, exclusion)
    if row is None:
        return redirect(EXCLUSIONS, pk)
    return take_step(
        request,
        may=steps.may_exclude(user, meeting),
        run=lambda: pools.remove_exclusion(actor=user, meeting=meeting, exclusion=row),
        said="已取消排除。",
        to=reverse(EXCLUSIONS, args=[pk]),
    )


def pool_engaged(request: HttpRequest, pk: int) -> HttpResponse:
    """Engaged assessors, bounded by the share that is left to them; those who can be engaged below."""
    user, meeting = acting_user(request), _pool_meeting(request, pk)
    may = steps.may_engage(user, meeting)
    if request.method == "POST":
        form = PersonsForm(request.POST, persons=meetings.assessors(meeting))
        return take_step(
            request,
            may=may,
            form=form,
            run=lambda: pools.engage_assessors(actor=user, meeting=meeting, persons=form.chosen),
            said=lambda _: f"已聘请 {len(form.chosen)} 名。",
            to=f"{request.path}?{request.GET.urlencode()}",
        )
    search = AssessorSearchForm(request.GET)
    pool = pool_queries.pool_of(meeting)
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
    """Take an invitation back; one that is taken back already is no mistake."""
    user, meeting = acting_user(request), _pool_meeting(request, pk)
    row = pool_queries.member(meeting, member)
    if row is None:
        return redirect(ENGAGED, pk)
    return take_step(
        request,
        may=steps.may_engage(user, meeting),
        run=lambda: pools.disengage_assessor(actor=user, meeting=meeting, representative=row),
        said="已取消聘请。",
        to=reverse(ENGAGED, args=[pk]),
    )
