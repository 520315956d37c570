"""The wing of the bench as an app."""

from django.apps import AppConfig

from benchmarks.hall import register_origin


class WingConfig(AppConfig):
    name = "tests.faults"

    def ready(self) -> None:
        register_origin()
