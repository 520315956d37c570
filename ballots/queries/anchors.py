"""What ties a count to the audit chain: the event that noted it (docs/count-format.md)."""

from ballots.models import Vote
from registry.models import AuditEvent
from registry.queries.audit import last_event
from rulebook.ballot.publication import Anchors

COUNT, PUBLISH = "count_vote", "publish_vote"


def count_event(vote: Vote) -> AuditEvent | None:
    """What the audit noted of the count; None before it."""
    return last_event(COUNT, vote)


def anchors_of(vote: Vote) -> Anchors | None:
    """Digest of the sealed counts and link of the chain, as the audit has them; None before the count."""
    event = count_event(vote)
    if event is None:
        return None
    return Anchors(counts=str(event.payload.get("digest", "")), event=event.number, hash=event.hash)
