"""Addresses of votes. What lies under ``/b/`` is answered by the ballot lane, outside session and sign-in."""

from django.urls import path

from ballots.views import control, lane, public

app_name = "ballots"
urlpatterns = [
    path("b/", lane.ballot, name="ballot"),
    path("b/<int:vote>/", lane.ballot_vote, name="ballot-vote"),
    path("b/<int:vote>/check", lane.ballot_check, name="ballot-check"),
    path("b/<int:vote>/cast", lane.ballot_cast, name="ballot-cast"),
    path("try/", public.ballot_try, name="ballot-try"),
    path("votes/<int:pk>/", control.vote_show, name="vote-show"),
    path("votes/<int:pk>/progress/", control.vote_progress, name="vote-progress"),
    path("votes/<int:pk>/cards/", control.card_sheet, name="card-sheet"),
    path("votes/<int:pk>/cards/void-batch/", control.vote_void_batch, name="vote-void-batch"),
    path("votes/<int:pk>/cards/void/", control.vote_void_card, name="vote-void-card"),
    path("votes/<int:pk>/cards/leftovers/", control.vote_leftovers, name="vote-leftovers"),
    path("votes/<int:pk>/zero-report/", control.vote_zero_report, name="vote-zero-report"),
    path("votes/<int:pk>/ask/", control.vote_ask, name="vote-ask"),
    path("votes/<int:pk>/confirm/", control.vote_confirm, name="vote-confirm"),
    path("votes/<int:pk>/withdraw/", control.vote_withdraw, name="vote-withdraw"),
    path("votes/<int:pk>/closing/", control.vote_closing, name="vote-closing"),
    path("votes/<int:pk>/close/", control.vote_close, name="vote-close"),
    path("votes/<int:pk>/count/", control.vote_count, name="vote-count"),
    path("votes/<int:pk>/seal/", control.vote_seal, name="vote-seal"),
    path("votes/<int:pk>/wipe/", control.vote_wipe, name="vote-wipe"),
    path("votes/<int:pk>/counts/", control.vote_counts, name="vote-counts"),
    path("votes/<int:pk>/counts-internal.json", public.count_file_internal, name="count-file-internal"),
    path("votes/<int:pk>/form/", public.vote_form, name="vote-form"),
    path("votes/<int:pk>/result/", public.vote_result, name="vote-result"),
    path("votes/<int:pk>/counts.json", public.count_file, name="count-file"),
    path("votes/<int:pk>/publication.json", public.publication_file, name="publication-file"),
    path("recount/<str:name>", public.recount_file, name="recount-file"),
    path("receipts/", public.receipt_check, name="receipt-check"),
    path("receipts/<int:pk>/", public.receipt_list, name="receipt-list"),
    path("trust/", public.trust, name="trust"),
    path("trust/ca.crt", public.trust_certificate, name="trust-certificate"),
]
