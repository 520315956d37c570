from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "matters"
    verbose_name = "问题整改"

    def ready(self) -> None:
        # Models can be imported only now.
        from desk.ports import ClockOrigin, PolicyDefault, register_clock_origin, register_policy
        from matters import access
        from matters.services import letters, matters
        from matters.views import matters as matter_pages
        from matters.views.letters import letter_clock_url
        from registry.ports import MenuEntry, register_menu, register_public, register_verbs
        from rulebook.clocks import LimitUnit
        from rulebook.letters import BOX_LABELS, BOX_LIMITS
        from rulebook.matters import SOLVE_DAYS, VERIFY_DAYS

        register_policy(
            matters.VERIFY, PolicyDefault("核实问题", VERIFY_DAYS, LimitUnit.WORKDAYS, "本系统默认，S0-14")
        )
        register_policy(
            matters.SOLVE, PolicyDefault("立即解决", SOLVE_DAYS, LimitUnit.WORKDAYS, "本系统默认，S4-12")
        )
        register_policy(matters.RECTIFY, PolicyDefault("限期解决", 0, LimitUnit.FIXED, "确定的期限，S4-12"))
        register_policy(
            matters.REVIEW, PolicyDefault("到期复查", 0, LimitUnit.FIXED, "确定的复查日期，S4-12")
        )
        for box, limit in BOX_LIMITS.items():
            for code, title, days in (
                (letters.ACCEPT, "受理", limit.accept),
                (letters.ANSWER, "答复", limit.answer),
            ):
                default = PolicyDefault(f"{BOX_LABELS[box]}{title}", days, LimitUnit.WORKDAYS, limit.source)
                register_policy(f"{code}_{box}", default)
        register_clock_origin(ClockOrigin(matters.CLOCK_ORIGIN, matter_pages.clock_url))
        register_clock_origin(ClockOrigin(letters.LETTER_ORIGIN, letter_clock_url))
        register_menu(MenuEntry("监管", "问题整改", "matters:matter-list", 5, access.may_use_matters))
        register_menu(MenuEntry("监管", "来信来电", "matters:letter-list", 6, access.may_use_letters))
        register_public("写信和查询答复", "matters:mail-home")
        register_verbs(VERBS)


VERBS = {
    "raise_matter": "登记问题",
    "start_verifying": "开始核实问题",
    "record_finding": "登记核实结论",
    "choose_treatment": "确定处理方式",
    "hand_out_matter": "交办问题",
    "add_measure": "登记整改措施",
    "add_evidence": "上传证明材料",
    "report_matter_result": "报告整改结果",
    "return_matter_report": "退回整改",
    "check_matter_result": "核查整改结果",
    "tell_raisers": "回告提出人",
    "close_matter": "问题销号",
    "reopen_matter": "重新整改",
    "merge_matter": "并入问题",
    "record_review": "登记复查",
    "save_measure_report": "保存整改情况报告",
    "deliver_measure_report": "登记报送",
    "receive_letter": "收到来信",
    "accept_letter": "受理来信",
    "hand_letter": "改交来信",
    "write_reply": "拟写答复",
    "send_reply": "发出答复",
    "ask_unreachable": "提出无法联系来信人",
    "approve_unreachable": "批准无法联系来信人",
    "close_letter": "来信办结",
    "rate_answer": "评价答复",
    "read_letter_contact": "查看来信人联系方式",
    "read_box": "登记阅看信箱",
    "raise_from_letter": "来信登记为问题",
}
