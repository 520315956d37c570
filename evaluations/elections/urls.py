"""Addresses of the departments' election."""

from django.urls import path

from evaluations.elections.views import consequences, counts, elections, keys, panels, publication, results

app_name = "elections"
urlpatterns = [
    path("evaluations/elections/", elections.election_list, name="election-list"),
    path("evaluations/elections/new/", elections.election_create, name="election-create"),
    path("evaluations/elections/<int:pk>/", elections.election_show, name="election-show"),
    path("evaluations/elections/<int:pk>/edit/", elections.election_edit, name="election-edit"),
    path("evaluations/elections/<int:pk>/begin/", elections.election_begin, name="election-begin"),
    path(
        "evaluations/elections/<int:pk>/rehearsal/", elections.election_rehearsal, name="election-rehearsal"
    ),
    path("evaluations/elections/<int:pk>/void/", elections.election_void, name="election-void"),
    path("evaluations/elections/<int:pk>/summary/", elections.election_summary, name="election-summary"),
    path(
        "evaluations/elections/<int:pk>/summary/print/",
        elections.election_summary_print,
        name="election-summary-print",
    ),
    path("evaluations/elections/<int:pk>/panels/", panels.election_panels, name="election-panels"),
    path(
        "evaluations/elections/<int:pk>/panels/<str:panel>/members/",
        panels.election_members,
        name="election-members",
    ),
    path(
        "evaluations/elections/<int:pk>/panels/<str:panel>/vote/", panels.election_vote, name="election-vote"
    ),
    path(
        "evaluations/elections/<int:pk>/panels/<str:panel>/window/",
        panels.election_window,
        name="election-window",
    ),
    path(
        "evaluations/elections/<int:pk>/panels/<str:panel>/paper/",
        panels.election_paper,
        name="election-paper",
    ),
    path("evaluations/elections/<int:pk>/keys/", keys.election_keys, name="election-keys"),
    path("evaluations/elections/<int:pk>/counting/", keys.election_counting, name="election-counting"),
    path(
        "evaluations/elections/<int:pk>/counting/progress/",
        keys.election_counting_progress,
        name="election-counting-progress",
    ),
    path("evaluations/elections/<int:pk>/raters/", panels.election_raters, name="election-raters"),
    path("evaluations/elections/<int:pk>/leaders/", panels.election_leaders, name="election-leaders"),
    path(
        "evaluations/elections/<int:pk>/units/<int:unit>/designate/<int:group>/",
        panels.election_designate,
        name="election-designate",
    ),
    path("evaluations/elections/<int:pk>/draw/", panels.election_draw, name="election-draw"),
    path("evaluations/elections/<int:pk>/import/", results.election_import, name="election-import"),
    path(
        "evaluations/elections/<int:pk>/import/template/", results.election_template, name="election-template"
    ),
    path("evaluations/elections/<int:pk>/scores/", results.election_scores, name="election-scores"),
    path("evaluations/elections/<int:pk>/scores/<int:unit>/", results.election_unit, name="election-unit"),
    path(
        "evaluations/elections/<int:pk>/scores.xlsx", results.election_workbook_file, name="election-workbook"
    ),
    path("evaluations/elections/<int:pk>/count/", counts.election_count, name="election-count"),
    path(
        "evaluations/elections/<int:pk>/count/make/", counts.election_count_make, name="election-count-make"
    ),
    path(
        "evaluations/elections/<int:pk>/count/confirm/",
        counts.election_count_confirm,
        name="election-count-confirm",
    ),
    path(
        "evaluations/elections/<int:pk>/count/sign/", counts.election_count_sign, name="election-count-sign"
    ),
    path(
        "evaluations/elections/<int:pk>/count/<str:part>/",
        counts.election_count_file,
        name="election-count-file",
    ),
    path("evaluations/elections/<int:pk>/decide/", results.election_decide, name="election-decide"),
    path("evaluations/elections/<int:pk>/publish/", publication.election_publish, name="election-publish"),
    path(
        "evaluations/elections/<int:pk>/publish/confirm/",
        publication.election_publish_confirm,
        name="election-publish-confirm",
    ),
    path("evaluations/elections/<int:pk>/bulletin/", publication.election_bulletin, name="election-bulletin"),
    path("evaluations/elections/<int:pk>/published/", results.election_published, name="election-published"),
    path("evaluations/elections/<int:pk>/uses/", consequences.election_uses, name="election-uses"),
    path(
        "evaluations/elections/<int:pk>/uses/<int:proposal>/",
        consequences.election_use_decide,
        name="election-use-decide",
    ),
    path("evaluations/elections/<int:pk>/ledger/", consequences.election_ledger, name="election-ledger"),
]
