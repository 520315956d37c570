"""Addresses of the calendar, jobs and imports."""

from django.urls import path

from desk.views import calendar, clocks, corrections, exports, imports, jobs, policies

app_name = "desk"
urlpatterns = [
    path("corrections/<slug:kind>/<int:pk>/", corrections.correction_edit, name="correction-edit"),
    path("corrections/<slug:kind>/<int:pk>/ask/", corrections.correction_ask, name="correction-ask"),
    path(
        "corrections/<slug:kind>/<int:pk>/confirm/", corrections.correction_confirm, name="correction-confirm"
    ),
    path("correction-files/<int:pk>/", corrections.correction_file, name="correction-file"),
    path("jobs/", jobs.job_list, name="job-list"),
    path("jobs/<int:pk>/", jobs.job_show, name="job-show"),
    path("jobs/<int:pk>/progress/", jobs.job_progress, name="job-progress"),
    path("jobs/<int:pk>/retry/", jobs.job_retry, name="job-retry"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job-cancel"),
    path("jobs/<int:pk>/file/", exports.export_file, name="export-file"),
    path("limits/", policies.policy_list, name="policy-list"),
    path("limits/<slug:code>/", policies.policy_edit, name="policy-edit"),
    path("clocks/<int:pk>/document/<int:segment>/", clocks.segment_file, name="segment-file"),
    path("workdays/", calendar.workday_show, name="workday-show"),
    path("calendar/", calendar.calendar_show, name="calendar-show"),
    path("calendar/load/", calendar.calendar_load, name="calendar-load"),
    path("calendar/local/", calendar.local_day_create, name="local-day-create"),
    path("calendar/local/<int:pk>/remove/", calendar.local_day_remove, name="local-day-remove"),
    path("calendar/<int:year>/", calendar.calendar_edit, name="calendar-edit"),
    path("clocks/", clocks.clock_list, name="clock-list"),
    path("clocks/<int:pk>/", clocks.clock_show, name="clock-show"),
    path("clocks/<int:pk>/move/", clocks.clock_move, name="clock-move"),
    path("clocks/<int:pk>/moves/<int:move>/file/", clocks.move_file, name="move-file"),
    path("clocks/<int:pk>/moves/<int:move>/<slug:answer>/", clocks.clock_decide, name="clock-decide"),
    path("clocks/<int:pk>/resume/", clocks.clock_resume, name="clock-resume"),
    path("clocks/<int:pk>/reason/", clocks.clock_late_reason, name="clock-late-reason"),
    path("clocks/<int:pk>/sheet/<slug:colour>/", clocks.clock_sheet, name="clock-sheet"),
    path("inbox/", clocks.notice_list, name="notice-list"),
    path("inbox/feed/", clocks.feed_make, name="feed-make"),
    path("inbox/feed/revoke/", clocks.feed_revoke, name="feed-revoke"),
    path("feeds/<str:token>.ics", clocks.feed, name="feed"),
    path("inbox/read/", clocks.notice_read, name="notice-read"),
    path("imports/", imports.import_list, name="import-list"),
    path("imports/upload/", imports.import_upload, name="import-upload"),
    path("imports/template/<slug:kind>/", imports.import_template, name="import-template"),
    path("imports/<int:pk>/", imports.import_show, name="import-show"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import-progress"),
    path("imports/<int:pk>/columns/", imports.import_map, name="import-map"),
    path("imports/<int:pk>/columns/again/", imports.import_remap, name="import-remap"),
    path("imports/<int:pk>/apply/", imports.import_apply, name="import-apply"),
    path("imports/<int:pk>/cancel/", imports.import_cancel, name="import-cancel"),
    path("imports/<int:pk>/problems/", imports.import_problems, name="import-problems"),
]
