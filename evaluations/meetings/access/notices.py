"""Who makes and reads notices; and the personal link, which is signed and nowhere stored (S0-07)."""

import base64
import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from evaluations.meetings.access.steps import may_notify
from evaluations.meetings.models import Meeting, Representative
from registry.access import Answer, AnyUser, first_no, held
from registry.roles import Capability

SALT = "meetings.reply"
TOKEN = re.compile(r"([1-9]\d{0,17})-([1-9]\d{0,4})-([a-z0-7]{16})")
READ_AS = str.maketrans("01", "ol")


def may_make_letters(user: AnyUser, meeting: Meeting) -> Answer:
    """Letters hold names and personal links, so whoever makes them may see contacts; nobody is told of a rehearsal."""
    real = Answer(
        meeting.activity.rehearsal_of_id is None,
        "演练不通知代表本人，不做通知书；请在代表名单登记“已全部通知”，走完这一步。",
    )
    return first_no(may_notify(user, meeting), may_open_letters(user, meeting), real)


def may_open_letters(user: AnyUser, meeting: Meeting) -> Answer:
    """Download the letters; ``meeting`` comes from ``members_meetings_for``, so the assessed office is out already."""
    return held(user, meeting.office, Capability.VIEW_CONTACTS)


def _signature(pk: int, edition: int, key: str | bytes) -> str:
    """80 bits in letters that are typed without doubt: too many to guess, so nothing needs to be counted."""
    digest = salted_hmac(SALT, f"{pk}-{edition}", secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode().lower()


def reply_token(member: int, edition: int) -> str:
    """The last part of the personal address of a member for one edition of date and place."""
    return f"{member}-{edition}-{_signature(member, edition, settings.SECRET_KEY)}"


def member_of_token(token: str) -> tuple[Representative, int] | None:
    """The member and the edition of a personal address; None for a forged one and for a member who is no more.

    Typed from paper: capitals, and 0 and 1 for o and l, are read as what they were.
    """
    parts = TOKEN.fullmatch(token.strip().lower())
    if parts is None:
        return None
    pk, edition, given = int(parts[1]), int(parts[2]), parts[3].translate(READ_AS)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(constant_time_compare(given, _signature(pk, edition, key)) for key in keys):
        return None
    rows = Representative.objects.select_related(
        "meeting", "meeting__activity", "meeting__activity__group_office", "meeting__office", "notice"
    )
    member = rows.filter(pk=pk).first()
    return (member, edition) if member else None
