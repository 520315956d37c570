"""Addresses of votes. What lies under ``/b/`` is answered by the ballot lane, outside session and sign-in."""

from django.urls import path

from ballots.views import lane

app_name = "ballots"
urlpatterns = [
    path("b/", lane.ballot, name="ballot"),
    path("b/<int:vote>/", lane.ballot_vote, name="ballot-vote"),
    path("b/<int:vote>/check", lane.ballot_check, name="ballot-check"),
    path("b/<int:vote>/cast", lane.ballot_cast, name="ballot-cast"),
]
