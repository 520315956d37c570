from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "ballots"
    verbose_name = "投票"

    def ready(self) -> None:
        from ballots.verbs import VERBS
        from registry.ports import register_verbs

        register_verbs(VERBS)
