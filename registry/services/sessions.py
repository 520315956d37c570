"""The sessions of an account: begun, seen by their owner, ended one by one or all but this."""

import time
from datetime import datetime

from django.contrib.auth import login, logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django_otp import login as otp_login

from registry.models import SignIn, User
from registry.services.audit import change
from registry.services.visitors import device_words

STARTED = "started"
"""Where a session keeps when it began, in seconds since 1970."""


def begin_session(request: HttpRequest, user: User) -> None:
    """Sign ``user`` in, with the one-time code's device that the form found, and remember the session for its owner."""
    with change(user, "sign_in", user):
        login(request, user)
        if device := getattr(user, "otp_device", None):
            otp_login(request, device)
        request.session[STARTED] = int(time.time())
        request.session.save()
        now = timezone.now()
        SignIn.objects.create(
            user=user,
            session_key=request.session.session_key or "",
            device=device_words(request),
            started_at=now,
            seen_at=now,
        )


def close_session(request: HttpRequest, user: User) -> None:
    """Sign this browser out."""
    with change(user, "sign_out", user):
        SignIn.objects.filter(session_key=request.session.session_key).delete()
        logout(request)


def follow_session(old_key: str | None, new_key: str | None) -> None:
    """The session has got another key (its password was changed) and is the same sign-in."""
    SignIn.objects.filter(session_key=old_key).update(session_key=new_key)


def note_seen(session_key: str | None, at: datetime) -> None:
    """The session was used."""
    SignIn.objects.filter(session_key=session_key).update(seen_at=at)


def end_sessions(*, user: User, this: str | None, only: int | None = None) -> int:
    """End the sessions of ``user`` but ``this``; with ``only``, that one. The number ended."""
    rows = SignIn.objects.filter(user=user).exclude(session_key=this)
    if only is not None:
        rows = rows.filter(pk=only)
    with change(user, "end_sessions", user) as log:
        keys = list(rows.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        rows.delete()
        log.note(ended=len(keys))
    return len(keys)
