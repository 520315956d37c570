"""The failures of the vote's doors, each counted apart; how many slips a card may ask for."""

from collections import Counter
from threading import Lock

from registry.services.throttle import MOST_OF_ALL, FailureThrottle

__all__ = [
    "MOST_OF_ALL",
    "MOST_PASSPHRASES",
    "TOKENS_OF_ONE_CARD",
    "TOO_MANY_PASSPHRASES",
    "enrol_failures",
    "failures",
    "opinion_failures",
    "passphrase_failures",
    "slip_tokens",
    "slips_sent",
]

MOST_PASSPHRASES = 5
TOO_MANY_PASSPHRASES = "口令输错次数过多，请等一分钟再试。"
TOKENS_OF_ONE_CARD = 5
"""More than one, since an answer may be lost on its way."""


class SlipTokens:
    """How many tokens each card got, in the memory of this process alone: nothing of it may be written down."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._given: Counter[str] = Counter()

    def takes(self, digest: str) -> bool:
        """Whether the card of this digest gets one more; it is counted."""
        with self._lock:
            self._given[digest] += 1
            return self._given[digest] <= TOKENS_OF_ONE_CARD

    def forget(self) -> None:
        """Start afresh."""
        with self._lock:
            self._given.clear()


failures = FailureThrottle()
opinion_failures = FailureThrottle()
enrol_failures = FailureThrottle()
slips_sent = FailureThrottle()
"""Slips without a token: all of them count, by the number of the vote."""
slip_tokens = SlipTokens()
passphrase_failures = FailureThrottle(most=MOST_PASSPHRASES)
"""Wrong passphrases of keys and boxes, by the number of the vote; asked before anything is tried."""
