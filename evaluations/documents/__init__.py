"""Rows of evaluations as official documents."""

from evaluations.documents.count_report import count_report, published_report
from evaluations.documents.count_workbook import count_workbook
from evaluations.documents.dossier import build_dossier
from evaluations.documents.duty_report import duty_report_pdf
from evaluations.documents.feedback import feedback_sheet, rectification_form, reply_letter
from evaluations.documents.letters import letters
from evaluations.documents.meeting_minutes import (
    meeting_minutes,
)
from evaluations.documents.notice_list import notice_list
from evaluations.documents.opinions import opinion_workbook
from evaluations.documents.plan import plan_pdf
from evaluations.documents.run_sheet import (
    run_sheet,
)
from evaluations.documents.summary import summary_pdf
from evaluations.documents.survey_workbook import outside_template, survey_workbook
from evaluations.documents.trends import trend_workbook

__all__ = [
    "build_dossier",
    "count_report",
    "count_workbook",
    "duty_report_pdf",
    "feedback_sheet",
    "letters",
    "meeting_minutes",
    "notice_list",
    "opinion_workbook",
    "outside_template",
    "plan_pdf",
    "published_report",
    "rectification_form",
    "reply_letter",
    "run_sheet",
    "summary_pdf",
    "survey_workbook",
    "trend_workbook",
]
