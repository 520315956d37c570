"""Addresses of the calendar, jobs and imports."""

from django.urls import path

from desk import views

app_name = "desk"
urlpatterns = [
    path("jobs/", views.job_list, name="job-list"),
    path("jobs/<int:pk>/", views.job_show, name="job-show"),
    path("jobs/<int:pk>/progress/", views.job_progress, name="job-progress"),
    path("jobs/<int:pk>/retry/", views.job_retry, name="job-retry"),
    path("jobs/<int:pk>/cancel/", views.job_cancel, name="job-cancel"),
    path("limits/", views.policy_list, name="policy-list"),
    path("limits/<slug:code>/", views.policy_edit, name="policy-edit"),
    path("clocks/<int:pk>/document/<int:segment>/", views.segment_file, name="segment-file"),
    path("workdays/", views.workday_show, name="workday-show"),
    path("calendar/", views.calendar_show, name="calendar-show"),
    path("calendar/load/", views.calendar_load, name="calendar-load"),
    path("calendar/local/", views.local_day_create, name="local-day-create"),
    path("calendar/local/<int:pk>/remove/", views.local_day_remove, name="local-day-remove"),
    path("calendar/<int:year>/", views.calendar_edit, name="calendar-edit"),
    path("clocks/", views.clock_list, name="clock-list"),
    path("clocks/<int:pk>/", views.clock_show, name="clock-show"),
    path("clocks/<int:pk>/move/", views.clock_move, name="clock-move"),
    path("clocks/<int:pk>/resume/", views.clock_resume, name="clock-resume"),
    path("clocks/<int:pk>/reason/", views.clock_late_reason, name="clock-late-reason"),
    path("clocks/<int:pk>/sheet/<slug:colour>/", views.clock_sheet, name="clock-sheet"),
    path("inbox/", views.notice_list, name="notice-list"),
    path("inbox/feed/", views.feed_make, name="feed-make"),
    path("inbox/feed/revoke/", views.feed_revoke, name="feed-revoke"),
    path("feeds/<str:token>.ics", views.feed, name="feed"),
    path("inbox/read/", views.notice_read, name="notice-read"),
    path("imports/", views.import_list, name="import-list"),
    path("imports/upload/", views.import_upload, name="import-upload"),
    path("imports/template/<slug:kind>/", views.import_template, name="import-template"),
    path("imports/<int:pk>/", views.import_show, name="import-show"),
    path("imports/<int:pk>/progress/", views.import_progress, name="import-progress"),
    path("imports/<int:pk>/columns/", views.import_map, name="import-map"),
    path("imports/<int:pk>/columns/again/", views.import_remap, name="import-remap"),
    path("imports/<int:pk>/apply/", views.import_apply, name="import-apply"),
    path("imports/<int:pk>/cancel/", views.import_cancel, name="import-cancel"),
    path("imports/<int:pk>/problems/", views.import_problems, name="import-problems"),
]
