"""What the audit verbs of this app are called in Chinese."""

VERBS = {
    "prepare_draw": "编制抽取名册",
    "replace_roster": "更换抽取名册",
    "ask_draw_step": "提请抽取的第二人确认",
    "confirm_draw_step": "确认抽取的步骤",
    "lock_draw": "锁定抽取名册",
    "enter_digits": "报数",
    "enter_signed_digits": "按签字报数单录入",
    "roll_digits": "代掷报数",
    "reveal_seed": "揭示种子",
    "run_draw": "抽取",
    "publish_draw": "公布抽取结果",
    "archive_draw": "抽取归档",
    "void_draw": "作废抽取",
    "substitute": "递补",
    "open_roster_code": "打开名册编号",
    "record_ceremony": "登记抽取仪式",
    "draws.lock": "锁定抽取名册",
    "draws.reveal": "揭示种子",
    "draws.void": "作废抽取",
}
