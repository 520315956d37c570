"""Jobs: queued as a row, claimed with a lease, carried out by the handler of their kind; and imports as jobs."""

from desk.services.calendar import (
    CalendarRefused,
    enter_notice,
    keep_calendar,
    load_year,
    remove_local_day,
    set_local_day,
)
from desk.services.clocks import (
    ClockRefused,
    change_policy,
    give_late_reason,
    hand_over_clock,
    move_clock,
    policy_for,
    recompute_clocks,
    reopen_clock,
    resume_clock,
    start_clock,
    stop_clock,
    void_clock,
)
from desk.services.feeds import calendar_text, make_feed, owner_of, revoke_feed
from desk.services.imports import confirm_import, map_import, receive_import
from desk.services.jobs import (
    LEASE,
    MAX_ATTEMPTS,
    claim_job,
    perform_job,
    queue_job,
    requeue_unfinished,
    retry_job,
)
from desk.services.sweeping import read_notices, sweep_clocks

__all__ = [
    "LEASE",
    "MAX_ATTEMPTS",
    "CalendarRefused",
    "ClockRefused",
    "calendar_text",
    "change_policy",
    "claim_job",
    "confirm_import",
    "enter_notice",
    "give_late_reason",
    "hand_over_clock",
    "keep_calendar",
    "load_year",
    "make_feed",
    "map_import",
    "move_clock",
    "owner_of",
    "perform_job",
    "policy_for",
    "queue_job",
    "read_notices",
    "receive_import",
    "recompute_clocks",
    "remove_local_day",
    "reopen_clock",
    "requeue_unfinished",
    "resume_clock",
    "retry_job",
    "revoke_feed",
    "set_local_day",
    "start_clock",
    "stop_clock",
    "sweep_clocks",
    "void_clock",
]
