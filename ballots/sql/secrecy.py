"""What may stand in a log of ballots and opinions: nothing of them; of a failure of their lane, where it happened."""

import logging
import traceback

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


lane_log = logging.getLogger("ballots.lane")
PACKAGES = "site-packages"


def note_failure(error: BaseException) -> None:
    """One line of a request of the lane that failed: classes of the error, module and line of ours; no value of anything."""
    kinds = " ← ".join(type(each).__name__ for each in (error, error.__cause__) if each)
    frames = [
        (frame.f_globals.get("__name__", "?"), line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if PACKAGES not in frame.f_code.co_filename
    ]
    module, line = frames[-1] if frames else ("?", 0)
    lane_log.error("%s in %s, line %s", kinds, module, line)
