from django.apps import AppConfig

VERBS = {
    "ballots.open": "开启投票",
    "ballots.close_exception": "带例外截止投票",
    "ballots.publish": "公布投票结果",
    "ballots.void": "作废投票",
    "ballots.destroy_box": "销毁封存票箱",
    "ballots.schedule": "定时开启和截止投票",
    "set_schedule": "设定开启和截止时间",
    "confirm_schedule": "定时经两人确认",
    "withdraw_schedule": "撤回定时",
    "keep_box": "决定是否保留封存票箱",
    "open_box": "打开封存票箱",
    "fail_box": "封存票箱未能打开",
    "destroy_box": "销毁封存票箱",
    "ask_step": "提请确认投票步骤",
    "withdraw_step": "撤回提请的投票步骤",
    "prepare_vote": "准备投票",
    "replace_form": "更换评议表",
    "make_cards": "制作评议卡",
    "make_batch": "制作一批评议码",
    "make_panel_cards": "制作评选层面的评议卡",
    "record_handed_out": "登记一批评议码发出的张数",
    "void_unsent": "未发出的一批评议码作废",
    "void_batch": "整批评议卡作废",
    "begin_zero_report": "开始零票检验",
    "finish_zero_report": "完成零票检验",
    "open_vote": "开启投票",
    "begin_closing": "开始截止收票",
    "close_vote": "截止投票",
    "void_card": "评议卡作废",
    "record_leftovers": "登记剩余和作废的评议卡",
    "add_tablet": "登记平板",
    "renumber_tablet": "更改平板号",
    "retire_tablet": "停用平板",
    "import_unsent": "导入平板应急文件",
    "print_paper": "印制纸质票",
    "stamp_sheets": "登记收回的纸质票",
    "enter_sheet": "录入纸质票",
    "decide_sheet": "裁定纸质票",
    "count_vote": "计票",
    "seal_vote": "封存票箱",
    "finish_wipe": "清除票箱痕迹",
    "open_internal_count": "查阅内部计票",
    "publish_vote": "公布投票结果",
    "void_vote": "作废投票",
    "release_opinions": "汇总意见",
    "finish_opinion_wipe": "清除意见箱痕迹",
    "screen_opinion": "审阅意见",
    "open_slip": "查阅答复联系单",
    "answer_slip": "登记对联系单的答复",
}


class BallotsConfig(AppConfig):
    name = "ballots"
    verbose_name = "投票"

    def ready(self) -> None:
        from registry.ports import register_verbs

        register_verbs(VERBS)
