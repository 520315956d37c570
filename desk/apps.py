from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        from desk import jobs
        from desk.access import may_use_clocks
        from desk.ports import register_feed, register_waiting
        from desk.queries import waiting
        from desk.queries.feeds import limits_of
        from desk.queries.health import installation_health
        from desk.queries.home import LIMITS
        from desk.services import handing_over
        from desk.verbs import VERBS
        from desk.views import exports
        from desk.views.clocks import home_health
        from registry.access import may_import, may_manage_settings
        from registry.ports import (
            HomeBlock,
            MenuEntry,
            PersonalTask,
            SettingsEntry,
            register_export_queue,
            register_health,
            register_home,
            register_key,
            register_menu,
            register_personal_task,
            register_public,
            register_settings,
            register_teller,
            register_verbs,
        )

        jobs.register()
        register_teller(handing_over.tell)
        register_key(handing_over.forget_feed)
        register_personal_task(
            PersonalTask(
                "期限", handing_over.holders, handing_over.open_clocks, handing_over.hand_over_clocks
            )
        )
        register_export_queue(exports.export_later)
        register_feed(limits_of)
        register_health(installation_health)
        register_public("工作日计算", "desk:workday-show")
        register_home(HomeBlock(0, "desk/home_health.html", home_health, above=True))
        register_verbs(VERBS)
        register_settings(
            SettingsEntry(
                "工作日历",
                "放假、调休和本地安排，期限按它计算。",
                "desk:calendar-show",
                50,
                may_manage_settings,
            )
        )
        register_settings(
            SettingsEntry(
                "期限规定",
                "每种期限多长，何时提醒和发督办单。",
                "desk:policy-list",
                51,
                may_manage_settings,
            )
        )
        register_menu(MenuEntry("监管", "期限", "desk:clock-list", 10, may_use_clocks))
        register_menu(MenuEntry("监管", "导入", "desk:import-list", 90, may_import))
        register_waiting(LIMITS, "期限", waiting.limits)
        register_waiting("desk.grants", "待确认的任职", waiting.grants)
        register_waiting("desk.imports", "导入", waiting.begun_imports)
        register_waiting("desk.failed_jobs", "任务", waiting.failed_jobs)
        register_waiting("desk.gaps", "资料", waiting.gaps)
        register_waiting("desk.notices", "通知", waiting.notices)
