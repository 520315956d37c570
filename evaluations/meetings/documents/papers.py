"""Which papers belong into the dossier of a round. A new kind of paper is one function here and one line in its list.

A paper that is not there says why: the index lists it all the same.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ballots.queries import files, votes
from draws.documents import certificate, minutes
from draws.queries.records import bundle_of
from evaluations.meetings.documents.dossier_sheets import (
    measure_workbook,
    question_workbook,
    screened_workbook,
)
from evaluations.meetings.documents.duty_report import duty_report_pdf
from evaluations.meetings.documents.feedback import rectification_form, reply_letter
from evaluations.meetings.documents.meeting_minutes import meeting_minutes_pdf
from evaluations.meetings.documents.notice_list import members_workbook
from evaluations.meetings.documents.opinions import opinion_workbook
from evaluations.meetings.documents.plan import plan_pdf
from evaluations.meetings.documents.run_sheet import run_sheet_pdf
from evaluations.meetings.documents.summary import summary_pdf
from evaluations.meetings.models import Activity, Meeting
from evaluations.meetings.queries import attendance, plans, reports, summaries
from evaluations.meetings.queries.duty_reports import report_rows
from evaluations.meetings.queries.feedback import feedback_of, questions_of, reply_facts
from evaluations.meetings.queries.opinions import collected_opinions, measures
from evaluations.meetings.queries.sittings import minutes_facts, run_sheet_lines, usual_chair, usual_watcher
from registry.models import Attachment
from rulebook.draw.bundle import zip_bundle
from rulebook.lifecycle.vote import VoteState

INTERNAL = "内部"


@dataclass(frozen=True)
class Paper:
    """One paper: its name with ending, and the content, or the reason why there is none; ``mark`` says 内部."""

    name: str
    content: bytes | None = None
    reason: str = ""
    mark: str = ""


RoundPapers = Callable[[Activity], Iterable[Paper]]
MeetingPapers = Callable[[Meeting], Iterable[Paper]]


def _kept(name: str, file: Attachment | None, reason: str, mark: str = "", ending: str = "pdf") -> Paper:
    """A permanent file under the name it has in the dossier, its own ending kept; ``ending`` stands where there is none."""
    ending = file.name.rpartition(".")[2] if file else ending
    if file is None:
        return Paper(f"{name}.{ending}", reason=reason, mark=mark)
    with file.file.open("rb") as handle:
        return Paper(f"{name}.{ending}", handle.read(), mark=mark)


def plan_papers(activity: Activity) -> Iterator[Paper]:
    rows = plans.schedule_rows(activity)
    yield Paper(
        "活动方案.pdf", plan_pdf(activity, list(activity.group.all()), rows, plans.plan_days(activity))
    )


def round_summary(activity: Activity) -> Iterator[Paper]:
    summary = summaries.summary_of(activity, None)
    if summary is None:
        yield Paper("本轮工作总结.pdf", reason="还没有写总结")
    else:
        draft = "" if summary.submitted_on else "（草稿）"
        yield Paper(f"本轮工作总结{draft}.pdf", summary_pdf(summary))


def collected(meeting: Meeting) -> Iterator[Paper]:
    opinions = list(collected_opinions(meeting))
    if opinions:
        yield Paper("征集的意见.xlsx", opinion_workbook(meeting, opinions))
        yield Paper("拟采取的措施.xlsx", measure_workbook(meeting, measures(meeting)))
    else:
        yield Paper("征集的意见.xlsx", reason="没有登记征集的意见")


def duty_reports(meeting: Meeting) -> Iterator[Paper]:
    for row in report_rows(meeting):
        name = f"{row.activity.report_word}（{row.officer.name}）"
        report = row.report
        if report is None:
            yield Paper(f"{name}.pdf", reason="没有报告")
            continue
        yield Paper(f"{name}.pdf", duty_report_pdf(meeting, row))
        if report.upload:
            yield _kept(f"{name}上传件", report.upload, "")


def draws(meeting: Meeting) -> Iterator[Paper]:
    rows = [*meeting.past_draws.order_by("pk"), *([meeting.draw] if meeting.draw else [])]
    if not rows:
        yield Paper("抽取证书.pdf", reason="没有抽取")
    for row in rows:
        void = "（已作废）" if row != meeting.draw else ""
        if row.locked_at is None:
            yield Paper(f"抽取证书 {row.number}{void}.pdf", reason="名册没有锁定")
            continue
        yield Paper(f"抽取证书 {row.number}{void}.pdf", certificate.certificate_pdf(row))
        yield Paper(f"抽取记录 {row.number}{void}.pdf", minutes.minutes_pdf(row))
        if row.drawn_at:
            yield Paper(f"抽取核验包 {row.number}{void}.zip", zip_bundle(bundle_of(row)))


def members(meeting: Meeting) -> Iterator[Paper]:
    rows = attendance.members_on_paper(meeting)
    if rows.exists():
        yield Paper("评议代表名单.xlsx", members_workbook(meeting, rows, contacts=False))
    else:
        yield Paper("评议代表名单.xlsx", reason="代表没有产生")


def meeting_day(meeting: Meeting) -> Iterator[Paper]:
    lines = run_sheet_lines(meeting)
    chair, watcher = usual_chair(meeting), usual_watcher(meeting)
    yield Paper("会议流程单.pdf", run_sheet_pdf(meeting, lines, chair, watcher))
    sittings = list(meeting.sittings.all())
    if not sittings:
        yield Paper("会议记录.pdf", reason="会议没有开")
    for number, sitting in enumerate(sittings, start=1):
        name = "会议记录.pdf" if len(sittings) == 1 else f"会议记录（第{number}次）.pdf"
        yield Paper(name, meeting_minutes_pdf(minutes_facts(meeting, sitting)))
    asked = list(questions_of(meeting))
    if asked:
        yield Paper("问询和建议.xlsx", question_workbook(meeting, asked))
    else:
        yield Paper("问询和建议.xlsx", reason="没有登记问询和建议")


def count(meeting: Meeting) -> Iterator[Paper]:
    report = reports.report_of(meeting)
    missing = "计票报告没有生成"
    yield _kept("计票报告", report.pdf if report else None, missing, INTERNAL)
    scan = report.signed_scan if report else None
    yield _kept("计票报告签字扫描件", scan, "签字扫描件没有上传", INTERNAL)
    yield _kept("结果公布件", report.published_pdf if report else None, missing)
    yield _kept("计票结果", report.workbook if report else None, missing, INTERNAL, ending="xlsx")


def publication(meeting: Meeting) -> Iterator[Paper]:
    """The files as they were kept, so that the digests on the report are theirs."""
    vote = meeting.vote
    shown = vote is not None and vote.state == VoteState.PUBLISHED
    for label, name, mark in (
        ("公布的计票数据", files.COUNTS, ""),
        ("公布的比率", files.PUBLICATION, ""),
        ("内部计票数据", files.INTERNAL, INTERNAL),
    ):
        raw = files.kept_file(vote, name) if vote and (shown or mark) else None
        yield Paper(f"{label} {name}", raw, "" if raw is not None else "结果没有公布", mark)


def screened(meeting: Meeting) -> Iterator[Paper]:
    found = votes.screened_opinions(meeting.vote) if meeting.vote else []
    if found and meeting.vote:
        yield Paper("整理后的评议意见.xlsx", screened_workbook(meeting, votes.grouped_opinions(meeting.vote)))
    else:
        yield Paper("整理后的评议意见.xlsx", reason="没有整理后的书面意见")


def feedback_papers(meeting: Meeting) -> Iterator[Paper]:
    forms = list(feedback_of(meeting))
    if not forms:
        yield Paper("反馈单.pdf", reason="结果没有反馈")
    for form in forms:
        who = form.officer.name if form.officer else "单位"
        yield _kept(f"反馈单（{who}）", form.sheet, "反馈单没有生成", INTERNAL)
        yield Paper(f"反馈整改表（{who}）.pdf", rectification_form(form))
    facts = reply_facts(meeting)
    if facts:
        yield Paper("整改情况回告函.pdf", reply_letter(facts))
    else:
        yield Paper("整改情况回告函.pdf", reason="结果没有公布，或措施没有交齐")


def office_summary(meeting: Meeting) -> Iterator[Paper]:
    summary = summaries.summary_of(meeting.activity, meeting)
    if summary is None:
        yield Paper("工作总结.pdf", reason="单位没有报送总结")
    else:
        draft = "" if summary.submitted_on else "（草稿）"
        yield Paper(f"工作总结{draft}.pdf", summary_pdf(summary))


ROUND_PAPERS: list[RoundPapers] = [plan_papers, round_summary]
MEETING_PAPERS: list[MeetingPapers] = [
    collected,
    duty_reports,
    draws,
    members,
    meeting_day,
    count,
    publication,
    screened,
    feedback_papers,
    office_summary,
]
