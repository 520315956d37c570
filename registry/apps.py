from django.apps import AppConfig

VERBS = {
    "apply_import": "写入导入的资料",
    "appoint": "任命岗位",
    "begin_apply": "确认导入",
    "cancel_import": "取消导入",
    "change_own_password": "修改本人密码",
    "choose_mapping": "对应导入的列",
    "confirm_one_time_code": "启用动态码",
    "create_area": "新增片区",
    "create_business": "登记市场主体",
    "create_industry": "新增行业",
    "create_person": "新增人员",
    "create_township": "新增乡镇街道",
    "create_unit": "新增单位",
    "create_user": "新建用户",
    "edit_area": "修改片区",
    "edit_business": "修改市场主体",
    "edit_industry": "修改行业",
    "edit_person": "修改人员",
    "edit_township": "修改乡镇街道",
    "edit_unit": "修改单位",
    "edit_user": "修改用户",
    "end_post": "结束岗位",
    "give_confirmation": "第二人确认",
    "remove_one_time_code": "停用动态码",
    "request_confirmation": "提请第二人确认",
    "reset_password": "重置密码",
    "start_one_time_code": "开始启用动态码",
    "start_import": "上传导入文件",
    "store_attachment": "保存附件",
    "discard_attachment": "清除到期的文件",
    "view_contact": "查看完整号码",
}


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "基础资料"

    def ready(self) -> None:
        from registry import access, ports
        from registry.queries.territory import gap_figures

        ports.register_verbs(VERBS)
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
                ("用户", "账号、岗位、密码和动态码。", "registry:user-list", access.may_manage_users),
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
        ports.register_home(ports.HomeBlock(80, "registry/home_gaps.html", gap_figures))
