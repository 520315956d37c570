"""Addresses of mass surveys."""

from django.urls import path

from evaluations.surveys.views import outside_surveys, surveys

app_name = "surveys"
urlpatterns = [
    path("evaluations/surveys/", surveys.survey_list, name="survey-list"),
    path("evaluations/surveys/new/", surveys.survey_create, name="survey-create"),
    path("evaluations/surveys/outside/", outside_surveys.outside_survey_create, name="outside-survey-create"),
    path(
        "evaluations/surveys/outside/template/",
        outside_surveys.outside_survey_template,
        name="outside-survey-template",
    ),
    path("evaluations/surveys/<int:pk>/edit/", surveys.survey_edit, name="survey-edit"),
    path("evaluations/surveys/<int:pk>/result.xlsx", surveys.survey_workbook, name="survey-workbook"),
    path("evaluations/surveys/<int:pk>/report.pdf", surveys.survey_report, name="survey-report"),
    path("evaluations/surveys/<int:pk>/document/", outside_surveys.survey_document, name="survey-document"),
    path("evaluations/surveys/<int:pk>/", surveys.survey_show, name="survey-show"),
    path("evaluations/surveys/<int:pk>/prepare/", surveys.survey_prepare, name="survey-prepare"),
]
