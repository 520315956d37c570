"""What the log of conduct tells the floors below: its menu entry."""

from django.apps import AppConfig


class ConductConfig(AppConfig):
    name = "evaluations.conduct"
    verbose_name = "行风建设台账"

    def ready(self) -> None:
        # Models can be imported only now.
        from desk.ports import register_waiting
        from evaluations.conduct import access, queries
        from evaluations.conduct.verbs import VERBS
        from registry.ports import MenuEntry, register_menu, register_verbs

        register_verbs(VERBS)
        register_menu(MenuEntry("评议", "行风建设台账", "conduct:conduct-log", 19, access.may_keep_log))
        register_waiting("conduct.log", "行风建设", queries.waiting_log)
