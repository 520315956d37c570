"""What the audit verbs of the departments' election are called in Chinese."""

VERBS = {
    "create_election": "建立科室评选",
    "update_election": "修改科室评选",
    "begin_election_voting": "科室评选开始投票",
    "void_election": "作废科室评选",
    "save_election_summary": "保存科室评选总结",
    "record_group_decision": "登记领导小组决定",
    "enter_leaders": "登记参评的分局领导",
    "designate_supervisors": "指定工作监督员",
    "prepare_election_draw": "准备科室评选抽取",
    "prepare_panel_vote": "准备层面投票",
    "import_election_counts": "导入科室评选计票结果",
    "open_election_count": "查阅科室评选内部计分",
    "elections.publish_election": "通报科室评选结果",
    "ask_election_publication": "提请通报科室评选结果",
    "publish_election": "通报科室评选结果",
    "request_election_report": "提交科室评选计票报告",
    "keep_election_report": "保存科室评选计票报告",
    "hold_election_count": "上传科室评选签字扫描件",
    "sign_election_count": "确认科室评选签字扫描件",
    "decide_proposal": "决定结果运用建议",
}
