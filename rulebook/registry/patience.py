"""How long whoever failed to show who he is waits before he may try again: longer each time, never for good.

An account is never locked: a stranger who types wrong passwords would lock its owner out.
"""

from datetime import timedelta

FREE_TRIES = 5
"""Failures in a row that cost nothing but the typing."""
FREE_OF_ADDRESS = 30
"""The same for all accounts tried from one address: a whole office may share one."""
LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)
"""Without a failure for so long, the next one is the first again."""


def wait_after(failures: int, free: int = FREE_TRIES) -> timedelta:
    """The wait after that many failures in a row: none before the ``free`` are used up, then 1, 2, 4, 8, 15, 15 … minutes."""
    if failures < free:
        return timedelta(0)
    return min(timedelta(minutes=2 ** min(failures - free, 10)), LONGEST)


def wait_in_words(wait: timedelta) -> str:
    """``wait`` rounded up to whole minutes, at least one: 「3 分钟」."""
    return f"{max(1, -(-int(wait.total_seconds()) // 60))} 分钟"
