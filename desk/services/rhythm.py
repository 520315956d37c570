"""When the desk tells what is due, and that it did: the hour of reminders, the beat of what runs by itself."""

from datetime import time

from django.utils import timezone

from desk.models import Heartbeat

HOUR = time(8, 30)
"""Reminders go out on working days from here on, never at night or on a weekend."""
MAIL, SWEEP, WORKER = "mail", "sweep", "worker"


def beat(name: str, problem: str = "") -> None:
    """Remember that a task was done just now, or what kept it from being done."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now(), "problem": problem})
