from django.apps import AppConfig


class EvalsiteConfig(AppConfig):
    name = "evalsite"
    verbose_name = "评议监督平台"

    def ready(self) -> None:
        from evalsite import checks  # noqa: F401  # importing registers the system checks
