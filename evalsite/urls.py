"""Addresses, by app."""

from django.urls import include, path

from evalsite import views

urlpatterns = [
    path("", views.home, name="home"),
    # First: every ballot walks this list.
    path("", include("ballots.urls")),
    path("", include("registry.urls")),
    path("", include("desk.urls")),
    path("", include("matters.urls")),
    path("draws/", include("draws.urls")),
    path("", include("evaluations.urls")),
    path("gallery/", views.gallery, name="gallery"),
]
handler400 = "evalsite.views.bad_request"
handler403 = "evalsite.views.permission_denied"
handler404 = "evalsite.views.page_not_found"
handler500 = "evalsite.views.server_error"
