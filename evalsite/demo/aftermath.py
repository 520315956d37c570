"""What follows the demo's finished meeting: sheets handed over, measures, what was done, summary, use. All invented."""

from datetime import date, timedelta

from evaluations.meetings.documents.feedback import feedback_sheet
from evaluations.meetings.models import FeedbackForm, Meeting
from evaluations.meetings.queries.feedback import feedback_of, reply_facts, sheet_facts
from evaluations.meetings.services import meetings, result_uses
from evaluations.meetings.services.composing import PROMPT, compose_meeting_summary, compose_round_summary
from evaluations.meetings.services.feedback import (
    FeedbackAnswer,
    submit_done,
    submit_measures,
    tell_representatives,
)
from evaluations.meetings.services.summaries import save_summary
from registry.models import User

DUE = timedelta(days=15)
ADVICE = "会前把征集的意见逐条对应到报告里，代表提问更集中。建议市局统一印制反馈单的说明。"
TEXTS = [
    FeedbackAnswer(
        "效率和服务态度一项满意率低于其他项目，集中在窗口等候和重复检查。",
        "集市日窗口只开一个，片区之间检查没有合并，投诉回告没有专人负责。",
        "一、集市日增开窗口，中午轮值；二、同一片区的检查合并进行，每月一次；三、投诉回告由内勤专人负责，三日内回告。",
        "窗口已增开；本月检查已合并；逾期的投诉已全部回告。",
    ),
    FeedbackAnswer(
        "对窗口和投诉工作过问不够，代表意见集中在回告不及时。",
        "忙于日常事务，每周没有固定时间查看投诉台账。",
        "每周五查看投诉台账，每月走访十户，结果在所务会上通报。",
        "已查看四次，走访十二户。",
    ),
    FeedbackAnswer(
        "分管片区检查安排过密，代表对同一条街多次检查有意见。",
        "片区监管员各自安排，没有统一计划。",
        "每月初制定片区检查计划，同一户一个月只查一次，有投诉的除外。",
    ),
    FeedbackAnswer(
        "食品标签、年报公示等宣传不够。",
        "只在办照时口头告知，没有上门讲解。",
        "每季度到集市讲解一次，印发一页纸说明。",
    ),
]


def feed_back(users: dict[str, User], meeting: Meeting, today: date) -> None:
    """Sheets to the office and to each, their measures; the office and its director have reported what was done."""
    actor, due_on = users["jiancha"], today + DUE
    sheets = {each.position: feedback_sheet(each) for each in sheet_facts(meeting, due_on)}
    meetings.feed_back(
        actor=actor, meeting=meeting, fed_back_on=today, note="当面送达单位和每名述职人员签收。", due_on=due_on,
        sheets=sheets,
    )  # fmt: skip
    for form, texts in zip(feedback_of(meeting), TEXTS, strict=False):
        _answer(actor, form, texts)
    meeting.refresh_from_db()
    if reply_facts(meeting):
        tell_representatives(
            actor=actor, meeting=meeting, told_on=today, note="邮寄回告函，个人通知页同时公布。"
        )


def _answer(actor: User, form: FeedbackForm, texts: FeedbackAnswer) -> None:
    row = submit_measures(actor=actor, form=form, version=form.version, answer=texts)
    if texts.done:
        submit_done(actor=actor, form=row, version=row.version, answer=texts)


def close_year(users: dict[str, User], meeting: Meeting, today: date) -> None:
    """The office's summary, the round's draft, and what the result was used for."""
    actor = users["jiancha"]
    meeting.refresh_from_db()
    activity = meeting.activity
    own = compose_meeting_summary(meeting).replace(PROMPT, ADVICE)
    save_summary(actor=actor, activity=activity, meeting=meeting, version=0, text=own, submit=True)
    text = compose_round_summary(activity)
    save_summary(actor=actor, activity=activity, meeting=None, version=0, text=text)
    result_uses.record_result_use(
        actor=actor, meeting=meeting, officer=None, kind="commendation", text="列入年度文明规范工商所推荐名单",
        decided_by="局党委会议", decided_on=today,
    )  # fmt: skip
