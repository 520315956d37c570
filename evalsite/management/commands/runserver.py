"""``manage.py runserver``: Django's own, which reloads Python and templates; it also works the queue where that is in memory."""

from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands import runserver

from evalsite.celery import app
from evalsite.embedded import start_queue


class Command(runserver.Command):
    def inner_run(self, *args: Any, **options: Any) -> None:
        """Called in the process that is started anew when Python changes."""
        if not settings.REDIS_URL:
            start_queue(app)
        super().inner_run(*args, **options)
