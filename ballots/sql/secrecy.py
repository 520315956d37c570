"""The filter that keeps ballots and opinions out of every log."""

import logging

from ballots.sql.opinions import OPINION_TABLES
from ballots.sql.urn import URN_TABLES

HIDDEN = (
    *(*URN_TABLES, "ballots_cast"),
    *(*OPINION_TABLES, "ballots_opine", "ballots_releasedopinion", "ballots_replyslip"),
    "/b/",
)


class BallotSecrecyFilter(logging.Filter):
    """Drop log records that touch the urn, opinions or codes, and requests of the ballot lane: digests, ids, choices, times."""

    def filter(self, record: logging.LogRecord) -> bool:
        path = getattr(getattr(record, "request", None), "path", "")
        text = f"{record.msg} {record.args!r} {getattr(record, 'sql', '')} {path}"
        return not any(word in text for word in HIDDEN)
