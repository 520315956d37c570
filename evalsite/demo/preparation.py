"""What the demo's offices prepared: opinions collected and sorted, reports written. Every word is invented."""

from datetime import timedelta

from django.utils.timezone import localdate

from evaluations.meetings.documents import duty_report
from evaluations.meetings.models import Activity, CollectedOpinion, Meeting
from evaluations.meetings.queries import meetings
from evaluations.meetings.queries.duty_reports import report_rows
from evaluations.meetings.services import plans
from evaluations.meetings.services.duty_reports import UploadedReport, save_duty_report, submit_duty_report
from evaluations.meetings.services.opinions import MeasureData, collect_opinion, sort_collected_opinions
from registry.models import User
from rulebook.meeting.duty_report import REPORT_HEADINGS
from rulebook.meeting.rounds import default_place_due, default_summary_due

PURPOSE = (
    "为推进基层工商所（分局）党风廉政建设，健全社会监督和评议机制，决定开展面向监管服务对象代表述职述廉社会评议。\n"
    "各所（分局）坚持实事求是、讲求实效、内外互动、注重整改的原则，按附表时间召开会议，确定地点后上报监察室。\n"
    "严防形式主义，严防对提意见和建议的监管服务对象代表打击报复。"
)
# heading, problem, analysis, measure, opinions (channel, text)
MEASURES = [
    (
        "efficiency",
        "集市日窗口排队时间长",
        "集市日来办事的人是平日的三倍，窗口只开两个。",
        "集市日增开一个窗口，中午不休息，安排人员轮值。",
        [
            ("visit", "赶集那天办证要排一上午的队。"),
            ("questionnaire", "窗口中午关门，从村里来一趟要等到下午。"),
        ],
    ),
    (
        "enforcement",
        "检查频次多，同一条街重复检查",
        "片区之间没有通气，专项检查与日常巡查没有合并。",
        "同一片区的检查合并进行，每月一次，事先在片区公示。",
        [("forum", "一个月来查了三次，每次都要停下生意陪着。"), ("box", "检查能不能合在一起，一次说清楚。")],
    ),
    (
        "duty",
        "投诉办结后没有回告",
        "调解员只登记了结果，没有把回告列入流程。",
        "投诉办结三日内回告，由所长每周抽查。",
        [("hotline", "买的电动车有毛病，投诉以后不知道办得怎么样。")],
    ),
]
TEXTS = {
    "duty": "本年受理消费投诉四十六件，办结四十五件，为消费者挽回损失三万余元；新登记个体工商户一百二十户。",
    "enforcement": "开展食品、农资专项检查六次，立案九件，均按程序办理，没有复议变更。",
    "service": "走访企业三十户，帮助两家合作社注册商标，办理动产抵押登记五件。",
    "efficiency": "推行一次告知和首问负责，窗口平均等候时间比上年缩短；集市日排队的问题还没有解决。",
    "integrity": "遵守廉洁自律各项规定，没有接受管理服务对象的宴请和礼品，亲属没有在辖区经商。",
    "problems": "存在的问题：集市日窗口等候时间长；检查没有合并；个别投诉没有回告。\n"
    "整改措施：集市日增开窗口；同一片区检查合并进行；投诉办结三日内回告，每周抽查。",
}
UNSORTED = [
    ("online", "年报不会填，希望有人上门教一教。"),
    ("supervisor", "有的巡查人员到店不亮证件。"),
]

Users = dict[str, User]


def write_plan(users: Users, activity: Activity) -> None:
    """The round's plan; what is due lies ahead, whenever the demo is started."""
    today = localdate()
    plans.update_plan(
        actor=users["jiancha"], activity=activity, version=activity.version,
        document_number=f"安工商〔{activity.year}〕30号", purpose=PURPOSE,
        place_due=max(default_place_due(activity.year), today + timedelta(days=7)),
        summary_due=max(default_summary_due(activity.year), today + timedelta(days=30)),
    )  # fmt: skip


def prepare(users: Users, meeting: Meeting) -> None:
    """Opinions sorted into measures, every officer's report complete and handed in."""
    clerk = users["jiancha"]
    for heading, problem, analysis, measure, found in MEASURES:
        data = MeasureData(heading, problem, analysis, measure)
        opinions = [_collect(clerk, meeting, *each) for each in found]
        sort_collected_opinions(actor=clerk, meeting=meeting, opinions=opinions, measure=data)
    for officer in meetings.officers(meeting):
        report = save_duty_report(
            actor=clerk, meeting=meeting, person=officer.person, version=0, headings=TEXTS, in_upload=[],
            opinions=list(meeting.collected_opinions.all()),
        )  # fmt: skip
        submit_duty_report(actor=clerk, report=report)
    _upload(clerk, meeting)


def _upload(clerk: User, meeting: Meeting) -> None:
    """The first officer also hands in the report as a file."""
    row = report_rows(meeting)[0]
    if row.report is None:
        raise RuntimeError(meeting)
    file = UploadedReport(f"{row.officer.name}述职述廉报告.pdf", duty_report.duty_report_pdf(meeting, row))
    save_duty_report(
        actor=clerk, meeting=meeting, person=row.officer.person, version=row.report.version, headings=TEXTS,
        in_upload=[each.key for each in REPORT_HEADINGS[:5]], opinions=list(meeting.collected_opinions.all()),
        upload=file,
    )  # fmt: skip


def begin(users: Users, meeting: Meeting) -> None:
    """A preparation under way: opinions wait to be sorted, the first report is a draft."""
    clerk = users["jiancha"]
    for each in UNSORTED:
        _collect(clerk, meeting, *each)
    draft = {each.key: TEXTS[each.key] for each in REPORT_HEADINGS[:3]}
    save_duty_report(
        actor=clerk, meeting=meeting, person=meetings.officers(meeting)[0].person, version=0, headings=draft,
        in_upload=[], opinions=[],
    )  # fmt: skip


def _collect(clerk: User, meeting: Meeting, channel: str, text: str) -> CollectedOpinion:
    return collect_opinion(actor=clerk, meeting=meeting, channel=channel, collected_on=localdate(), text=text)
