from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        from desk import jobs
        from registry.access import may_import, may_manage_settings
        from registry.ports import (
            MenuEntry,
            SettingsEntry,
            register_menu,
            register_settings,
            register_verbs,
        )

        jobs.register()
        register_verbs(
            {
                "queue_job": "提交任务",
                "retry_job": "重试任务",
                "load_calendar_year": "读取年度日历",
                "enter_calendar_notice": "按通知录入日历",
                "set_local_day": "登记本地安排",
                "remove_local_day": "撤销本地安排",
            }
        )
        register_settings(
            SettingsEntry(
                "工作日历",
                "放假、调休和本地安排，期限按它计算。",
                "desk:calendar-show",
                50,
                may_manage_settings,
            )
        )
        register_menu(MenuEntry("监管", "导入", "desk:import-list", 90, may_import))
