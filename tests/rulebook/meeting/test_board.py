"""The round board: how far each step is, what is late, what waits for whom (S0-18, S0-21)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rulebook.lifecycle.meeting import MeetingState
from rulebook.meeting.board import MeetingFacts, Step, cells, late_cells
from rulebook.meeting.waiting import Duty, Whom, waits

DAY = date(2026, 10, 20)
BEFORE = date(2026, 10, 10)
FACTS = MeetingFacts(
    place_due=date(2026, 10, 15),
    prepare_until=date(2026, 10, 15),
    carry_out_until=date(2026, 10, 31),
    summary_due=date(2026, 10, 31),
    officers=2,
)
PREPARED: dict[str, Any] = {
    "held_on": DAY,
    "timed": True,
    "place": True,
    "kin_declared": True,
    "opinions": 18,
    "opinions_sorted": 18,
    "reports": 2,
    "consumers": 40,
    "digits": 2,
    "draw": "published",
    "members": 72,
    "confirmed": 58,
}
HELD = PREPARED | {"begun": True, "hearing_steps": 3, "hearing_done": 3, "present": 61, "cards": 70}
VOTED = HELD | {"state": "counted", "vote": "sealed", "returned": 60}
FED_BACK = VOTED | {"state": "fed_back", "vote": "published", "ended": True, "fed_back_on": date(2026, 10, 28), "forms": 3}  # fmt: skip

CELLS: list[tuple[str, dict[str, Any], date, Step, tuple[str, str]]] = [
    ("S0-18 a place is awaited until 15 October", {}, date(2026, 10, 15), Step.PLACE, ("current", "")),
    ("S0-18 and late from the 16th on", {}, date(2026, 10, 16), Step.PLACE, ("late", "")),
    ("a date without a place is not enough", {"timed": True, "held_on": DAY}, BEFORE, Step.PLACE, ("current", "10-20")),
    ("date, time and place", PREPARED, BEFORE, Step.PLACE, ("done", "10-20")),
    ("S0-09 opinions are collected", {}, BEFORE, Step.OPINIONS, ("current", "")),
    ("S0-09 and sorted, each of them", {"opinions": 18, "opinions_sorted": 12}, BEFORE, Step.OPINIONS, ("current", "12/18")),
    ("all sorted", PREPARED, BEFORE, Step.OPINIONS, ("done", "18 条")),
    ("S0-21 after the door has opened none can be collected", {"state": "check_in"}, DAY, Step.OPINIONS, ("missed", "")),
    ("S0-22 each officer writes a report", {"reports": 1}, BEFORE, Step.REPORTS, ("current", "1/2")),
    ("S0-22 due on the eve of an early meeting", {"held_on": BEFORE}, BEFORE, Step.REPORTS, ("late", "0/2")),
    ("all reports", PREPARED, BEFORE, Step.REPORTS, ("done", "2/2")),
    ("without officers there is nothing to be done with", {"officers": 0}, BEFORE, Step.REPORTS, ("current", "")),
    ("a roster is done when locked", {"state": "pool", "draw": "draft"}, BEFORE, Step.ROSTER, ("current", "")),
    ("S0-03 locked", {"state": "pool", "draw": "locked"}, BEFORE, Step.ROSTER, ("done", "")),
    ("S0-21 no draw before the roster is locked", {"state": "pool", "draw": "draft"}, BEFORE, Step.DRAW, ("todo", "")),
    ("what cannot be taken yet is not called late", {"state": "pool"}, DAY, Step.DRAW, ("todo", "")),
    ("a draw is done when published", {"state": "drawn", "draw": "drawn"}, BEFORE, Step.DRAW, ("current", "")),
    ("published", PREPARED, BEFORE, Step.DRAW, ("done", "")),
    ("engaged assessors alone are no figure yet", {"state": "pool", "members": 24}, BEFORE, Step.NOTICE, ("todo", "")),
    ("S0-09 members are told", PREPARED | {"state": "drawn", "untold": 72, "confirmed": 0}, BEFORE, Step.NOTICE, ("current", "0/72")),
    ("told, 58 have confirmed", PREPARED | {"state": "notified"}, BEFORE, Step.NOTICE, ("done", "58/72")),
    ("a postponed meeting tells them anew", PREPARED | {"state": "drawn", "untold": 70}, DAY, Step.NOTICE, ("late", "58/72")),
    ("the door before the day", PREPARED | {"state": "notified"}, BEFORE, Step.CHECK_IN, ("todo", "")),
    ("the door on the day", PREPARED | {"state": "notified"}, DAY, Step.CHECK_IN, ("current", "")),
    ("the day has passed", PREPARED | {"state": "notified"}, date(2026, 10, 21), Step.CHECK_IN, ("late", "")),
    ("S0-04 61 came", VOTED, DAY, Step.CHECK_IN, ("done", "61 人")),
    ("S0-13 no report before the hall is full", PREPARED | {"state": "check_in", "shortfalls": ("还差 8 人",)}, DAY, Step.HEARING, ("todo", "")),
    ("S0-13 reports and questions", HELD | {"state": "check_in", "hearing_done": 1}, DAY, Step.HEARING, ("current", "1/3")),
    ("S0-13 no ballot before the questions", HELD | {"state": "check_in", "hearing_done": 1}, DAY, Step.VOTE, ("todo", "")),
    ("S0-13 then the ballot", HELD | {"state": "check_in"}, DAY, Step.VOTE, ("current", "")),
    ("a count without a recorded hearing", VOTED | {"hearing_steps": 0, "hearing_done": 0, "begun": False}, DAY, Step.HEARING, ("missed", "")),
    ("S0-19 nothing of the urn while votes come in", HELD | {"state": "voting", "vote": "open", "returned": 3}, DAY, Step.VOTE, ("current", "")),
    ("60 came back", VOTED, DAY, Step.VOTE, ("done", "60 张")),
    ("S0-23 counted, not signed", VOTED, DAY, Step.COUNT, ("current", "")),
    ("S0-18 by the end of October", VOTED, date(2026, 11, 1), Step.COUNT, ("late", "")),
    ("signed", VOTED | {"state": "count_signed"}, DAY, Step.COUNT, ("done", "")),
    ("S0-15 to be fed back", VOTED | {"state": "count_signed"}, DAY, Step.FEEDBACK, ("current", "")),
    ("fed back", FED_BACK, DAY, Step.FEEDBACK, ("done", "10-28")),
    ("S0-15 measures", FED_BACK | {"forms_measured": 1}, DAY, Step.RECTIFY, ("current", "措施 1/3")),
    ("S0-15 what was done", FED_BACK | {"forms_measured": 3, "forms_done": 2}, DAY, Step.RECTIFY, ("current", "落实 2/3")),
    ("a form past its day", FED_BACK | {"forms_due": date(2026, 11, 12)}, date(2026, 11, 13), Step.RECTIFY, ("late", "措施 0/3")),
    ("all done", FED_BACK | {"forms_measured": 3, "forms_done": 3}, DAY, Step.RECTIFY, ("done", "落实 3/3")),
    ("an archive without forms", FED_BACK | {"state": "archived", "forms": 0}, DAY, Step.RECTIFY, ("missed", "")),
    ("S0-18 a summary by 31 October", FED_BACK, date(2026, 10, 31), Step.SUMMARY, ("current", "")),
    ("S0-18 late from 1 November", FED_BACK, date(2026, 11, 1), Step.SUMMARY, ("late", "")),
    ("S0-18 handed in", FED_BACK | {"summary_on": date(2026, 10, 30)}, date(2026, 11, 1), Step.SUMMARY, ("done", "10-30")),
    ("no archive before the publication", FED_BACK | {"vote": "sealed"}, DAY, Step.ARCHIVE, ("todo", "")),
    ("to be archived", FED_BACK, DAY, Step.ARCHIVE, ("current", "")),
    ("archived", FED_BACK | {"state": "archived"}, DAY, Step.ARCHIVE, ("done", "")),
]  # fmt: skip


@pytest.mark.parametrize(("change", "today", "step", "found"), [row[1:] for row in CELLS], ids=[row[0] for row in CELLS])  # fmt: skip
def test_s0_21_a_cell_says_how_far_a_step_is(
    change: dict[str, Any], today: date, step: Step, found: tuple[str, str]
) -> None:
    cell = next(each for each in cells(replace(FACTS, **change), today) if each.step == step)
    assert (cell.state, cell.figure) == found


def test_every_step_stands_once_in_its_order() -> None:
    for state in MeetingState:
        assert [cell.step for cell in cells(replace(FACTS, state=state), DAY)] == list(Step)


def test_s0_18_what_is_late_names_its_day() -> None:
    late = late_cells(cells(FACTS, date(2026, 10, 16)))
    assert [(cell.title, cell.due) for cell in late] == [
        (title, date(2026, 10, 15)) for title in ("时间地点", "征求意见", "述职报告", "名册")
    ]


WATCHED = PREPARED | {"state": "pool", "draw": "draft"}
WAITS: list[tuple[str, dict[str, Any], list[tuple[Duty, Whom]]]] = [
    ("a new meeting", {}, [(Duty.FIX_TIME, Whom.INSPECTORATE), (Duty.REPORT_PLACE, Whom.OFFICE), (Duty.SORT_OPINIONS, Whom.INSPECTORATE), (Duty.WRITE_REPORTS, Whom.OFFICE), (Duty.OPEN_POOL, Whom.INSPECTORATE), (Duty.DECLARE_KIN, Whom.OFFICE)]),
    ("S0-02 the consumers' list", PREPARED | {"state": "pool", "draw": "", "consumers": 0}, [(Duty.ENTER_CONSUMERS, Whom.WATCHER), (Duty.PREPARE_DRAW, Whom.INSPECTORATE)]),
    ("S0-03 lock", WATCHED, [(Duty.LOCK_DRAW, Whom.WATCHER)]),
    ("S0-03 a second person", WATCHED | {"asked": frozenset({"draws.lock"})}, [(Duty.CONFIRM_DRAW, Whom.SECOND)]),
    ("digits", WATCHED | {"draw": "locked", "digits": 1}, [(Duty.GIVE_DIGITS, Whom.WATCHER)]),
    ("reveal", WATCHED | {"draw": "locked"}, [(Duty.RUN_DRAW, Whom.WATCHER)]),
    ("reveal, asked", WATCHED | {"draw": "locked", "asked": frozenset({"draws.reveal"})}, [(Duty.CONFIRM_DRAW, Whom.SECOND)]),
    ("run", WATCHED | {"draw": "seeded"}, [(Duty.RUN_DRAW, Whom.WATCHER)]),
    ("publish", WATCHED | {"state": "drawn", "draw": "drawn"}, [(Duty.RUN_DRAW, Whom.WATCHER)]),
    ("notices", PREPARED | {"state": "drawn", "untold": 72}, [(Duty.NOTIFY, Whom.INSPECTORATE)]),
    ("answers", PREPARED | {"state": "notified", "unanswered": 14}, [(Duty.HEAR_ANSWERS, Whom.INSPECTORATE)]),
    ("S0-07 the next in the draw", PREPARED | {"state": "notified", "vacant": 1}, [(Duty.SUBSTITUTE, Whom.SECOND)]),
    ("all answered, the day is not there", PREPARED | {"state": "notified"}, []),
    ("S0-04 too few at the door", PREPARED | {"state": "check_in", "vote": "ready", "shortfalls": ("还差 8 人",)}, [(Duty.CHECK_IN, Whom.RECEPTIONIST)]),
    ("S0-13 open the meeting", PREPARED | {"state": "check_in", "vote": "ready"}, [(Duty.SITTING, Whom.INSPECTORATE)]),
    ("S0-13 the hearing comes first", HELD | {"state": "check_in", "vote": "ready", "hearing_done": 2}, [(Duty.SITTING, Whom.INSPECTORATE)]),
    ("cards", HELD | {"state": "check_in", "vote": "preparing", "cards": 0}, [(Duty.PREPARE_VOTE, Whom.INSPECTORATE)]),
    ("S0-12 then the ballot", HELD | {"state": "check_in", "vote": "ready"}, [(Duty.RUN_VOTE, Whom.INSPECTORATE)]),
    ("the watcher confirms", HELD | {"state": "check_in", "vote": "ready", "asked": frozenset({"ballots.open"})}, [(Duty.CONFIRM_VOTE, Whom.WATCHER)]),
    ("voting", HELD | {"state": "voting", "vote": "open"}, [(Duty.RUN_VOTE, Whom.INSPECTORATE)]),
    ("both sides count what is left", HELD | {"state": "voting", "vote": "closing"}, [(Duty.COUNT_LEFTOVERS, Whom.INSPECTORATE)]),
    ("an exception", HELD | {"state": "voting", "vote": "closing", "asked": frozenset({"ballots.close_exception"})}, [(Duty.CONFIRM_VOTE, Whom.WATCHER), (Duty.COUNT_LEFTOVERS, Whom.INSPECTORATE)]),
    ("count", HELD | {"state": "voting", "vote": "closed"}, [(Duty.COUNT, Whom.TELLER)]),
    ("S0-13 closing statements; a summary is due", VOTED, [(Duty.SITTING, Whom.INSPECTORATE), (Duty.MAKE_REPORT, Whom.TELLER), (Duty.WRITE_SUMMARY, Whom.OFFICE)]),
    ("S0-13 no feedback before the closing statements", VOTED | {"state": "count_signed", "summary_on": DAY, "asked": frozenset({"ballots.publish"})}, [(Duty.SITTING, Whom.INSPECTORATE), (Duty.CONFIRM_VOTE, Whom.WATCHER)]),
    ("report", VOTED | {"ended": True}, [(Duty.MAKE_REPORT, Whom.TELLER), (Duty.WRITE_SUMMARY, Whom.OFFICE)]),
    ("opinions of the hall", VOTED | {"ended": True, "report_made": True, "unscreened": 4}, [(Duty.SIGN, Whom.INSPECTORATE), (Duty.SCREEN_OPINIONS, Whom.INSPECTORATE), (Duty.WRITE_SUMMARY, Whom.OFFICE)]),
    ("publish and feed back", VOTED | {"ended": True, "state": "count_signed"}, [(Duty.RUN_VOTE, Whom.INSPECTORATE), (Duty.FEED_BACK, Whom.INSPECTORATE), (Duty.WRITE_SUMMARY, Whom.OFFICE)]),
    ("S0-15 measures", FED_BACK | {"summary_on": DAY}, [(Duty.FILL_FORMS, Whom.OFFICE), (Duty.ARCHIVE, Whom.INSPECTORATE)]),
    ("S0-15 back to the representatives", FED_BACK | {"summary_on": DAY, "forms_measured": 3}, [(Duty.FILL_FORMS, Whom.OFFICE), (Duty.TELL_REPRESENTATIVES, Whom.INSPECTORATE), (Duty.ARCHIVE, Whom.INSPECTORATE)]),
    ("an archived meeting", FED_BACK | {"state": "archived", "summary_on": DAY, "forms_measured": 3, "forms_done": 3, "representatives_told": True}, []),
]  # fmt: skip


@pytest.mark.parametrize(("change", "found"), [row[1:] for row in WAITS], ids=[row[0] for row in WAITS])
def test_s0_21_what_waits_for_whom(change: dict[str, Any], found: list[tuple[Duty, Whom]]) -> None:
    assert [(wait.duty, wait.whom) for wait in waits(replace(FACTS, **change), BEFORE)] == found


def test_s0_10_the_watcher_is_called_on_the_day_of_the_meeting() -> None:
    on_the_day = waits(replace(FACTS, **PREPARED, state="notified"), DAY)
    assert [(wait.duty, wait.whom) for wait in on_the_day] == [
        (Duty.ATTEND, Whom.WATCHER),
        (Duty.CHECK_IN, Whom.RECEPTIONIST),
    ]


def test_s0_18_a_duty_names_its_day() -> None:
    dues = {wait.duty: wait.due for wait in waits(FACTS, BEFORE)}
    assert dues[Duty.REPORT_PLACE] == date(2026, 10, 15)
    late = waits(replace(FACTS, **FED_BACK, forms_due=date(2026, 11, 12)), DAY)
    assert [(wait.duty, wait.due) for wait in late if wait.due] == [
        (Duty.FILL_FORMS, date(2026, 11, 12)),
        (Duty.WRITE_SUMMARY, date(2026, 10, 31)),
    ]
