"""What waits for whom in a meeting: duties that can be done now, from the same facts as the board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rulebook.lifecycle.draw import DrawState
from rulebook.lifecycle.meeting import MeetingState
from rulebook.lifecycle.vote import VoteState
from rulebook.meeting.board import SHOWN, MeetingFacts, Step

M, D, V = MeetingState, DrawState, VoteState


class Whom(StrEnum):
    """Who is waited for first; the label is the heading of the list."""

    OFFICE = "被评议单位"
    WATCHER = "市纪委监督员"
    SECOND = "监察室或局纪委书记"
    INSPECTORATE = "监察室"
    RECEPTIONIST = "签到员"
    TELLER = "计票人"


class Duty(StrEnum):
    """One thing somebody is to do."""

    REPORT_PLACE = "report_place"
    DECLARE_KIN = "declare_kin"
    WRITE_REPORTS = "write_reports"
    FILL_FORMS = "fill_forms"
    WRITE_SUMMARY = "write_summary"
    FIX_TIME = "fix_time"
    SORT_OPINIONS = "sort_opinions"
    OPEN_POOL = "open_pool"
    PREPARE_DRAW = "prepare_draw"
    ENTER_CONSUMERS = "enter_consumers"
    LOCK_DRAW = "lock_draw"
    RUN_DRAW = "run_draw"
    CONFIRM_DRAW = "confirm_draw"
    GIVE_DIGITS = "give_digits"
    SUBSTITUTE = "substitute"
    NOTIFY = "notify"
    HEAR_ANSWERS = "hear_answers"
    ATTEND = "attend"
    CHECK_IN = "check_in"
    SITTING = "sitting"
    PREPARE_VOTE = "prepare_vote"
    RUN_VOTE = "run_vote"
    CONFIRM_VOTE = "confirm_vote"
    COUNT_LEFTOVERS = "count_leftovers"
    COUNT = "count"
    MAKE_REPORT = "make_report"
    SIGN = "sign"
    SCREEN_OPINIONS = "screen_opinions"
    FEED_BACK = "feed_back"
    TELL_REPRESENTATIVES = "tell_representatives"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Wait:
    """A duty with its sentence; ``step`` is the column of the board where it is done."""

    duty: Duty
    whom: Whom
    step: Step
    sentence: str
    due: date | None = None


def waits(facts: MeetingFacts, today: date) -> list[Wait]:
    """Everything that can be done now, in the order of the steps; nothing for a finished meeting."""
    parts = (_preparation, _roster, _draw, _notices, _day, _vote, _count, _aftermath)
    return [wait for part in parts for wait in part(facts, today)]


def _preparation(f: MeetingFacts, today: date) -> Iterator[Wait]:
    """Place and time, opinions, reports: until the door opens (S0-09, S0-18, S0-22)."""
    if not f.preparing:
        return
    due = f.preparation_due
    if not f.timed:
        yield Wait(Duty.FIX_TIME, Whom.INSPECTORATE, Step.PLACE, "请确定会议的日期和时间。", due)
    if not f.place:
        yield Wait(Duty.REPORT_PLACE, Whom.OFFICE, Step.PLACE, "请上报会议地点。", f.place_due)
    if not f.opinions:
        yield Wait(Duty.SORT_OPINIONS, Whom.INSPECTORATE, Step.OPINIONS, "还没有征求到意见。", due)
    elif f.opinions_sorted < f.opinions:
        left = f.opinions - f.opinions_sorted
        text = f"还有 {left} 条意见没有归类。"
        yield Wait(Duty.SORT_OPINIONS, Whom.INSPECTORATE, Step.OPINIONS, text, due)
    if f.reports < f.officers:
        text = f"述职报告应交 {f.officers} 份，还差 {f.officers - f.reports} 份。"
        yield Wait(Duty.WRITE_REPORTS, Whom.OFFICE, Step.REPORTS, text, due)


def _roster(f: MeetingFacts, today: date) -> Iterator[Wait]:
    due = f.preparation_due
    if f.state == M.DRAFT:
        yield Wait(Duty.OPEN_POOL, Whom.INSPECTORATE, Step.ROSTER, "请核对述职人员，开始编制名册。", due)
    if f.state in (M.DRAFT, M.POOL) and f.draw in ("", D.DRAFT) and not f.kin_declared:
        text = "请申报本所人员的亲属；没有的也请说明。"
        yield Wait(Duty.DECLARE_KIN, Whom.OFFICE, Step.ROSTER, text, due)
    if f.state == M.POOL and not f.draw:
        if not f.consumers:
            yield Wait(Duty.ENTER_CONSUMERS, Whom.WATCHER, Step.ROSTER, "请录入消费者名单。", due)
        text = "请完成排除和聘请，准备抽取。"
        yield Wait(Duty.PREPARE_DRAW, Whom.INSPECTORATE, Step.ROSTER, text, due)


def _draw(f: MeetingFacts, today: date) -> Iterator[Wait]:
    """The drawing body acts, a second person confirms (S0-03)."""
    due = f.preparation_due
    for action, text in (
        ("draws.lock", "请确认锁定名册。"),
        ("draws.reveal", "请确认揭示种子。"),
        ("draws.void", "请确认作废抽取。"),
    ):
        if action in f.asked:
            yield Wait(Duty.CONFIRM_DRAW, Whom.SECOND, Step.DRAW, text, due)
    if f.draw == D.DRAFT and "draws.lock" not in f.asked:
        yield Wait(Duty.LOCK_DRAW, Whom.WATCHER, Step.ROSTER, "请锁定名册。", due)
    elif f.draw == D.LOCKED and f.digits < f.parties:
        text = f"请双方报数，已报 {f.digits} 方，共 {f.parties} 方。"
        yield Wait(Duty.GIVE_DIGITS, Whom.WATCHER, Step.DRAW, text, due)
    elif f.draw == D.LOCKED and "draws.reveal" not in f.asked:
        yield Wait(Duty.RUN_DRAW, Whom.WATCHER, Step.DRAW, "双方已报数，请揭示种子。", due)
    elif f.draw == D.SEEDED:
        yield Wait(Duty.RUN_DRAW, Whom.WATCHER, Step.DRAW, "种子已揭示，请抽取。", due)
    elif f.draw == D.DRAWN:
        yield Wait(Duty.RUN_DRAW, Whom.WATCHER, Step.DRAW, "代表已抽出，请公布结果。", due)


def _notices(f: MeetingFacts, today: date) -> Iterator[Wait]:
    """Everybody is told and asked; an empty seat goes to the next in the draw (S0-07, S0-09)."""
    if f.draw not in SHOWN or f.state not in (M.DRAWN, M.NOTIFIED, M.CHECK_IN):
        return
    if f.vacant:
        text = f"{f.vacant} 名谢绝的代表等待递补。"
        yield Wait(Duty.SUBSTITUTE, Whom.SECOND, Step.NOTICE, text, f.held_on)
    if f.untold:
        text = f"还有 {f.untold} 名代表没有通知。"
        yield Wait(Duty.NOTIFY, Whom.INSPECTORATE, Step.NOTICE, text, f.preparation_due)
    elif f.unanswered and f.state == M.NOTIFIED:
        text = f"已通知的代表中还有 {f.unanswered} 名没有答复。"
        yield Wait(Duty.HEAR_ANSWERS, Whom.INSPECTORATE, Step.NOTICE, text, f.held_on)


def _day(f: MeetingFacts, today: date) -> Iterator[Wait]:
    """The door, the hearing, who was there (S0-04, S0-10, S0-13)."""
    the_day = f.held_on == today
    if the_day and f.state in (M.NOTIFIED, M.CHECK_IN, M.VOTING):
        yield Wait(Duty.ATTEND, Whom.WATCHER, Step.HEARING, "今日开会，请全程到场监督。", f.held_on)
    if f.state == M.NOTIFIED and f.held_on is not None and today >= f.held_on:
        yield Wait(Duty.CHECK_IN, Whom.RECEPTIONIST, Step.CHECK_IN, "会议日期已到，请开始签到。", f.held_on)
    if f.state == M.CHECK_IN and f.shortfalls:
        text = "".join(f"{each}。" for each in f.shortfalls)
        yield Wait(Duty.CHECK_IN, Whom.RECEPTIONIST, Step.CHECK_IN, text, f.held_on)
    elif f.state == M.CHECK_IN and not f.begun:
        text = "到会人数和比例均已达到，请宣布开会。"
        yield Wait(Duty.SITTING, Whom.INSPECTORATE, Step.HEARING, text)
    if f.begun and not f.heard and f.state == M.CHECK_IN:
        text = f"述职和问询已完成 {f.hearing_done} 项，共 {f.hearing_steps} 项。"
        yield Wait(Duty.SITTING, Whom.INSPECTORATE, Step.HEARING, text)
    if f.begun and not f.ended and f.reached(M.COUNTED):
        yield Wait(Duty.SITTING, Whom.INSPECTORATE, Step.HEARING, "请记录表态发言和监督情况，宣布散会。")


CONFIRMED_BY_WATCHER = (
    ("ballots.open", "请确认开启投票。"),
    ("ballots.close_exception", "请确认带例外截止投票。"),
    ("ballots.publish", "请确认公布投票结果。"),
    ("ballots.void", "请确认作废投票。"),
)


def _vote(f: MeetingFacts, today: date) -> Iterator[Wait]:
    """One asks, the watcher confirms (S0-12, S0-19)."""
    for action, text in CONFIRMED_BY_WATCHER:
        if action in f.asked:
            yield Wait(Duty.CONFIRM_VOTE, Whom.WATCHER, Step.VOTE, text)
    if f.state == M.CHECK_IN:
        if f.vote in ("", V.PREPARING, V.TESTING):
            text = "请准备投票。" if not f.vote else "请做零票检验。" if f.cards else "请制作选票卡。"
            yield Wait(Duty.PREPARE_VOTE, Whom.INSPECTORATE, Step.VOTE, text)
        ready = f.vote == V.READY and f.heard and not f.shortfalls
        if ready and "ballots.open" not in f.asked:
            yield Wait(Duty.RUN_VOTE, Whom.INSPECTORATE, Step.VOTE, "述职问询已完成，请提请开启投票。")
    elif f.vote == V.OPEN:
        yield Wait(Duty.RUN_VOTE, Whom.INSPECTORATE, Step.VOTE, "投票进行中，收齐后请截止。")
    elif f.vote == V.CLOSING:
        text = "请双方清点剩余和作废的卡，然后截止投票。"
        yield Wait(Duty.COUNT_LEFTOVERS, Whom.INSPECTORATE, Step.VOTE, text)


def _count(f: MeetingFacts, today: date) -> Iterator[Wait]:
    """Count, seal, report, signatures, publication (S0-12, S0-23)."""
    if f.vote == V.CLOSED:
        yield Wait(Duty.COUNT, Whom.TELLER, Step.COUNT, "投票已截止，请计票并封存。")
    elif f.state == M.COUNTED and not f.report_made:
        yield Wait(Duty.MAKE_REPORT, Whom.TELLER, Step.COUNT, "票箱已封存，请生成计票报告。")
    elif f.state == M.COUNTED:
        text = "请打印计票报告，签字后上传扫描件。"
        yield Wait(Duty.SIGN, Whom.INSPECTORATE, Step.COUNT, text)
    if f.unscreened and f.reached(M.COUNTED):
        text = f"会场意见还有 {f.unscreened} 条待筛查。"
        yield Wait(Duty.SCREEN_OPINIONS, Whom.INSPECTORATE, Step.COUNT, text)
    signed = f.reached(M.COUNT_SIGNED) and f.vote == V.SEALED
    if signed and "ballots.publish" not in f.asked:
        yield Wait(Duty.RUN_VOTE, Whom.INSPECTORATE, Step.VOTE, "计票已签字，请提请公布投票结果。")


def _aftermath(f: MeetingFacts, today: date) -> Iterator[Wait]:
    """Feedback, measures, the summary, the archive (S0-15, S0-18)."""
    if f.state == M.COUNT_SIGNED and f.ended:
        text = "请把结果分别反馈给单位和每名述职人员。"
        yield Wait(Duty.FEED_BACK, Whom.INSPECTORATE, Step.FEEDBACK, text)
    if f.forms_measured < f.forms:
        text = f"整改措施应交 {f.forms} 份，还差 {f.forms - f.forms_measured} 份。"
        yield Wait(Duty.FILL_FORMS, Whom.OFFICE, Step.RECTIFY, text, f.forms_due)
    elif f.forms_done < f.forms:
        text = f"落实情况应交 {f.forms} 份，还差 {f.forms - f.forms_done} 份。"
        yield Wait(Duty.FILL_FORMS, Whom.OFFICE, Step.RECTIFY, text, f.forms_due)
    if 0 < f.forms == f.forms_measured and not f.representatives_told and f.vote == V.PUBLISHED:
        text = "整改措施已交齐，请向评议代表反馈。"
        yield Wait(Duty.TELL_REPRESENTATIVES, Whom.INSPECTORATE, Step.FEEDBACK, text)
    if f.reached(M.COUNTED) and f.summary_on is None:
        yield Wait(Duty.WRITE_SUMMARY, Whom.OFFICE, Step.SUMMARY, "请报送工作总结。", f.summary_due)
    if f.state == M.FED_BACK and f.vote == V.PUBLISHED:
        yield Wait(Duty.ARCHIVE, Whom.INSPECTORATE, Step.ARCHIVE, "结果已反馈和公布，可以归档。")
