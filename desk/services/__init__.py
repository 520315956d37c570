"""Jobs: queued as a row, claimed with a lease, carried out by the handler of their kind; and imports as jobs."""

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
    "claim_job",
    "confirm_import",
    "map_import",
    "perform_job",
    "queue_job",
    "receive_import",
    "requeue_unfinished",
    "retry_job",
]
