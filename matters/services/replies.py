"""Answers to letters, and the end of a letter (S2-11)."""

from django.utils.timezone import localdate

from matters.models import BoxReading, Letter, LetterReply, Matter
from matters.queries.accused import accused_names
from matters.queries.letters import unreachable_seal
from matters.services.letters import ANSWER, LetterRefused, keep, locked, move, run_limit, stop_limit
from matters.services.matters import raise_matter
from registry.models import Unit, User
from registry.queries.two_persons import same_person
from registry.services.audit import change
from registry.services.refusals import VersionConflict
from rulebook.lifecycle.letter import LETTER, LetterState
from rulebook.matter import letters as law
from rulebook.matter.matters import Source, Triage

SOURCES = {law.Box.HOTLINE: Source.HOTLINE, law.Box.APPEAL: Source.COMPLAINT}
"""As what a letter's problem is entered; from the other boxes as 来信."""


def write_reply(*, actor: User, letter: Letter, kind: law.ReplyKind, text: str) -> LetterReply:
    """Write down what the writer shall be told; nobody outside sees it before it is sent. Raises ``LetterRefused``."""
    with change(actor, "write_reply", letter) as log:
        row = locked(letter)
        if row.state != LetterState.HANDLING:
            raise LetterRefused(f"来信{LETTER.label(row.state)}，办理中才能拟写答复。")
        reply = LetterReply.objects.create(letter=row, kind=kind.value, text=text, written_by=actor)
        keep(row, actor, f"拟写{law.REPLY_LABELS[kind]}。")
        log.note(kind=kind.value)
    return reply


def send_reply(*, actor: User, reply: LetterReply, channel: law.Channel) -> LetterReply:
    """Tell the writer; an answer stops the limit. A reply goes out once. Raises ``LetterRefused``."""
    with change(actor, "send_reply", reply.letter) as log:
        row = locked(reply.letter)
        found = LetterReply.objects.select_for_update().get(pk=reply.pk)
        if found.sent_on is not None:
            raise LetterRefused(f"这份答复已于 {found.sent_on:%Y-%m-%d} 发出，没有再发。")
        if row.state != LetterState.HANDLING:
            raise LetterRefused(f"来信{LETTER.label(row.state)}，办理中才能发出答复。")
        _mark_sent(found, actor, channel)
        if found.kind in law.ANSWERS:
            _answered(row, actor)
            _forget_unreachable(row)
        keep(row, actor, f"发出{found.get_kind_display()}，{law.CHANNEL_LABELS[channel]}。")
        log.note(kind=found.kind, channel=channel.value)
    return found


def _mark_sent(reply: LetterReply, actor: User, channel: law.Channel) -> None:
    reply.channel, reply.sent_by, reply.sent_on = channel.value, actor, localdate()
    reply.save()


def _answered(row: Letter, actor: User) -> None:
    move(row, LetterState.REPLIED)
    row.answered_on = localdate()
    row.in_time = localdate() <= row.clock.due_on if row.clock is not None else None
    stop_limit(actor, row)


def _forget_unreachable(row: Letter) -> None:
    """What was asked was asked of the letter as it stood; answered or begun anew, there is nothing left to approve."""
    row.unreachable_reason, row.unreachable_by, row.unreachable_reply = "", None, None
    row.unreachable_approved_by = None


def ask_unreachable(*, actor: User, letter: Letter, reason: str, text: str) -> Letter:
    """Say that the writer cannot be reached, and write the answer that he shall find under his query code (S2-11).

    Somebody else approves it. Raises ``LetterRefused``.
    """
    with change(actor, "ask_unreachable", letter):
        row = locked(letter)
        if row.state != LetterState.HANDLING:
            raise LetterRefused(f"来信{LETTER.label(row.state)}，办理中才能提出。")
        row.unreachable_reason, row.unreachable_by = reason, actor
        row.unreachable_reply = LetterReply.objects.create(
            letter=row, kind=law.ReplyKind.FINAL.value, text=text, written_by=actor
        )
        keep(row, actor, f"提出无法联系来信人：{reason}")
    return row


def approve_unreachable(*, actor: User, letter: Letter, version: int) -> Letter:
    """Approve that nobody can be reached: the answer stands under the query code from now on, and the letter is closed.

    ``version`` is ``unreachable_seal`` of what stood on the approver's page. Raises ``LetterRefused`` for who asked,
    ``VersionConflict`` when something else is asked by now.
    """
    with change(actor, "approve_unreachable", letter):
        row = locked(letter)
        reply = row.unreachable_reply
        if row.unreachable_by is not None and same_person(row.unreachable_by, actor):
            raise LetterRefused("不能批准自己提出的“无法联系”，请由另一人批准。")
        if not row.unreachable_reason or reply is None:
            raise LetterRefused("还没有人提出无法联系来信人。")
        if version != (now := unreachable_seal(row)):
            raise VersionConflict(now)
        _mark_sent(reply, actor, law.Channel.WEB)
        _answered(row, actor)
        row.unreachable_approved_by = actor
        _close(row, actor, "批准确认无法联系来信人，答复留在查询码下，办结。")
    return row


def close_letter(*, actor: User, letter: Letter) -> Letter:
    """Close a letter that was answered. Closing twice changes nothing. Raises ``LetterRefused``."""
    with change(actor, "close_letter", letter):
        row = locked(letter)
        if row.state == LetterState.CLOSED:
            return row
        _close(row, actor, "办结。")
    return row


def _close(row: Letter, actor: User, text: str) -> None:
    approved = row.unreachable_approved_by is not None
    if lacking := law.closing_problems(answered=row.answered_on is not None, unreachable_approved=approved):
        raise LetterRefused("".join(lacking))
    move(row, LetterState.CLOSED)
    row.closed_on = localdate()
    stop_limit(actor, row)
    keep(row, actor, text)


def rate_answer(*, letter: Letter, opinion: law.Opinion) -> Letter:
    """What the writer thinks of the answer, said with the query code. Dissatisfied for the first time: it is handled again.

    Raises ``LetterRefused`` before an answer and after an opinion.
    """
    with change(None, "rate_answer", letter) as log:
        row = locked(letter)
        if row.answered_on is None:
            raise LetterRefused("还没有发出答复，收到答复后再评价。")
        if row.opinion:
            raise LetterRefused("您已经评价过这次答复。")
        again = opinion == law.Opinion.DISSATISFIED and not row.reopened
        if again:
            move(row, LetterState.HANDLING)
            row.reopened, row.answered_on, row.in_time, row.closed_on = True, None, None, None
            _forget_unreachable(row)
            run_limit(row, ANSWER)
        else:
            row.opinion = opinion.value
        text = "，重新办理。" if again else "。"
        keep(row, None, f"来信人对答复{law.OPINION_LABELS[opinion]}{text}")
        log.note(again=again)
    return row


def read_contact(*, actor: User, letter: Letter) -> dict[str, str]:
    """Who wrote and how to reach him; the reading stands in the letter's steps and in the audit."""
    with change(actor, "read_letter_contact", letter):
        row = locked(letter)
        contact = row.contact
        keep(row, actor, "查看了来信人的联系方式。")
    return {"姓名": contact.name, "联系电话": contact.phone, "通信地址": contact.address}


def read_box(*, actor: User, bureau: Unit, box: law.Box, waiting: int) -> BoxReading:
    """Keep that a leader has read a box today; once a day is enough (S2-11)."""
    today = BoxReading.objects.filter(bureau=bureau, box=box.value, user=actor, on=localdate())
    if before := today.first():
        return before
    reading = BoxReading(bureau=bureau, box=box.value, user=actor, on=localdate(), waiting=waiting)
    with change(actor, "read_box", reading):
        reading.save()
    return reading


def raise_from_letter(
    *, actor: User, letter: Letter, unit: Unit, title: str, text: str, triage: Triage
) -> Matter:
    """Enter what a letter is about as a problem, in words that do not tell who wrote. Raises ``LetterRefused``, ``MatterRefused``."""
    with change(actor, "raise_from_letter", letter):
        row = locked(letter)
        if row.matter_id is not None:
            raise LetterRefused("这封来信的问题已经登记。")
        row.matter = raise_matter(
            actor=actor, unit=unit, title=title, text=text, raised_on=row.received_on, triage=triage,
            source=SOURCES.get(law.Box(row.box), Source.LETTER), names=accused_names(row),
        )  # fmt: skip
        keep(row, actor, "登记为问题，纳入整改。")
    return row.matter
