"""Jobs: queued as a row, claimed with a lease, carried out by the handler of their kind; and imports as jobs."""

from desk.services.calendar import (
    CalendarRefused,
    enter_notice,
    keep_calendar,
    load_year,
    remove_local_day,
    set_local_day,
)
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

__all__ = [
    "LEASE",
    "MAX_ATTEMPTS",
    "CalendarRefused",
    "claim_job",
    "confirm_import",
    "enter_notice",
    "keep_calendar",
    "load_year",
    "map_import",
    "perform_job",
    "queue_job",
    "receive_import",
    "remove_local_day",
    "requeue_unfinished",
    "retry_job",
    "set_local_day",
]
