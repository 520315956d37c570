"""Mail, where a server is configured and a user has an address: what is new in the inbox, and a digest of each unit's limits.

A mail server that is down loses nothing: what was not sent is sent by a later sweep, within ``LATEST`` days.
"""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.timezone import localtime

from desk.access import notices_for
from desk.models import Heartbeat, Notice, UnitDigest
from desk.queries import health
from desk.queries.calendar import working_calendar
from desk.services.rhythm import HOUR, MAIL, beat
from registry.models import User
from rulebook.desk.workdays import CalendarGap, is_workday

logger = logging.getLogger(__name__)
LATEST = 7
"""Days after which a notice is not mailed any more; it stays in the inbox."""
DOWN = "邮件服务器没有收下邮件，恢复后自动补发。"


def send_mail(*, now: datetime | None = None) -> int:
    """Send what is new and the digests of the day; how many mails went out. Nothing at night and on days of rest."""
    at = now or localtime()
    if not settings.MAIL_CONFIGURED or not _working(at):
        return 0
    sent, refused = 0, list[str]()
    try:
        with get_connection() as server:
            sent += _send_notices(server, at.date(), refused)
            sent += _send_digests(server, at.date(), refused)
    except OSError:
        # smtplib's errors are OSErrors too.
        logger.exception("the mail server did not take the mail")
        beat(MAIL, DOWN)
    else:
        names = "、".join(dict.fromkeys(refused))
        if names or sent or Heartbeat.objects.filter(name=MAIL, problem=DOWN).exists():
            beat(MAIL, f"这些人的邮箱被拒收，请核对：{names}"[:200] if names else "")
    return sent


def _working(at: datetime) -> bool:
    try:
        return is_workday(working_calendar(), at.date()) and at.time() >= HOUR
    except CalendarGap:
        return False


def _send_notices(server: BaseEmailBackend, today: date, refused: list[str]) -> int:
    """One mail a user with everything new; what the server took, or refused for good, is marked in the same transaction."""
    waiting = Notice.objects.filter(
        mailed_on__isnull=True, made_on__gte=today - timedelta(days=LATEST), recipient__is_active=True
    ).exclude(recipient__email="")
    sent = 0
    for user in User.objects.filter(pk__in=waiting.values("recipient")):
        with transaction.atomic():
            shown = notices_for(user).filter(pk__in=waiting.values("pk"))
            rows = list(shown.select_for_update(skip_locked=True).order_by("pk"))
            if not rows:
                continue
            sent += _send(server, user, f"{len(rows)} 条新通知", [row.text for row in rows], refused)
            Notice.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_on=today)
    return sent


def _send_digests(server: BaseEmailBackend, today: date, refused: list[str]) -> int:
    """One mail a unit and day to its head and deputies, limits by kind; none for a unit without anything near or late."""
    sent = 0
    for digest in health.unit_digests(today):
        for user in digest.recipients:
            with transaction.atomic():
                _, new = UnitDigest.objects.get_or_create(unit=digest.unit, user=user, on=today)
                if new:
                    sent += _send(server, user, f"{digest.unit}期限摘要", digest.lines, refused)
    return sent


def _send(
    server: BaseEmailBackend, user: User, subject: str, lines: Iterable[str], refused: list[str]
) -> bool:
    """Whether the mail went out; an address that the server refuses keeps nobody else's mail back."""
    body = "\n".join([f"{user.name}：", *lines, "", f"请登录评议监督平台办理：{settings.PUBLIC_URL}/inbox/"])
    try:
        EmailMessage(f"评议监督平台：{subject}", body, None, [user.email], connection=server).send()
    except SMTPRecipientsRefused:
        refused.append(user.name)
        return False
    return True
