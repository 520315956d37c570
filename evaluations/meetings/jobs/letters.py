"""The letters to the members of a meeting."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from desk.models import Job
from desk.ports import JobFailed, Progress
from evaluations.meetings.access.notices import reply_token
from evaluations.meetings.documents import letters as letters_documents
from evaluations.meetings.models import Meeting, Representative
from evaluations.meetings.queries.notices import LetterFacts, notice_facts, to_be_told
from evaluations.meetings.services import refusals
from evaluations.meetings.services.notices import keep_letters

EVERY = 20


def make_letters(job: Job, progress: Progress) -> dict[str, Any]:
    """A letter for each member of ``job.params["meeting"]`` who waits to be told of ``job.params["edition"]``."""
    rows = Meeting.objects.select_related(
        "activity", "activity__bureau", "activity__group_office", "office", "draw"
    )
    meeting = rows.filter(pk=job.params["meeting"], edition=job.params["edition"]).first()
    facts = notice_facts(meeting) if meeting else None
    if meeting is None or facts is None:
        raise JobFailed("会议的时间或地点有变，请重新制作通知书。")
    letters = [_letter(member, meeting.edition) for member in to_be_told(meeting)]
    if not letters:
        raise JobFailed("没有待通知的代表，不必制作通知书。")
    total = len(letters) + 1

    def said(done: int) -> None:
        if done % EVERY == 0:
            progress(done, total, "编排通知书")

    pdf = letters_documents.letters_pdf(facts, letters, said)
    progress(len(letters), total, "保存文件")
    try:
        kept = keep_letters(actor=job.created_by, meeting=meeting, edition=meeting.edition, pdf=pdf)
    except refusals.MeetingRefused as refusal:
        raise JobFailed(str(refusal)) from refusal
    progress(total, total)
    return {"meeting": meeting.pk, "pdf": kept.pk, "letters": len(letters)}


def _letter(member: Representative, edition: int) -> LetterFacts:
    token = reply_token(member.pk, edition)
    return LetterFacts(
        name=f"{member.label}（负责人：{member.who}）" if member.business and member.who else member.label,
        drawn=member.source == "drawn",
        category=str(member.get_category_display()),
        address=settings.PUBLIC_URL + reverse("meetings:reply", args=[token]),
    )


def letters_url(job: Job) -> str:
    """The page that offers the letters."""
    return reverse("meetings:notice-show", args=[job.params["meeting"]])
