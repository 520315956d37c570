"""The roof: settings, addresses, Celery, home and menu."""

from evalsite.celery import app as celery_app

__all__ = ["celery_app"]
