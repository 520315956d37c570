"""Addresses of the log of conduct."""

from django.urls import path

from evaluations.conduct.views import entries, log, papers

app_name = "conduct"
urlpatterns = [
    path("evaluations/conduct-log/", log.conduct_log, name="conduct-log"),
    path("evaluations/conduct-log/export/", log.conduct_log_export, name="conduct-log-export"),
    path("evaluations/conduct-log/pledges/new/", entries.conduct_pledge, name="conduct-pledge"),
    path(
        "evaluations/conduct-log/pledges/<int:pk>/scan/",
        log.conduct_pledge_file,
        name="conduct-pledge-file",
    ),
    path("evaluations/conduct-log/findings/new/", entries.conduct_finding, name="conduct-finding"),
    path("evaluations/conduct-log/checks/<int:unit>/<int:year>/", papers.self_check, name="self-check"),
    path(
        "evaluations/conduct-log/checks/<int:unit>/<int:year>/reopen/",
        papers.self_check_reopen,
        name="self-check-reopen",
    ),
    path(
        "evaluations/conduct-log/summaries/<int:unit>/<int:year>/", papers.unit_summary, name="unit-summary"
    ),
    path("evaluations/conduct-log/assessment/<int:year>/", papers.self_assessment, name="self-assessment"),
    path(
        "evaluations/conduct-log/assessment/<int:year>/print/",
        papers.self_assessment_print,
        name="self-assessment-print",
    ),
    path("evaluations/conduct-log/<str:kind>/new/", entries.conduct_entry, name="conduct-entry-create"),
    path("evaluations/conduct-log/<str:kind>/<int:pk>/", entries.conduct_entry, name="conduct-entry-edit"),
]
