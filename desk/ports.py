"""Job handlers of the higher floors: registered in ``AppConfig.ready()``, looked up by the one task ``run_job``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from desk.models import Job


class Progress(Protocol):
    """What a handler is given to report with; every call also renews the lease."""

    def __call__(self, done: int, total: int, message: str = "") -> None: ...


@dataclass(frozen=True)
class JobKind:
    """How a kind of job runs and where its result is seen.

    ``handler(job, progress)`` returns the result dict; it must be safe to run again from the start. ``url(job)`` is the page
    to go to when done. A ``JobFailed`` raised by the handler carries a Chinese sentence for the page.
    """

    kind: str
    handler: Callable[["Job", Progress], dict[str, Any]]
    url: Callable[["Job"], str]


class JobFailed(Exception):
    """The work cannot be done; the text says what is wrong and what to do, in Chinese."""


job_kinds: dict[str, JobKind] = {}


def register_job(
    kind: str, handler: Callable[["Job", Progress], dict[str, Any]], url: Callable[["Job"], str]
) -> None:
    """Make a kind of job known; a kind is registered once."""
    if kind in job_kinds:
        raise ValueError(kind)
    job_kinds[kind] = JobKind(kind, handler, url)
