"""Pages of rounds."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from evaluations.access import bureaus_managed
from evaluations.meetings.access import board, dossiers, seeing, sittings, steps, summaries
from evaluations.meetings.forms.activities import ActivityForm
from evaluations.meetings.forms.meetings import OfficesForm
from evaluations.meetings.queries.meetings import (
    NEWEST,
    figures_locked,
    leading_group,
    offices_without_meeting,
    round_figures,
    sections,
    usual_section,
    with_bureau,
)
from evaluations.meetings.services import activities
from evaluations.meetings.services.meetings import create_meetings
from evaluations.meetings.views import spine
from evaluations.meetings.views.trail import activity_crumbs
from registry.queries.listing import page_of
from registry.views.acting import acting_user, posted
from registry.views.editing import form_page
from rulebook.ballot.form import SCALES
from rulebook.meeting.rounds import STRATA_BY_LABELS, RoundKind, StrataBy

if TYPE_CHECKING:
    from evaluations.meetings.models import Activity

LIST, SHOW = "meetings:activity-list", "meetings:activity-show"


@require_GET
def activity_list(request: HttpRequest) -> HttpResponse:
    """Rounds, newest first, without rehearsals; for an office's people its own boards and what was fed back."""
    user = acting_user(request)
    context = {
        "page": page_of(seeing.real_rounds_for(user), NEWEST, request.GET.get("page", ""), read=with_bureau),
        "may_create": steps.may_create_activity(user),
        "own_results": seeing.own_results_for(user),
        "own_boards": board.own_boards_for(user),
        "rehearsals": sittings.rehearsals_for(user),
        "crumbs": [("述职述廉", "")],
    }
    return render(request, "meetings/activity_list.html", context)


def activity_create(request: HttpRequest) -> HttpResponse:
    """Set up the round of a year with its document's dates and figures; ``?kind=collective`` for a collective one (S4-10)."""
    user = acting_user(request)
    kind = RoundKind.COLLECTIVE if request.GET.get("kind") == RoundKind.COLLECTIVE else RoundKind.DUTY
    form = _form(request, None, kind)
    crumbs = [("述职述廉", reverse(LIST)), ("建立活动", "")]
    return form_page(
        request,
        form=form,
        may=steps.may_create_activity(user),
        run=lambda: activities.create_activity(actor=user, data=form.activity_data()),
        said="活动已建立，请为各单位建立会议。",
        to=lambda activity: reverse(SHOW, args=[activity.pk]),
        back=reverse(LIST),
        template="meetings/activity_edit.html",
        context={"collective": kind == RoundKind.COLLECTIVE, "crumbs": crumbs},
    )


def activity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a round; a concurrent change shows both texts."""
    user = acting_user(request)
    activity = get_object_or_404(seeing.activities_for(user), pk=pk)
    form = _form(request, activity, RoundKind(activity.kind))
    return form_page(
        request,
        form=form,
        may=steps.may_edit_activity(user, activity),
        run=lambda: activities.update_activity(
            actor=user,
            activity=activity,
            version=form.cleaned_data["version"] or 0,
            data=form.activity_data(),
        ),
        theirs=lambda: form.differences(get_object_or_404(seeing.activities_for(user), pk=pk)),
        to=reverse(SHOW, args=[pk]),
        template="meetings/activity_edit.html",
        context={
            "activity": activity,
            "collective": activity.collective,
            "crumbs": activity_crumbs(activity, "修改"),
        },
    )


def _form(request: HttpRequest, activity: "Activity | None", kind: RoundKind) -> ActivityForm:
    bureaus = bureaus_managed(request.user)
    initial = ActivityForm.initial_for(activity, localdate().year, kind)
    if activity is None:
        initial["group_office"] = usual_section(bureaus)
    return ActivityForm(
        posted(request),
        initial=initial,
        bureaus=bureaus,
        sections=sections(bureaus),
        kind=kind,
        figures_locked=activity is not None and figures_locked(activity),
    )


@require_GET
def activity_show(request: HttpRequest, pk: int) -> HttpResponse:
    """A round: its meetings by office, each with its state and next step."""
    user = acting_user(request)
    activity = get_object_or_404(seeing.activities_for(user), pk=pk)
    meetings = seeing.meetings_of_round(user, activity)
    rows = [{"meeting": meeting, "tone": spine.tone(meeting)} for meeting in meetings]
    context = {
        "activity": activity,
        "rows": rows,
        "group": leading_group(activity),
        "figures": _figure_facts(activity),
        "figures_locked": figures_locked(activity),
        "may_edit": steps.may_edit_activity(user, activity),
        "oversees": summaries.oversees(user, activity),
        "may_make_dossier": dossiers.may_make_dossier(user, activity),
        "may_end_rehearsal": sittings.may_end_rehearsal(user, activity),
        "crumbs": activity_crumbs(activity),
    }
    return render(request, "meetings/activity_show.html", context)


def _figure_facts(activity: "Activity") -> list[tuple[str, str]]:
    figures = round_figures(activity)
    asked = [("服务对象", f"不少于 {figures.share_numerator}/{figures.share_denominator}")]
    if activity.collective:
        asked = [
            ("服务对象代表", f"不少于 {figures.service_min} 人"),
            ("监督员", f"不少于 {figures.supervisors_min} 人"),
        ]
    return [
        ("最少到会", f"{figures.attendance_min} 人"),
        *asked,
        ("抽取到会席位", f"{figures.drawn_seats} 人"),
        ("预计缺席", f"{figures.absence_percent}%"),
        ("消费者占比", f"{figures.consumer_percent}%"),
        ("候补", f"每百席 {figures.alternates_percent} 名"),
        ("每方报数", f"{figures.digits_each} 位"),
        ("最小分组", f"{figures.threshold} 票"),
        ("抽取分层", STRATA_BY_LABELS[StrataBy(figures.strata_by)]),
        ("评议等级", "、".join(grade.label for grade in SCALES[figures.grades])),
    ]


def meeting_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Meetings for several offices at once."""
    user = acting_user(request)
    activity = get_object_or_404(seeing.activities_for(user), pk=pk)
    form = OfficesForm(posted(request), offices=offices_without_meeting(activity))
    return form_page(
        request,
        form=form,
        may=steps.may_edit_activity(user, activity),
        run=lambda: create_meetings(actor=user, activity=activity, offices=form.cleaned_data["offices"]),
        said=lambda made: f"已建立 {len(made)} 场会议。",
        to=reverse(SHOW, args=[pk]),
        template="meetings/meeting_create.html",
        context={"activity": activity, "crumbs": activity_crumbs(activity, "建立会议")},
    )
