from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        from desk import jobs
        from registry.access import may_import
        from registry.ports import MenuEntry, register_menu, register_verbs

        jobs.register()
        register_verbs({"queue_job": "提交任务", "retry_job": "重试任务"})
        register_menu(MenuEntry("监管", "导入", "desk:import-list", 90, may_import))
