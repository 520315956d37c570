"""Jobs: queued as a row, claimed with a lease, carried out by the handler of their kind."""

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
    "perform_job",
    "queue_job",
    "requeue_unfinished",
    "retry_job",
]
