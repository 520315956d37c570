"""The Celery application; every task is thin and every job is a database row first (see ``desk``)."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
app = Celery("evalsite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_to_start(**_: Any) -> None:
    """An unsafe production configuration works no queue. A signal swallows every error but the end of the program."""
    from evalsite.checks import refuse_unsafe

    try:
        refuse_unsafe()
    except ImproperlyConfigured as refusal:
        raise SystemExit(str(refusal)) from refusal
