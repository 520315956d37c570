"""What stands in a user's calendar feed: his limits, and whatever the wings have registered."""

from collections.abc import Iterator

from desk.access import own_limits
from desk.ports import FeedEntry, feeds
from registry.models import User


def feed_of(user: User) -> list[FeedEntry]:
    """Every entry of the user's feed, the earliest first."""
    return sorted(
        (entry for entries in feeds for entry in entries(user)), key=lambda entry: (entry.on, entry.key)
    )


def limits_of(user: User) -> Iterator[FeedEntry]:
    """The open limits that the user handles or that are of his unit, on the day they end."""
    for clock in own_limits(user):
        title = f"{clock.title}{'（暂定）' if clock.provisional else ''}"
        yield FeedEntry(f"clock-{clock.pk}", title, clock.due_on, clock.unit.name)
