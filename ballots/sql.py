"""Raw SQL of the urn, and the filter that keeps its parameters out of every log."""

import logging

URN_TABLES = ("ballots_urnballot", "ballots_codeopen", "ballots_codeissued")


class BallotSecrecyFilter(logging.Filter):
    """Drop SQL log records that touch the urn or the codes: their parameters are digests, ids and choices (ballots.md)."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = f"{record.msg} {record.args!r} {getattr(record, 'sql', '')}"
        return not any(table in text for table in URN_TABLES) and "ballots_cast" not in text
