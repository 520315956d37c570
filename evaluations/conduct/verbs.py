"""What the audit verbs of the log of conduct are called in Chinese."""

VERBS = {
    "save_visit": "登记三访记录",
    "save_contact_point": "登记联系点",
    "save_self_check": "保存十问自查",
    "submit_self_check": "提交十问自查",
    "reopen_self_check": "退回十问自查",
    "save_unit_summary": "保存单位书面总结",
    "submit_unit_summary": "报送单位书面总结",
    "register_pledge": "登记行风建设责任书",
    "enter_finding": "登记外部反映问题",
    "save_self_assessment": "保存自评报告",
    "submit_self_assessment": "报送自评报告",
}
