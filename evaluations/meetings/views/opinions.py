"""Pages of the opinions collected before the meeting: entered, sorted, come to measures (S0-09)."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from evaluations.meetings.access import preparation
from evaluations.meetings.documents.opinions import opinion_workbook
from evaluations.meetings.forms.preparation import (
    MeasureEditForm,
    OpinionEditForm,
    OpinionFilterForm,
    OpinionForm,
    SortForm,
    shown_differences,
)
from evaluations.meetings.queries import opinions as opinions_queries
from evaluations.meetings.services.opinions import (
    collect_opinion,
    edit_collected_opinion,
    remove_collected_opinion,
    remove_measure,
    sort_collected_opinions,
    update_measure,
)
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.views.own import crumbs_of
from registry.services.refusals import VersionConflict
from registry.views.acting import acting_user, posted
from registry.views.lists import xlsx_response
from registry.views.steps import act, refusal

if TYPE_CHECKING:
    from evaluations.meetings.models import CollectedOpinion, Meeting, ProposedMeasure

LIST, SORT = "meetings:opinion-list", "meetings:opinion-sort"
PAGE, MOST_SORTED = 20, 100
OPINION_FIELDS = ("channel", "collected_on", "text", "measure", "version")
MEASURE_FIELDS = ("heading", "problem", "analysis", "measure", "version")


def _meeting(request: HttpRequest, pk: int) -> "Meeting":
    return get_object_or_404(preparation.prepared_meetings_for(request.user), pk=pk)


@require_GET
def opinion_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Opinions as filtered, how many came by which channel, and the measures they came to."""
    user = acting_user(request)
    meeting = _meeting(request, pk)
    form = OpinionFilterForm(request.GET)
    rows = form.narrow(opinions_queries.collected_opinions(meeting))
    context = {
        "meeting": meeting,
        "filters": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "overview": opinions_queries.opinion_overview(meeting),
        "measures": opinions_queries.measures(meeting),
        "loose": opinions_queries.unsorted_opinions(meeting).count(),
        "few_channels": opinions_queries.channels_used(meeting) < opinions_queries.SEVERAL,
        "may": preparation.may_collect_opinions(user, meeting),
        "export_url": reverse("meetings:opinion-export", args=[pk]),
        "crumbs": crumbs_of(user, meeting, "征集意见"),
    }
    return render(request, "meetings/opinion_list.html", context)


@require_GET
def opinion_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly what is filtered, as a workbook."""
    meeting = _meeting(request, pk)
    rows = OpinionFilterForm(request.GET).narrow(opinions_queries.collected_opinions(meeting))
    content = opinion_workbook(meeting, rows)
    return xlsx_response(content, f"{meeting.office}征集意见.xlsx")


def opinion_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Write opinions down one after the other: channel and date stay as they were."""
    user = acting_user(request)
    meeting = _meeting(request, pk)
    answer = preparation.may_collect_opinions(user, meeting)
    if (answer.by_post or request.method != "POST") and (no := refusal(request, answer, LIST, pk)):
        return no
    kept = {
        "channel": request.GET.get("channel", ""),
        "collected_on": request.GET.get("collected_on") or localdate(),
    }
    form = OpinionForm(posted(request), initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            collect_opinion(actor=user, meeting=meeting, **form.cleaned_data)
        except MeetingRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已保存一条，请继续录入下一条。")
            again = urlencode({name: form.cleaned_data[name] for name in kept})
            return redirect(f"{reverse('meetings:opinion-create', args=[pk])}?{again}")
    context = {
        "form": form,
        "meeting": meeting,
        "n": meeting.collected_opinions.count(),
        "crumbs": crumbs_of(user, meeting, "录入意见"),
    }
    return render(request, "meetings/opinion_create.html", context)


def _stored(row: object, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _opinion(meeting: "Meeting", pk: int) -> "CollectedOpinion":
    if row := opinions_queries.collected_opinion(meeting, pk):
        return row
    raise Http404


def opinion_edit(request: HttpRequest, pk: int, collected: int) -> HttpResponse:
    """Mend an opinion, or where it was sorted to."""
    user = acting_user(request)
    meeting = _meeting(request, pk)
    opinion = _opinion(meeting, collected)
    answer = preparation.may_collect_opinions(user, meeting)
    if (answer.by_post or request.method != "POST") and (no := refusal(request, answer, LIST, pk)):
        return no
    form = OpinionEditForm(
        posted(request),
        initial=_stored(opinion, *OPINION_FIELDS),
        measures=opinions_queries.measures(meeting),
    )
    conflict: dict[str, Any] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            edit_collected_opinion(actor=user, opinion=opinion, **form.cleaned_data)
        except VersionConflict as found:
            now = _stored(_opinion(meeting, collected), *OPINION_FIELDS[:-1])
            conflict = {"rows": shown_differences(form, now)}
            form.data = {**request.POST.dict(), "version": found.version}
        except MeetingRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "意见已保存。")
            return redirect(LIST, pk)
    context = {
        "form": form,
        "meeting": meeting,
        "opinion": opinion,
        "conflict": conflict,
        "crumbs": crumbs_of(user, meeting, "修改意见"),
    }
    return render(request, "meetings/opinion_edit.html", context)


@require_POST
def opinion_remove(request: HttpRequest, pk: int, collected: int) -> HttpResponse:
    """Take out what was entered by mistake."""
    user = acting_user(request)
    meeting = _meeting(request, pk)
    opinion = _opinion(meeting, collected)
    if no := refusal(request, preparation.may_collect_opinions(user, meeting), LIST, pk):
        return no
    act(request, lambda: remove_collected_opinion(actor=user, opinion=opinion), "意见已删除。")
    return redirect(LIST, pk)


def opinion_sort(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick unsorted opinions and put them under a problem: one that stands already, or a new one."""
    user = acting_user(request)
    meeting = _meeting(request, pk)
    answer = preparation.may_collect_opinions(user, meeting)
    if (answer.by_post or request.method != "POST") and (no := refusal(request, answer, LIST, pk)):
        return no
    loose, measures = opinions_queries.unsorted_opinions(meeting), opinions_queries.measures(meeting)
    form = SortForm(posted(request), opinions=loose, measures=measures)
    if request.method == "POST" and form.is_valid() and _sort(request, meeting, form):
        return redirect(SORT if loose.exists() else LIST, pk)
    ticked = {str(value) for value in form["opinions"].value() or []}
    context = {
        "form": form,
        "meeting": meeting,
        "rows": [(row, str(row.pk) in ticked) for row in loose[:MOST_SORTED]],
        "measures": measures,
        "crumbs": crumbs_of(user, meeting, "整理意见"),
    }
    return render(request, "meetings/opinion_sort.html", context)


def _sort(request: HttpRequest, meeting: "Meeting", form: SortForm) -> bool:
    opinions = list(form.cleaned_data["opinions"])
    try:
        sort_collected_opinions(
            actor=acting_user(request), meeting=meeting, opinions=opinions, measure=form.target()
        )
    except MeetingRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"已归入 {len(opinions)} 条意见。")
    return True


def _measure(meeting: "Meeting", pk: int) -> "ProposedMeasure":
    if row := opinions_queries.measure(meeting, pk):
        return row
    raise Http404


def measure_edit(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    """Change a problem, its analysis, its measure."""
    user = acting_user(request)
    meeting = _meeting(request, pk)
    row = _measure(meeting, measure)
    answer = preparation.may_collect_opinions(user, meeting)
    if (answer.by_post or request.method != "POST") and (no := refusal(request, answer, LIST, pk)):
        return no
    form = MeasureEditForm(posted(request), initial=_stored(row, *MEASURE_FIELDS))
    conflict: dict[str, Any] | None = None
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            update_measure(actor=user, measure=row, version=version, data=form.measure_data())
        except VersionConflict as found:
            now = _stored(_measure(meeting, measure), *MEASURE_FIELDS[:-1])
            conflict = {"rows": shown_differences(form, now)}
            form.data = {**request.POST.dict(), "version": found.version}
        except MeetingRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "措施已保存。")
            return redirect(LIST, pk)
    context: dict[str, Any] = {
        "form": form,
        "meeting": meeting,
        "measure": row,
        "conflict": conflict,
        "opinions": row.opinions.all(),
        "crumbs": crumbs_of(user, meeting, "修改措施"),
    }
    return render(request, "meetings/measure_edit.html", context)


@require_POST
def measure_remove(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    """Take a measure out; its opinions wait to be sorted again."""
    user = acting_user(request)
    meeting = _meeting(request, pk)
    row = _measure(meeting, measure)
    if no := refusal(request, preparation.may_collect_opinions(user, meeting), LIST, pk):
        return no
    act(
        request,
        lambda: remove_measure(actor=user, measure=row),
        "措施已删除，其中的意见重新列为未整理。",
    )
    return redirect(LIST, pk)
