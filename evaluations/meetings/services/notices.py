"""What members are told, and what they answer: notices by edition, letters, the personal link, the call list (S0-07, S0-09)."""

from collections.abc import Iterable

from django.utils.timezone import localdate

from desk.models import Job
from desk.services.jobs import queue_job
from desk.services.made_documents import release_made, unfinished
from evaluations.meetings.models import Activity, Meeting, MeetingNotice, Representative
from evaluations.meetings.services.refusals import MeetingRefused
from evaluations.meetings.services.states import locked, move
from registry.models import Attachment, User
from registry.services.attachments import PDF, store_attachment
from registry.services.audit import change
from rulebook.lifecycle.draw import DrawState
from rulebook.lifecycle.job import JobState
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.representative import REPRESENTATIVE, RepresentativeState
from rulebook.lifecycle.table import IllegalMove

LETTERS = "meetings.letters"
LINK, CALL = "link", "call"
NO_WAY_BACK = "您先前已表示不参加，不能再改；确能参加的，请与联系人联系。"
BEFORE_VOTE = frozenset({MeetingState.DRAWN, MeetingState.NOTIFIED, MeetingState.CHECK_IN})
TOLD = (RepresentativeState.NOTIFIED, RepresentativeState.CONFIRMED)


def require_tellable(row: Meeting) -> None:
    """Raises ``MeetingRefused`` unless there is something to tell: a published draw, date, time and place."""
    if row.draw is None or row.draw.state not in (DrawState.PUBLISHED, DrawState.ARCHIVED):
        raise MeetingRefused("抽取结果尚未公布，公布后才能通知代表。")
    if not (row.held_on and row.held_at and row.place):
        raise MeetingRefused("会议的日期、时间和地点还没有填写，填好后再通知代表。")


def record_notices(row: Meeting, members: Iterable[int]) -> None:
    """Keep that these members were told of the present date and place, today."""
    told = [
        MeetingNotice(
            representative_id=pk, edition=row.edition, told_on=localdate(), unreached=0, reply_channel=""
        )
        for pk in members
    ]
    MeetingNotice.objects.bulk_create(
        told,
        update_conflicts=True,
        unique_fields=["representative"],
        update_fields=["edition", "told_on", "unreached", "reply_channel"],
    )


def all_told(row: Meeting) -> None:
    """The meeting counts as notified once nobody waits to be told."""
    if row.state == MeetingState.DRAWN:
        waiting = row.representatives.filter(state=RepresentativeState.NAMED)
        if not waiting.exists():
            move(row, MeetingState.NOTIFIED)


def renew_notices(row: Meeting) -> int:
    """Date, time or place changed: whoever was told is to be told anew, under the next edition; the draw stays valid.

    For use inside a ``change`` by whoever holds the lock on ``row``. Returns how many are to be told anew. Before anybody
    was told, and no letter was made, nothing happens.
    """
    if row.state not in BEFORE_VOTE:
        return 0
    told = row.representatives.filter(state__in=TOLD).update(state=RepresentativeState.NAMED)
    if row.state == MeetingState.DRAWN and not told and not _letters_made(row):
        return 0
    row.edition += 1
    row.save(update_fields=["edition"])
    waiting = MeetingNotice.objects.filter(
        representative__meeting=row, representative__state=RepresentativeState.NAMED
    )
    waiting.update(unreached=0, reply_channel="")
    if row.state != MeetingState.DRAWN:
        move(row, MeetingState.DRAWN)
    return told


def _letters_made(row: Meeting) -> bool:
    made = Job.objects.filter(kind=LETTERS, params__meeting=row.pk, params__edition=row.edition)
    return made.exclude(state__in=[JobState.FAILED, JobState.STOPPED]).exists()


def take_answer(row: Meeting, member: Representative, answer: RepresentativeState, channel: str) -> None:
    """Keep a member's answer and how it came; whoever answers has been told. For use inside a ``change``."""
    REPRESENTATIVE.require(member.state, answer)
    if member.state == RepresentativeState.NAMED:
        record_notices(row, [member.pk])
    member.state = answer
    member.save(update_fields=["state"])
    MeetingNotice.objects.filter(representative=member).update(reply_channel=channel)


def answer_by_link(*, representative: Representative, edition: int, comes: bool) -> Representative:
    """What a member answered on the personal page; nobody asks why (S0-07). The same answer twice changes nothing.

    A drawn member's seat stays open until the drawing side lets the next ticket step in. Raises ``MeetingRefused``.
    """
    with change(None, "answer_by_link", representative) as log:
        row = locked(representative.meeting)
        if row.edition != edition:
            raise MeetingRefused("会议的时间或地点已变，请以新的通知为准。")
        if row.state not in BEFORE_VOTE:
            raise MeetingRefused("现在不能再答复，请与通知上的联系人联系。")
        require_tellable(row)
        member = row.representatives.select_for_update(of=("self",)).get(pk=representative.pk)
        answer = RepresentativeState.CONFIRMED if comes else RepresentativeState.DECLINED
        if member.state != answer:
            if member.attended:
                raise MeetingRefused("您已在会场签到，不能再改答复，请告诉会场工作人员。")
            try:
                take_answer(row, member, answer, LINK)
            except IllegalMove as late:
                raise MeetingRefused(NO_WAY_BACK) from late
            all_told(row)
        log.note(meeting=row.pk, answer=answer.value)
    return member


def record_unreached(*, actor: User, representative: Representative) -> int:
    """Count a call that nobody took; returns how many there were of this edition."""
    with change(actor, "record_unreached", representative) as log:
        row = locked(representative.meeting)
        member = row.representatives.select_for_update(of=("self",)).get(pk=representative.pk)
        if row.state not in BEFORE_VOTE or member.state not in (RepresentativeState.NAMED, *TOLD):
            raise MeetingRefused(f"{member.label}不在待联系之列，不必登记。")
        notice, _ = MeetingNotice.objects.select_for_update().get_or_create(representative=member)
        notice.unreached += 1
        notice.save(update_fields=["unreached"])
        log.note(meeting=row.pk, unreached=notice.unreached)
    return notice.unreached


def request_letters(*, actor: User, meeting: Meeting, contact: str) -> Job:
    """Queue the letters to all who wait to be told; while they are being made, that job is returned.

    ``contact`` is whom a member asks or calls to answer; it is kept with the round for the next letters.
    """
    with change(actor, "request_letters", meeting) as log:
        row = locked(meeting)
        if row.state not in BEFORE_VOTE:
            raise MeetingRefused(f"会议{row.get_state_display()}，现在不能制作通知书。")
        require_tellable(row)
        if not row.representatives.filter(state=RepresentativeState.NAMED).exists():
            raise MeetingRefused("没有待通知的代表，不必制作通知书。")
        Activity.objects.filter(pk=row.activity_id).update(contact=contact)
        params = {"meeting": row.pk, "edition": row.edition}
        rows = Job.objects.filter(kind=LETTERS, params__meeting=row.pk, params__edition=row.edition)
        if running := unfinished(rows):
            return running
        job = queue_job(actor=actor, kind=LETTERS, title=f"{row}通知书", params=params)
        log.note(job=job.pk, edition=row.edition)
    return job


def keep_letters(*, actor: User | None, meeting: Meeting, edition: int, pdf: bytes) -> Attachment:
    """Keep the letters of one making. Raises ``MeetingRefused`` when date or place changed meanwhile."""
    with change(actor, "keep_letters", meeting) as log:
        row = locked(meeting)
        if row.edition != edition:
            raise MeetingRefused("制作期间会议的时间或地点有变，请重新制作通知书。")
        name = f"{row.activity.year}年{row.office}{row.activity.occasion}会议通知书（第{edition}版）.pdf"
        kept = store_attachment(actor=actor, name=name, content=pdf, allowed={PDF})
        log.note(pdf=kept.sha256, edition=edition)
    return kept


def release_letters(job: Job) -> None:
    """Let go of letters with their personal links; they can be made again."""
    release_made(job, "pdf")


def open_letters(*, actor: User, meeting: Meeting) -> None:
    """Leave a trace of a download of the letters: they hold names and personal links."""
    with change(actor, "open_letters", meeting) as log:
        log.note(edition=meeting.edition)


def export_members(*, actor: User, meeting: Meeting, contacts: bool) -> None:
    """Leave a trace of a download of the members' list, and whether it held telephone numbers."""
    with change(actor, "export_members", meeting) as log:
        log.note(contacts=contacts)
