from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "基础资料"

    def ready(self) -> None:
        from registry import access, account_access, jobs, ports
        from registry.services.importing.kinds import OWN_KINDS
        from registry.verbs import VERBS

        ports.register_verbs(VERBS)
        for kind in OWN_KINDS:
            ports.register_import(kind)
        for order, (title, url_name) in enumerate(
            [
                ("经济户口", "registry:business-list"),
                ("片区", "registry:area-list"),
                ("单位", "registry:unit-list"),
                ("人员", "registry:person-list"),
            ]
        ):
            ports.register_menu(
                ports.MenuEntry("监管", title, url_name, 500 + 10 * order, access.may_view_registry)
            )
        for order, (title, text, url_name, visible) in enumerate(
            [
                ("用户", "账号、岗位、密码和动态码。", "registry:user-list", account_access.may_give_posts),
                (
                    "待确认的任职",
                    "受保护的岗位和密码，一人提出、另一人确认才生效。",
                    "registry:grant-list",
                    account_access.may_see_grants,
                ),
                (
                    "行业与风险等级",
                    "风险等级属于行业，市场主体随行业定级。",
                    "registry:industry-list",
                    access.may_manage_settings,
                ),
                (
                    "四定缺口",
                    "没有片区的市场主体、没有责任人的片区、没有定岗的监管员，目标为零。",
                    "registry:gap-list",
                    access.may_edit_registry,
                ),
                (
                    "审计记录",
                    "谁在何时做了什么，首尾相接，可以核对。",
                    "registry:audit-list",
                    access.may_view_audit,
                ),
                (
                    "双人确认",
                    "一人提出、另一人确认的操作。",
                    "registry:confirmation-list",
                    access.may_view_audit,
                ),
                (
                    "安装信息",
                    "版本、数据库、密钥来源和后台是否正常。",
                    "registry:installation-show",
                    access.may_manage_settings,
                ),
            ]
        ):
            ports.register_settings(ports.SettingsEntry(title, text, url_name, 10 * order, visible))
        for export in (jobs.BUSINESSES, jobs.AREAS, jobs.UNITS, jobs.PEOPLE):
            ports.register_export(export)
