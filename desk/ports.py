"""What the higher floors register in ``AppConfig.ready()``: jobs, limits, whose clocks run, days of the feed, what waits for whom."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from registry.access import YES, Answer
from rulebook.desk.clocks import DEFAULT_LADDER, LadderStep, LimitUnit

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from desk.models import Clock, Job
    from registry.access import Answer, AnyUser
    from registry.models import User


class Progress(Protocol):
    """What a handler is given to report with; every call also renews the lease."""

    def __call__(self, done: int, total: int, message: str = "") -> None: ...


@dataclass(frozen=True)
class JobKind:
    """How a kind of job runs and where its result is seen.

    ``handler(job, progress)`` returns the result dict; it must be safe to run again from the start. ``url(job)`` is the page
    to go to when done. A ``JobFailed`` raised by the handler carries a Chinese sentence for the page.

    ``stopped(job)`` puts back what the queuing left behind when the job is cancelled, inside that transaction; ``release(job)``
    lets go of the file that a finished job made, after the time that exports are kept.
    """

    kind: str
    handler: Callable[["Job", Progress], dict[str, Any]]
    url: Callable[["Job"], str]
    label: str = ""
    stopped: Callable[["Job"], None] | None = None
    release: Callable[["Job"], None] | None = None


class JobFailed(Exception):
    """The work cannot be done; the text says what is wrong and what to do, in Chinese."""


job_kinds: dict[str, JobKind] = {}


def register_job(
    kind: str,
    handler: Callable[["Job", Progress], dict[str, Any]],
    url: Callable[["Job"], str],
    *,
    label: str = "",
    stopped: Callable[["Job"], None] | None = None,
    release: Callable[["Job"], None] | None = None,
) -> None:
    """Make a kind of job known; a kind is registered once."""
    if kind in job_kinds:
        raise ValueError(kind)
    job_kinds[kind] = JobKind(kind, handler, url, label, stopped, release)


@dataclass(frozen=True)
class PolicyDefault:
    """A limit that a wing brings with it: entered as a policy row when the first clock of it starts."""

    title: str
    amount: int
    unit: LimitUnit
    source: str
    ladder: tuple[LadderStep, ...] = DEFAULT_LADDER


clock_policies: dict[str, PolicyDefault] = {}


def register_policy(code: str, policy: PolicyDefault) -> None:
    """Make a limit known; a code is registered once."""
    if code in clock_policies:
        raise ValueError(code)
    clock_policies[code] = policy


def _nothing_against(user: "User", clock: "Clock") -> Answer:
    return YES


@dataclass(frozen=True)
class ClockOrigin:
    """Whose clocks these are: the page that one belongs to ("" for none that this user may open).

    ``alone``: the home page may tell the limit by itself. Not where the row tells whose step is next, or is hidden from some.

    ``seen(user)``: the rows that this user sees, where some are hidden: nobody sees, or is told of, the limit of another
    (``Clock.origin_id`` is the row's key). ``may_move(user, clock)``: what the row says to its limit being moved, and approved.
    """

    kind: str
    url: Callable[["Clock", "User"], str]
    alone: bool = True
    seen: "Callable[[User], QuerySet[Any]] | None" = None
    may_move: "Callable[[User, Clock], Answer]" = _nothing_against


clock_origins: dict[str, ClockOrigin] = {}


def register_clock_origin(origin: ClockOrigin) -> None:
    """Make a kind of clock known; a kind is registered once."""
    if origin.kind in clock_origins:
        raise ValueError(origin.kind)
    clock_origins[origin.kind] = origin


@dataclass(frozen=True)
class FeedEntry:
    """A whole day in one's calendar: ``key`` is the entry's own for ever, as "clock-7"; nothing in it is confidential."""

    key: str
    title: str
    on: date
    note: str = ""


feeds: list[Callable[["User"], Iterable[FeedEntry]]] = []


def register_feed(entries: Callable[["User"], Iterable[FeedEntry]]) -> None:
    """Put days of a wing into the calendar feed of whom they concern: ``register_feed(queries.days_of_meetings)``."""
    feeds.append(entries)


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a user, a line of his home page.

    ``title`` and ``of`` say what it is, and whose or of what; ``step`` is the next step in words, done at ``url``. ``due_on`` None: no
    day is set. ``clock`` is the key of the limit behind it, if one runs: the limit is then not told a second time.
    ``number`` is how many things the line stands for, where the rest of a long list is told in one line.
    """

    title: str
    step: str
    url: str
    of: str = ""
    due_on: date | None = None
    clock: int | None = None
    number: int = 1


Find = Callable[["User"], Iterable[Waiting]]
"""What waits for a user: read through the app's ``access``, in the same few queries however much there is."""


@dataclass(frozen=True)
class WaitingKind:
    """Where a part of what waits comes from; ``label`` names it on the page."""

    kind: str
    label: str
    find: Find


waiting_kinds: dict[str, WaitingKind] = {}


def register_waiting(kind: str, label: str, find: Find) -> None:
    """Make known what can wait for somebody; a kind is registered once."""
    if kind in waiting_kinds:
        raise ValueError(kind)
    waiting_kinds[kind] = WaitingKind(kind, label, find)


@dataclass(frozen=True)
class Correctable:
    """A kind of publication that can be corrected. ``find(user, pk)``: the published row, or None for whom it does not exist,
    whoever is not signed in included where the publication is public. ``who`` are the second persons in words."""

    kind: str
    model: str
    find: Callable[["AnyUser", int], "Model | None"]
    title: Callable[[Any], str]
    url: Callable[[Any], str]
    may_ask: Callable[["AnyUser", Any], "Answer"]
    may_confirm: Callable[["AnyUser", Any], "Answer"]
    who: str


correctables: dict[str, Correctable] = {}


def register_correctable(known: Correctable) -> None:
    """Make a kind of publication known; a kind is registered once."""
    if known.kind in correctables:
        raise ValueError(known.kind)
    correctables[known.kind] = known
