from django.apps import AppConfig


class DrawsConfig(AppConfig):
    name = "draws"
    verbose_name = "抽取"

    def ready(self) -> None:
        # Models can be imported only now.
        from desk.ports import register_waiting
        from draws.access import may_view_any
        from draws.queries import waiting
        from draws.verbs import VERBS
        from registry.ports import MenuEntry, register_menu, register_verbs

        register_menu(MenuEntry("评议", "抽取", "draws:draw-list", 20, may_view_any))
        register_waiting("draws.confirmations", "待确认", waiting.confirmations)
        register_verbs(VERBS)
