"""Addresses of rounds and meetings."""

from django.urls import path

from evaluations import views

app_name = "evaluations"
urlpatterns = [
    path("", views.activity_list, name="activity-list"),
    path("activities/new/", views.activity_create, name="activity-create"),
    path("activities/<int:pk>/", views.activity_show, name="activity-show"),
    path("activities/<int:pk>/edit/", views.activity_edit, name="activity-edit"),
    path("activities/<int:pk>/meetings/new/", views.meeting_create, name="meeting-create"),
    path("meetings/<int:pk>/", views.meeting_show, name="meeting-show"),
    path("meetings/<int:pk>/edit/", views.meeting_edit, name="meeting-edit"),
    path("meetings/<int:pk>/void/", views.meeting_void, name="meeting-void"),
    path("meetings/<int:pk>/archive/", views.meeting_archive, name="meeting-archive"),
    path("meetings/<int:pk>/feed-back/", views.feed_back, name="feed-back"),
    path("meetings/<int:pk>/postpone/", views.meeting_postpone, name="meeting-postpone"),
    path("meetings/<int:pk>/pool/", views.pool_show, name="pool-show"),
    path("meetings/<int:pk>/pool/open/", views.pool_open, name="pool-open"),
    path("meetings/<int:pk>/pool/close/", views.pool_close, name="pool-close"),
    path("meetings/<int:pk>/pool/draw/", views.pool_prepare, name="pool-prepare"),
    path("meetings/<int:pk>/pool/consumers/", views.pool_consumers, name="pool-consumers"),
    path("meetings/<int:pk>/pool/consumers/choose/", views.consumers_choose, name="consumers-choose"),
    path(
        "meetings/<int:pk>/pool/consumers/<int:consumer>/remove/",
        views.consumer_remove,
        name="consumer-remove",
    ),
    path("meetings/<int:pk>/pool/exclusions/", views.pool_exclusions, name="pool-exclusions"),
    path(
        "meetings/<int:pk>/pool/exclusions/<int:exclusion>/remove/",
        views.exclusion_remove,
        name="exclusion-remove",
    ),
    path("meetings/<int:pk>/pool/engaged/", views.pool_engaged, name="pool-engaged"),
    path("meetings/<int:pk>/pool/engaged/<int:member>/remove/", views.engaged_remove, name="engaged-remove"),
    path("meetings/<int:pk>/members/", views.member_list, name="member-list"),
    path("meetings/<int:pk>/members/notify/", views.members_notify, name="members-notify"),
    path("meetings/<int:pk>/members/<int:member>/confirm/", views.member_confirm, name="member-confirm"),
    path("meetings/<int:pk>/members/<int:member>/decline/", views.member_decline, name="member-decline"),
    path("meetings/<int:pk>/members/<int:member>/absent/", views.member_absent, name="member-absent"),
    path("meetings/<int:pk>/members/<int:member>/withdraw/", views.member_withdraw, name="member-withdraw"),
    path("meetings/<int:pk>/check-in/", views.check_in, name="check-in"),
    path("meetings/<int:pk>/check-in/open/", views.check_in_open, name="check-in-open"),
    path("meetings/<int:pk>/check-in/<int:member>/", views.member_arrived, name="member-arrived"),
    path(
        "meetings/<int:pk>/check-in/<int:member>/undo/", views.member_not_arrived, name="member-not-arrived"
    ),
    path("meetings/<int:pk>/shortfall/", views.door_shortfall, name="door-shortfall"),
    path("meetings/<int:pk>/vote/prepare/", views.vote_prepare, name="vote-prepare"),
    path("meetings/<int:pk>/results/", views.result_show, name="result-show"),
    path("meetings/<int:pk>/results/internal/", views.result_internal, name="result-internal"),
    path("meetings/<int:pk>/results/own/", views.result_own, name="result-own"),
    path("meetings/<int:pk>/report/", views.report_show, name="report-show"),
    path("meetings/<int:pk>/report/make/", views.report_make, name="report-make"),
    path("meetings/<int:pk>/report/sign/", views.report_sign, name="report-sign"),
    path("meetings/<int:pk>/report/<str:part>/", views.report_file, name="report-file"),
]
