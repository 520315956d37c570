"""What of an address may stand in a log."""

import logging
import re

TOKEN = re.compile(r"/(feeds|r)/[^/\s\"']+")
"""Addresses that are themselves the credential: a calendar feed, a representative's reply."""


class TokensHidden(logging.Filter):
    """Writes ``/feeds/…`` for the address of a feed or a reply, whoever logs it and why."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if TOKEN.search(said):
            record.msg, record.args = TOKEN.sub(r"/\1/…", said), ()
        return True
