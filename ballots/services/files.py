"""Keeping the files of a count, byte for byte, once their digests go onto paper or before the public."""

from collections.abc import Sequence

from ballots.models import CountFile, Vote
from ballots.queries.files import file_of
from registry.models import User
from registry.services.audit import change
from rulebook.ballot.publication import file_digest


def keep_files(*, actor: User | None, vote: Vote, names: Sequence[str]) -> None:
    """Keep these files as they stand; those kept before stay as they are while the rows say the same.

    Raises ``NotPublishable``, ``CountError``.
    """
    with change(actor, "keep_count_files", vote) as log:
        for name in names:
            raw = file_of(vote, name)
            CountFile.objects.update_or_create(vote=vote, name=name, defaults={"content": raw})
            log.note(**{name: file_digest(raw)})
