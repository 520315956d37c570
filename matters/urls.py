"""Addresses of problems and letters."""

from django.urls import path

from matters.views import letters, mail, matters, reports

app_name = "matters"
urlpatterns = [
    path("matters/", matters.matter_list, name="matter-list"),
    path("matters/board/", matters.matter_board, name="matter-board"),
    path("matters/reports/", reports.report_list, name="report-list"),
    path("matters/reports/new/", reports.report_create, name="report-create"),
    path("matters/reports/<int:pk>/", reports.report_show, name="report-show"),
    path("matters/reports/<int:pk>/edit/", reports.report_edit, name="report-edit"),
    path("matters/reports/<int:pk>/deliver/", reports.report_deliver, name="report-deliver"),
    path("matters/reports/<int:pk>/file/", reports.report_file, name="report-file"),
    path("matters/export/", matters.matter_export, name="matter-export"),
    path("matters/numbers/", matters.matter_numbers, name="matter-numbers"),
    path("matters/hand-out/", matters.matter_hand_out, name="matter-hand-out"),
    path("matters/new/", matters.matter_create, name="matter-create"),
    path("matters/<int:pk>/", matters.matter_show, name="matter-show"),
    path("matters/<int:pk>/evidence/<int:evidence>/", matters.evidence_file, name="evidence-file"),
    path("matters/<int:pk>/<slug:step>/", matters.matter_step, name="matter-step"),
    path("letters/", letters.letter_list, name="letter-list"),
    path("letters/new/", letters.letter_create, name="letter-create"),
    path("letters/boxes/<slug:box>/read/", letters.box_read, name="box-read"),
    path("letters/<int:pk>/", letters.letter_show, name="letter-show"),
    path("letters/<int:pk>/contact/", letters.letter_contact, name="letter-contact"),
    path("letters/<int:pk>/unname/", letters.letter_unname, name="letter-unname"),
    path("letters/<int:pk>/file/", letters.letter_file, name="letter-file"),
    path("letters/<int:pk>/<slug:step>/", letters.letter_step, name="letter-step"),
    path("mail/", mail.mail_home, name="mail-home"),
    path("mail/answer/", mail.mail_follow, name="mail-follow"),
    path("mail/<slug:box>/", mail.mail_write, name="mail-write"),
]
