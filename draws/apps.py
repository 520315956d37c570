from django.apps import AppConfig
from django.urls import reverse


class DrawsConfig(AppConfig):
    name = "draws"
    verbose_name = "抽取"

    def ready(self) -> None:
        # Models can be imported only now.
        from desk.ports import Correctable, register_correctable, register_waiting
        from draws import access
        from draws.access import may_view_any
        from draws.queries import waiting
        from draws.verbs import VERBS
        from registry.ports import MenuEntry, register_menu, register_verbs

        register_menu(MenuEntry("评议", "抽取", "draws:draw-list", 20, may_view_any))
        register_waiting("draws.confirmations", "待确认", waiting.confirmations)
        register_verbs(VERBS)
        register_correctable(
            Correctable(
                kind="draw",
                model="draws.draw",
                find=lambda user, pk: access.published_draw(pk),
                title=lambda draw: f"抽取结果 {draw.number}",
                url=lambda draw: reverse("draws:draw-verify", args=[draw.number]),
                may_ask=access.may_run_draw,
                may_confirm=access.may_confirm_draw,
                who="监察室人员或局纪委书记",
            )
        )
