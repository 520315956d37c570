"""Addresses of the wing: each product brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("evaluations.meetings.urls")),
    path("", include("evaluations.elections.urls")),
    path("", include("evaluations.surveys.urls")),
    path("", include("evaluations.conduct.urls")),
]
