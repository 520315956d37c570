"""Slows guessing. Only failures count, by the first letters of a code and all together; never an address:
honest people of one hall share one.
"""

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

from django.core.cache import cache

WINDOW_SECONDS = 60
PREFIX = 4
MOST_OF_ONE_PREFIX = 20
MOST_OF_ALL = 300


class FailureThrottle:
    """Failures of the last minute, in the memory of this process alone; ``most`` of those that begin alike are answered."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST_OF_ONE_PREFIX) -> None:
        self._clock, self._most = clock, most
        self._lock = Lock()
        self._failures: deque[tuple[float, str]] = deque()

    def failed(self, code: str) -> None:
        """Remember a failure."""
        with self._lock:
            self._failures.append((self._clock(), code[:PREFIX]))

    def too_many(self, code: str) -> bool:
        """Whether an answer that would be a failure must be withheld."""
        with self._lock:
            oldest = self._clock() - WINDOW_SECONDS
            while self._failures and self._failures[0][0] < oldest:
                self._failures.popleft()
            if len(self._failures) >= MOST_OF_ALL:
                return True
            alike = sum(1 for _, prefix in self._failures if prefix == code[:PREFIX])
            return alike >= self._most

    def forget(self) -> None:
        """Start afresh."""
        with self._lock:
            self._failures.clear()


class SharedTally:
    """How often something happened in the last minute or two, counted by all processes together (Redis, where there is one).

    Kept for two minutes and then gone; ``what`` is a kind, never an address in full.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def add(self, what: str) -> int:
        """Count one more; the number of this minute."""
        key = self._key(what, 0)
        cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
        try:
            return int(cache.incr(key))
        except ValueError:  # it went between the two
            return 1

    def of_minute(self, what: str) -> int:
        """The number of this minute, or of the one before if that was more: a limit does not open at the full minute."""
        found = cache.get_many([self._key(what, 0), self._key(what, 1)])
        return max(map(int, found.values()), default=0)

    def _key(self, what: str, ago: int) -> str:
        return f"{self._name}:{int(time.time()) // WINDOW_SECONDS - ago}:{what}"
