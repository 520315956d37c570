"""The one door through which a password is tried: slower with every failure, by account and place, shared by all processes.

An account is never locked. Failures are counted by account and address; from a device that the account has signed in with
before (a signed cookie) they are counted apart, so that nobody who shares the office's address keeps its owner out. All
failures of one address together slow whoever goes through the accounts.
"""

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import authenticate
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import get_random_string

from registry.models import FailedTry, User
from registry.services.audit import change
from registry.services.refusals import Refused
from registry.services.visitors import client_address
from rulebook.registry.patience import FORGOTTEN, FREE_OF_ADDRESS, FREE_TRIES, wait_after, wait_in_words

SALT = "registry.known-device"
KNOWN_SECONDS = 180 * 24 * 3600
MOST_OF_A_DEVICE = 8
"""Accounts that one device is remembered for, the latest."""


class TooManyTries(Refused):
    """Wrong too often; the text says for how long to wait."""


def device_cookie() -> str:
    """The cookie's name: tied to this host alone where HTTPS is on."""
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


def try_password(request: HttpRequest, *, username: str, password: str) -> User | None:
    """The account of this name and password, or None; raises ``TooManyTries`` while its wait lasts, whatever was typed."""
    name = username.casefold()
    device = _known_device(request, name)
    place = client_address(request)
    own = _digest("device", name, device) if device else _digest("account", name, place)
    limits = {own: FREE_TRIES} if device else {own: FREE_TRIES, _digest("address", place): FREE_OF_ADDRESS}
    _refuse_while_waiting(limits)
    user = authenticate(request, username=username, password=password)
    if isinstance(user, User):
        FailedTry.objects.filter(key=own).delete()
        return user
    for key, free in limits.items():
        if count_failure(key) == free:
            _note_slowed(name, own=key == own)
    return None


def check_own_password(user: User, password: str) -> bool:
    """Whether this is the signed-in user's password; guesses are slowed like those of the sign-in page."""
    key = _digest("own", str(user.pk))
    _refuse_while_waiting({key: FREE_TRIES})
    if user.check_password(password):
        FailedTry.objects.filter(key=key).delete()
        return True
    if count_failure(key) == FREE_TRIES:
        _note_slowed(user.username.casefold(), own=True)
    return False


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let the browser show, next time, that this account has signed in with it."""
    device, known = _known(request)
    name = user.username.casefold()
    names = [*(each for each in known if each != name), name][-MOST_OF_A_DEVICE:]
    value = [device or get_random_string(20), names]
    response.set_cookie(
        device_cookie(),
        signing.dumps(value, salt=SALT, compress=True),
        max_age=KNOWN_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def count_failure(key: str) -> int:
    """One failure more; the number in a row. A row forgotten meanwhile begins anew."""
    now = timezone.now()
    with transaction.atomic():
        FailedTry.objects.filter(last_at__lt=now - FORGOTTEN).delete()
        FailedTry.objects.get_or_create(key=key, defaults={"last_at": now})
        FailedTry.objects.filter(key=key).update(failures=F("failures") + 1, last_at=now)
        return FailedTry.objects.values_list("failures", flat=True).get(key=key)


def _refuse_while_waiting(limits: dict[str, int]) -> None:
    now = timezone.now()
    rows = FailedTry.objects.filter(key__in=limits, last_at__gte=now - FORGOTTEN)
    waits = [row.last_at + wait_after(row.failures, limits[row.key]) - now for row in rows]
    longest = max(waits, default=timedelta(0))
    if longest > timedelta(0):
        raise TooManyTries(f"输错次数较多，请等 {wait_in_words(longest)}再试。")


def _digest(*parts: str) -> str:
    """A keyed digest of what is counted: the table names neither accounts nor addresses."""
    return hmac.new(settings.SECRET_KEY.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def _known(request: HttpRequest) -> tuple[str, list[str]]:
    """The device's own name and the accounts that it has signed in; empty for a browser that is new here."""
    try:
        device, names = signing.loads(
            request.COOKIES.get(device_cookie(), ""), salt=SALT, max_age=KNOWN_SECONDS
        )
    except signing.BadSignature:
        return "", []
    return device, names


def _known_device(request: HttpRequest, name: str) -> str:
    device, names = _known(request)
    return device if name in names else ""


def _note_slowed(name: str, *, own: bool) -> None:
    """Seen in the audit: an account that is being guessed at, or an address that goes through the accounts."""
    user = User.objects.filter(username__iexact=name).first()
    if user is not None:
        with change(None, "slow_sign_in" if own else "slow_address", user):
            pass
