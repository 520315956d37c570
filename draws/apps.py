from django.apps import AppConfig


class DrawsConfig(AppConfig):
    name = "draws"
    verbose_name = "抽取"

    def ready(self) -> None:
        # Models can be imported only now.
        from draws.access import may_view_any
        from draws.queries.pages import waiting_for
        from draws.verbs import VERBS
        from registry.ports import HomeBlock, MenuEntry, register_home, register_menu, register_verbs

        register_menu(MenuEntry("评议", "抽取", "draws:draw-list", 20, may_view_any))
        register_home(HomeBlock(5, "draws/draw_waiting.html", waiting_for))
        register_verbs(VERBS)
