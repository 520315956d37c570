"""Every change to a vote."""

from ballots.services.batches import (
    EVERYBODY,
    PanelCards,
    make_batch,
    make_panel_cards,
    record_handed_out,
    void_misprinted,
    void_unsent,
)
from ballots.services.boxes import Passphrases, keep_box, open_box
from ballots.services.cards import record_attendance, record_leftovers, unfinished_cards, void_card
from ballots.services.casting import Outcome, cast, check_card
from ballots.services.confirming import ask_step, confirm_step, withdraw_step
from ballots.services.moves import VoteRefused
from ballots.services.opening import begin_closing, close_vote, open_vote
from ballots.services.opinions import opine, opine_with_card
from ballots.services.paper import decide_sheet, enter_sheet, print_paper, stamp_sheets
from ballots.services.preparing import make_cards, prepare_vote, replace_form, void_batch
from ballots.services.releasing import finish_opinion_wipe, release_opinions, screen_opinion
from ballots.services.schedule import (
    close_after,
    confirm_schedule,
    run_due_moves,
    set_schedule,
    withdraw_schedule,
)
from ballots.services.sealing import (
    count_vote,
    finish_wipe,
    open_internal_count,
    publish_vote,
    seal_vote,
    void_vote,
)
from ballots.services.slips import answer_slip, leave_slip, open_slip, takes_slips
from ballots.services.tablets import (
    add_tablet,
    enrol_tablet,
    renumber_tablet,
    report_tablet,
    retire_tablet,
)
from ballots.services.unsent import Imported, import_unsent
from ballots.services.zero_report import run_zero_report

__all__ = [
    "EVERYBODY",
    "Imported",
    "Outcome",
    "PanelCards",
    "Passphrases",
    "VoteRefused",
    "add_tablet",
    "answer_slip",
    "ask_step",
    "begin_closing",
    "cast",
    "check_card",
    "close_after",
    "close_vote",
    "confirm_schedule",
    "confirm_step",
    "count_vote",
    "decide_sheet",
    "enrol_tablet",
    "enter_sheet",
    "finish_opinion_wipe",
    "finish_wipe",
    "import_unsent",
    "keep_box",
    "leave_slip",
    "make_batch",
    "make_cards",
    "make_panel_cards",
    "open_box",
    "open_internal_count",
    "open_slip",
    "open_vote",
    "opine",
    "opine_with_card",
    "prepare_vote",
    "print_paper",
    "publish_vote",
    "record_attendance",
    "record_handed_out",
    "record_leftovers",
    "release_opinions",
    "renumber_tablet",
    "replace_form",
    "report_tablet",
    "retire_tablet",
    "run_due_moves",
    "run_zero_report",
    "screen_opinion",
    "seal_vote",
    "set_schedule",
    "stamp_sheets",
    "takes_slips",
    "unfinished_cards",
    "void_batch",
    "void_card",
    "void_misprinted",
    "void_unsent",
    "void_vote",
    "withdraw_schedule",
    "withdraw_step",
]
