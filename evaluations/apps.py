"""What the wing tells the floors below: menu, home block, origins of draws and votes, its job."""

from django.apps import AppConfig

VERBS = {
    "create_activity": "建立评议活动",
    "update_activity": "修改评议活动",
    "create_meetings": "建立会议",
    "update_meeting": "修改会议时间地点",
    "open_pool": "开始编制名册",
    "close_pool": "退回筹备",
    "postpone_meeting": "会议延期",
    "feed_back": "登记反馈",
    "archive_meeting": "会议归档",
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
    "request_report": "提交计票报告",
    "keep_report": "保存计票报告",
    "sign_count": "上传签字扫描件",
    "look_into_count": "查阅内部计票",
    "open_member_contacts": "查看代表电话",
}


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = "评议"

    def ready(self) -> None:
        # Models can be imported only now.
        from desk.ports import register_job
        from evaluations import access, jobs, services, views
        from registry.ports import (
            HomeBlock,
            MenuEntry,
            Origin,
            register_home,
            register_menu,
            register_origin,
            register_verbs,
        )

        register_menu(
            MenuEntry("评议", "述职述廉", "evaluations:activity-list", 10, access.may_follow_rounds)
        )
        register_home(HomeBlock(10, "evaluations/home_meetings.html", views.home_meetings))
        register_origin(
            Origin(
                kind="evaluations.meeting_draw",
                label="述职述廉会议",
                url=views.draw_url,
                may_see=access.may_see_draw,
                moved=services.follow_draw,
                hindrances=services.draw_hindrances,
            )
        )
        register_origin(
            Origin(
                kind="evaluations.meeting_vote",
                label="述职述廉会议",
                url=views.vote_url,
                may_see=access.may_see_vote,
                moved=services.follow_vote,
                hindrances=services.vote_hindrances,
            )
        )
        register_verbs(VERBS)
        register_job("evaluations.count_report", jobs.make_count_report, jobs.report_url)
