"""Pages of the opinions collected before the meeting: entered, sorted, come to measures (S0-09)."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from evaluations.meetings.access import preparation
from evaluations.meetings.access.answers import of_the_post
from evaluations.meetings.documents.opinions import opinion_workbook
from evaluations.meetings.forms.preparation import (
    MeasureEditForm,
    OpinionEditForm,
    OpinionFilterForm,
    OpinionForm,
    SortForm,
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
from evaluations.meetings.views.own import crumbs_of
from registry.forms.conflict import differences
from registry.views.acting import acting_user, posted
from registry.views.attachments import XLSX, download
from registry.views.editing import form_page
from registry.views.steps import take_step

if TYPE_CHECKING:
    from evaluations.meetings.models import CollectedOpinion, Meeting, ProposedMeasure
    from registry.access import Answer

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
        "loose": opinions_queries.unsorted_number(meeting),
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
    return download(content, f"{meeting.office}征集意见.xlsx", XLSX)


def _may(request: HttpRequest, meeting: "Meeting") -> "Answer":
    """The page opens while the collecting lasts; what was typed meanwhile stays on it, and the service says why not."""
    may = preparation.may_collect_opinions(acting_user(request), meeting)
    return of_the_post(may) if request.method == "POST" else may


def opinion_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Write opinions down one after the other: channel and date stay as they were."""
    user, meeting = acting_user(request), _meeting(request, pk)
    kept = {
        "channel": request.GET.get("channel", ""),
        "collected_on": request.GET.get("collected_on") or localdate(),
    }
    form = OpinionForm(posted(request), initial=kept)

    def next_one(_: object) -> str:
        again = urlencode({name: form.cleaned_data[name] for name in kept})
        return f"{reverse('meetings:opinion-create', args=[pk])}?{again}"

    return form_page(
        request,
        form=form,
        may=_may(request, meeting),
        run=lambda: collect_opinion(actor=user, meeting=meeting, **form.cleaned_data),
        said="已保存一条，请继续录入下一条。",
        to=next_one,
        back=reverse(LIST, args=[pk]),
        template="meetings/opinion_create.html",
        context={
            "meeting": meeting,
            "n": opinions_queries.opinion_number(meeting),
            "crumbs": crumbs_of(user, meeting, "录入意见"),
        },
    )


def _stored(row: object, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _opinion(meeting: "Meeting", pk: int) -> "CollectedOpinion":
    if row := opinions_queries.collected_opinion(meeting, pk):
        return row
    raise Http404


def opinion_edit(request: HttpRequest, pk: int, collected: int) -> HttpResponse:
    """Mend an opinion, or where it was sorted to."""
    user, meeting = acting_user(request), _meeting(request, pk)
    opinion = _opinion(meeting, collected)
    form = OpinionEditForm(
        posted(request),
        initial=_stored(opinion, *OPINION_FIELDS),
        measures=opinions_queries.measures(meeting),
    )
    return form_page(
        request,
        form=form,
        may=_may(request, meeting),
        run=lambda: edit_collected_opinion(actor=user, opinion=opinion, **form.cleaned_data),
        theirs=lambda: differences(form, _stored(_opinion(meeting, collected), *OPINION_FIELDS[:-1])),
        said="意见已保存。",
        to=reverse(LIST, args=[pk]),
        template="meetings/opinion_edit.html",
        context={"meeting": meeting, "opinion": opinion, "crumbs": crumbs_of(user, meeting, "修改意见")},
    )


@require_POST
def opinion_remove(request: HttpRequest, pk: int, collected: int) -> HttpResponse:
    """Take out what was entered by mistake."""
    user, meeting = acting_user(request), _meeting(request, pk)
    opinion = _opinion(meeting, collected)
    return take_step(
        request,
        may=preparation.may_collect_opinions(user, meeting),
        run=lambda: remove_collected_opinion(actor=user, opinion=opinion),
        said="意见已删除。",
        to=reverse(LIST, args=[pk]),
    )


def opinion_sort(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick unsorted opinions and put them under a problem: one that stands already, or a new one."""
    user, meeting = acting_user(request), _meeting(request, pk)
    loose, measures = opinions_queries.unsorted_opinions(meeting), opinions_queries.measures(meeting)
    form = SortForm(posted(request), opinions=loose, measures=measures)
    ticked = {str(value) for value in form["opinions"].value() or []}

    def sort() -> int:
        opinions = list(form.cleaned_data["opinions"])
        sort_collected_opinions(actor=user, meeting=meeting, opinions=opinions, measure=form.target())
        return len(opinions)

    def onward(_: int) -> str:
        return reverse(SORT if opinions_queries.unsorted_number(meeting) else LIST, args=[pk])

    return form_page(
        request,
        form=form,
        may=_may(request, meeting),
        run=sort,
        said=lambda n: f"已归入 {n} 条意见。",
        to=onward,
        back=reverse(LIST, args=[pk]),
        template="meetings/opinion_sort.html",
        context={
            "meeting": meeting,
            "rows": [(row, str(row.pk) in ticked) for row in loose[:MOST_SORTED]],
            "measures": measures,
            "crumbs": crumbs_of(user, meeting, "整理意见"),
        },
    )


def _measure(meeting: "Meeting", pk: int) -> "ProposedMeasure":
    if row := opinions_queries.measure(meeting, pk):
        return row
    raise Http404


def measure_edit(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    """Change a problem, its analysis, its measure."""
    user, meeting = acting_user(request), _meeting(request, pk)
    row = _measure(meeting, measure)
    form = MeasureEditForm(posted(request), initial=_stored(row, *MEASURE_FIELDS))
    return form_page(
        request,
        form=form,
        may=_may(request, meeting),
        run=lambda: update_measure(
            actor=user, measure=row, version=form.cleaned_data["version"], data=form.measure_data()
        ),
        theirs=lambda: differences(form, _stored(_measure(meeting, measure), *MEASURE_FIELDS[:-1])),
        said="措施已保存。",
        to=reverse(LIST, args=[pk]),
        template="meetings/measure_edit.html",
        context={
            "meeting": meeting,
            "measure": row,
            "opinions": opinions_queries.opinions_under(row),
            "crumbs": crumbs_of(user, meeting, "修改措施"),
        },
    )


@require_POST
def measure_remove(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    """Take a measure out; its opinions wait to be sorted again."""
    user, meeting = acting_user(request), _meeting(request, pk)
    row = _measure(meeting, measure)
    return take_step(
        request,
        may=preparation.may_collect_opinions(user, meeting),
        run=lambda: remove_measure(actor=user, measure=row),
        said="措施已删除，其中的意见重新列为未整理。",
        to=reverse(LIST, args=[pk]),
    )
