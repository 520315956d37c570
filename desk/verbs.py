"""What the audit verbs of this app are called in Chinese."""

VERBS = {
    "queue_job": "提交任务",
    "retry_job": "重试任务",
    "cancel_job": "取消任务",
    "release_export": "清除到期的导出文件",
    "load_calendar_year": "读取年度日历",
    "enter_calendar_notice": "按通知录入日历",
    "set_local_day": "登记本地安排",
    "remove_local_day": "撤销本地安排",
    "start_clock": "起算期限",
    "move_clock": "变动期限",
    "resume_clock": "恢复期限",
    "stop_clock": "期限办结",
    "reopen_clock": "期限重新在办",
    "void_clock": "期限作废",
    "recompute_clock": "期限随日历变动",
    "change_policy": "变动期限规定",
    "give_late_reason": "说明逾期原因",
    "hand_over_clock": "期限转交承办人",
    "make_feed": "生成日历订阅",
    "revoke_feed": "停用日历订阅",
}
