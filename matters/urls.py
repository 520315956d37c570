"""Addresses of problems."""

from django.urls import path

from matters import views

app_name = "matters"
urlpatterns = [
    path("matters/", views.matter_list, name="matter-list"),
    path("matters/export/", views.matter_export, name="matter-export"),
    path("matters/numbers/", views.matter_numbers, name="matter-numbers"),
    path("matters/hand-out/", views.matter_hand_out, name="matter-hand-out"),
    path("matters/new/", views.matter_create, name="matter-create"),
    path("matters/<int:pk>/", views.matter_show, name="matter-show"),
    path("matters/<int:pk>/evidence/<int:evidence>/", views.evidence_file, name="evidence-file"),
    path("matters/<int:pk>/<slug:step>/", views.matter_step, name="matter-step"),
]
