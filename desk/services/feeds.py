"""A calendar feed of one's limits, at an address that nobody can guess and its owner can revoke."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.timezone import localdate

from desk.models import FeedToken
from desk.ports import FeedEntry
from registry.models import User
from registry.services.audit import change

TOKEN_BYTES = 24
LINE = 72
"""Octets of a line before it is folded (RFC 5545, 3.1)."""


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_feed(*, actor: User) -> str:
    """A new address for the user's feed, shown once; the one before stops working."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with change(actor, "make_feed", actor):
        FeedToken.objects.update_or_create(
            user=actor, defaults={"digest": digest_of(token), "made_on": localdate()}
        )
    return token


def revoke_feed(*, actor: User) -> None:
    """The address stops working."""
    with change(actor, "revoke_feed", actor):
        FeedToken.objects.filter(user=actor).delete()


def owner_of(token: str) -> User | None:
    """Whose feed it is; None for an address that is none or was revoked, or an account that is closed."""
    row = FeedToken.objects.filter(digest=digest_of(token)).select_related("user").first()
    return row.user if row and row.user.is_active else None


def calendar_text(entries: Iterable[FeedEntry]) -> str:
    """An iCalendar file (RFC 5545): an event of a whole day for every entry."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//evalsite//clocks//ZH", "X-WR-CALNAME:期限"]
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.key}@evalsite",
            f"DTSTAMP:{_day(localdate())}T000000Z",
            f"DTSTART;VALUE=DATE:{_day(entry.on)}",
            f"DTEND;VALUE=DATE:{_day(entry.on + timedelta(days=1))}",
            f"SUMMARY:{_escaped(entry.title)}",
            f"DESCRIPTION:{_escaped(entry.note)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _folded(line: str) -> Iterable[str]:
    part = ""
    for letter in line:
        if len((part + letter).encode()) > LINE:
            yield part
            part = " "
        part += letter
    yield part
