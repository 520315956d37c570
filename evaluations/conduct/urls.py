"""Addresses of the log of conduct."""

from django.urls import path

from evaluations.conduct import views

app_name = "conduct"
urlpatterns = [
    path("evaluations/conduct-log/", views.conduct_log, name="conduct-log"),
    path("evaluations/conduct-log/export/", views.conduct_log_export, name="conduct-log-export"),
    path("evaluations/conduct-log/pledges/new/", views.conduct_pledge, name="conduct-pledge"),
    path(
        "evaluations/conduct-log/pledges/<int:pk>/scan/",
        views.conduct_pledge_file,
        name="conduct-pledge-file",
    ),
    path("evaluations/conduct-log/findings/new/", views.conduct_finding, name="conduct-finding"),
    path("evaluations/conduct-log/checks/<int:unit>/<int:year>/", views.self_check, name="self-check"),
    path(
        "evaluations/conduct-log/checks/<int:unit>/<int:year>/reopen/",
        views.self_check_reopen,
        name="self-check-reopen",
    ),
    path("evaluations/conduct-log/summaries/<int:unit>/<int:year>/", views.unit_summary, name="unit-summary"),
    path("evaluations/conduct-log/assessment/<int:year>/", views.self_assessment, name="self-assessment"),
    path(
        "evaluations/conduct-log/assessment/<int:year>/print/",
        views.self_assessment_print,
        name="self-assessment-print",
    ),
    path("evaluations/conduct-log/<str:kind>/new/", views.conduct_entry, name="conduct-entry-create"),
    path("evaluations/conduct-log/<str:kind>/<int:pk>/", views.conduct_entry, name="conduct-entry-edit"),
]
