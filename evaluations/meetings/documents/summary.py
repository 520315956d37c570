"""The written summary as an official document, addressed upward (S0-18)."""

from django.utils.timezone import localdate

from evaluations.meetings.models import WrittenSummary
from evaluations.meetings.queries.reports import MARKS
from printing.page import Document, official_pdf
from printing.wording import long_date, text_blocks


def summary_pdf(summary: WrittenSummary) -> bytes:
    """An office reports to the bureau's inspectorate, the bureau to the superior bureau; a draft says that it is one."""
    activity, meeting = summary.activity, summary.meeting
    issuer = meeting.office.name if meeting else activity.bureau.name
    superior = activity.bureau.parent.name if activity.bureau.parent else "上级工商行政管理局"
    marks = [MARKS.get(activity.marking, activity.marking), "" if summary.submitted_on else "草稿"]
    return official_pdf(
        Document(
            title=f"{issuer}\n{activity.year}年{activity.assessment}工作总结",
            issuer=issuer,
            number=activity.document_number if not meeting and summary.submitted_on else "",
            addressee=f"{activity.bureau.name}监察室" if meeting else superior,
            blocks=text_blocks(summary.text),
            date_text=long_date(summary.submitted_on or localdate()),
            watermark=next((mark for mark in marks if mark), ""),
        )
    )
