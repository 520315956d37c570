"""What the wing tells the floors below: menu, home block, origins of draws and votes, its job."""

from django.apps import AppConfig

VERBS = {
    "keep_meeting_limit": "会议期限起算",
    "create_activity": "建立评议活动",
    "update_activity": "修改评议活动",
    "create_meetings": "建立会议",
    "update_meeting": "修改会议时间地点",
    "open_pool": "开始编制名册",
    "close_pool": "退回筹备",
    "postpone_meeting": "会议延期",
    "feed_back": "登记反馈",
    "archive_meeting": "会议归档",
    "open_feedback": "建立反馈整改表",
    "save_feedback": "保存反馈整改表",
    "submit_measures": "提交整改措施",
    "submit_done": "提交落实情况",
    "reopen_feedback": "退回反馈整改表",
    "tell_representatives": "登记回告代表",
    "save_summary": "保存工作总结",
    "submit_summary": "报送工作总结",
    "reopen_summary": "退回工作总结",
    "record_result_use": "登记结果运用",
    "remove_result_use": "撤销结果运用登记",
    "request_dossier": "提交档案包任务",
    "keep_dossier": "保存档案包",
    "take_dossier": "下载档案包",
    "void_meeting": "作废会议",
    "paste_consumers": "录入消费者名单",
    "choose_consumers": "选入消费者名单",
    "remove_consumer": "移出消费者名单",
    "exclude_from_pool": "名册排除",
    "remove_exclusion": "取消名册排除",
    "engage_assessors": "聘请评议员",
    "disengage_assessor": "取消聘请",
    "prepare_meeting_draw": "准备会议抽取",
    "notify_representatives": "登记代表已通知",
    "confirm_representative": "登记代表确认",
    "withdraw_representative": "登记代表退出",
    "open_check_in": "开始签到",
    "prepare_meeting_vote": "准备会议投票",
    "begin_meeting": "会议开始",
    "begin_agenda_item": "会议环节开始",
    "finish_agenda_item": "会议环节结束",
    "take_back_agenda_item": "退回会议环节",
    "write_agenda_note": "修改会议记录",
    "end_meeting": "散会",
    "record_question": "记录问询和建议",
    "answer_question": "记录解答",
    "remove_question": "删除误记的问询",
    "set_agenda_minutes": "设定会议用时",
    "start_rehearsal": "开始演练",
    "end_rehearsal": "结束演练",
    "request_report": "提交计票报告",
    "keep_report": "保存计票报告",
    "sign_count": "上传签字扫描件",
    "look_into_count": "查阅内部计票",
    "open_member_contacts": "查看代表电话",
    "answer_by_link": "代表在通知页答复",
    "record_unreached": "登记电话未接通",
    "request_letters": "提交制作通知书",
    "keep_letters": "保存通知书",
    "open_letters": "下载通知书",
    "export_members": "导出代表名单",
    "declare_kin": "申报亲属",
    "withdraw_kin": "撤回亲属申报",
    "declare_no_kin": "申报无亲属",
    "exclude_kin": "按申报排除亲属",
    "update_plan": "修改活动方案",
    "report_place": "上报会议地点",
    "collect_opinion": "录入征集的意见",
    "edit_collected_opinion": "修改征集的意见",
    "remove_collected_opinion": "删除征集的意见",
    "sort_collected_opinions": "整理征集的意见",
    "update_measure": "修改拟采取的措施",
    "remove_measure": "删除拟采取的措施",
    "save_duty_report": "保存述职述廉报告",
    "submit_duty_report": "提交述职述廉报告",
    "raise_from_meeting": "意见列入问题整改",
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
    "create_contest": "建立科室评选",
    "update_contest": "修改科室评选",
    "begin_contest_voting": "科室评选开始投票",
    "void_contest": "作废科室评选",
    "save_contest_summary": "保存科室评选总结",
    "record_group_decision": "登记领导小组决定",
    "enter_leaders": "登记参评的分局领导",
    "designate_supervisors": "指定工作监督员",
    "prepare_contest_draw": "准备科室评选抽取",
    "prepare_panel_vote": "准备层面投票",
    "import_contest_counts": "导入科室评选计票结果",
    "open_contest_count": "查阅科室评选内部计分",
    "evaluations.publish_contest": "通报科室评选结果",
    "ask_contest_publication": "提请通报科室评选结果",
    "publish_contest": "通报科室评选结果",
    "request_contest_report": "提交科室评选计票报告",
    "keep_contest_report": "保存科室评选计票报告",
    "sign_contest_count": "上传科室评选签字扫描件",
    "decide_proposal": "决定结果运用建议",
    "create_survey": "建立万人评议",
    "update_survey": "修改万人评议",
    "import_outside_survey": "导入外单位评议结果",
    "prepare_survey_vote": "准备万人评议投票",
}


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = "评议"

    def ready(self) -> None:
        # Models can be imported only now.
        from desk.ports import (
            ClockOrigin,
            PolicyDefault,
            register_clock_origin,
            register_job,
            register_policy,
        )
        from evaluations.access import conduct_log as log_doors
        from evaluations.access import contests as contest_doors
        from evaluations.access import preparation, seeing, trends
        from evaluations.access.surveys import may_follow_surveys, may_see_survey_vote
        from evaluations.jobs import contest_report, count_report, letters
        from evaluations.jobs.dossiers import dossier_url, make_dossier
        from evaluations.services import (
            attendance,
            contest_reports,
            limits,
            meeting_draws,
            notices,
            panel_votes,
            panels,
        )
        from evaluations.services.dossiers import DOSSIER_JOB, release_dossier
        from evaluations.services.feedback import FEEDBACK_CLOCK, FEEDBACK_POLICY
        from evaluations.services.surveys import survey_strata
        from evaluations.views import contests, home, own
        from evaluations.views.feedback import feedback_clock_url, limit_clock_url
        from evaluations.views.surveys import survey_url
        from registry.ports import (
            HomeBlock,
            MenuEntry,
            Origin,
            register_home,
            register_menu,
            register_origin,
            register_verbs,
        )
        from rulebook.clocks import LimitUnit

        register_menu(
            MenuEntry("评议", "述职述廉", "evaluations:activity-list", 10, seeing.may_follow_rounds)
        )
        register_menu(
            MenuEntry("评议", "本单位述职述廉", "evaluations:own-list", 15, preparation.prepares_own)
        )
        register_menu(MenuEntry("评议", "万人评议", "evaluations:survey-list", 18, may_follow_surveys))
        register_menu(
            MenuEntry("评议", "行风建设台账", "evaluations:conduct-log", 19, log_doors.may_keep_log)
        )
        register_menu(
            MenuEntry("评议", "科室评选", "evaluations:contest-list", 17, contest_doors.may_follow_contests)
        )
        register_menu(MenuEntry("评议", "逐年对照", "evaluations:trend-list", 20, trends.may_view_trends))
        register_home(HomeBlock(5, "evaluations/home_own.html", own.home_own))
        register_home(HomeBlock(12, "evaluations/home_contests.html", contests.home_contests))
        register_home(HomeBlock(10, "evaluations/home_meetings.html", home.home_meetings))
        register_policy(
            FEEDBACK_POLICY,
            PolicyDefault("整改情况填报", 0, LimitUnit.FIXED, "反馈时写明的日期，S0-15"),
        )
        for code, (title, source) in limits.POLICIES.items():
            register_policy(code, PolicyDefault(title, 0, limits.UNIT, source))
        register_clock_origin(ClockOrigin(limits.LIMIT_CLOCK, limit_clock_url))
        register_clock_origin(ClockOrigin(FEEDBACK_CLOCK, feedback_clock_url))
        register_origin(
            Origin(
                kind="evaluations.meeting_draw",
                label="述职述廉会议",
                url=home.draw_url,
                may_see=seeing.may_see_draw,
                moved=meeting_draws.follow_draw,
                hindrances=meeting_draws.draw_hindrances,
            )
        )
        register_origin(
            Origin(
                kind="evaluations.meeting_vote",
                label="述职述廉会议",
                url=home.vote_url,
                may_see=seeing.may_see_vote,
                moved=attendance.follow_vote,
                hindrances=attendance.vote_hindrances,
            )
        )
        register_origin(
            Origin(
                kind="evaluations.survey",
                label="万人评议",
                url=survey_url,
                may_see=may_see_survey_vote,
                strata=survey_strata,
            )
        )
        register_origin(
            Origin(
                kind=panels.ORIGIN,
                label="科室评选",
                url=contests.contest_draw_url,
                may_see=contest_doors.may_see_contest_draw,
                moved=panels.follow_contest_draw,
                hindrances=panels.contest_draw_hindrances,
            )
        )
        register_origin(
            Origin(
                kind=panel_votes.ORIGIN,
                label="科室评选",
                url=contests.panel_vote_url,
                may_see=contest_doors.may_see_panel_vote,
                moved=panel_votes.follow_panel_vote,
                hindrances=panel_votes.panel_vote_hindrances,
                groups=panel_votes.panel_cards,
            )
        )
        register_verbs(VERBS)
        register_job(
            DOSSIER_JOB,
            make_dossier,
            dossier_url,
            label="档案包",
            release=release_dossier,
        )
        register_job(
            contest_reports.JOB_KIND,
            contest_report.make_contest_report,
            contest_report.contest_report_url,
            label="科室评选计票报告",
        )
        register_job(
            "evaluations.count_report",
            count_report.make_count_report,
            count_report.report_url,
            label="计票报告",
        )
        register_job(
            "evaluations.letters",
            letters.make_letters,
            letters.letters_url,
            label="通知书",
            release=notices.release_letters,
        )
