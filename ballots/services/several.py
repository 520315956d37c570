"""The keys of several votes in one act: the same two persons and passphrases, a key, a file and a zero report for each vote."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from ballots.models import Vote
from ballots.services.moves import VoteRefused, require_two
from ballots.services.zero_report import run_zero_report
from registry.models import User
from rulebook.ballot.keys import Passphrases

logger = logging.getLogger(__name__)
UNEXPECTED = "系统出错，这一次没有做成，请重做；仍不行的，联系管理员。"


@dataclass(frozen=True)
class MadeKey:
    """What came of one vote: the recovery code of each keeper, or why its key or zero report was not made."""

    vote: Vote
    recovery: dict[str, str]
    refused: str = ""


def make_keys(
    *, actor: User | None, watcher: User | None, votes: Iterable[Vote], passphrases: Passphrases
) -> list[MadeKey]:
    """Key and zero report of every vote, one after another; what fails of one holds up no other and can be taken again.

    Whatever happens to a later vote, the recovery codes of those before are in the answer: nobody can have them again.
    Raises ``VoteRefused`` for one person alone, and when no key at all was made.
    """
    require_two(actor, watcher, doing="制作投票密钥")
    found = [_made(actor, watcher, vote, passphrases) for vote in votes]
    if not any(made.recovery for made in found):
        raise VoteRefused(
            "".join(dict.fromkeys(made.refused for made in found)) or "没有可以制作密钥的投票。"
        )
    return found


def _made(actor: User | None, watcher: User | None, vote: Vote, passphrases: Passphrases) -> MadeKey:
    try:
        return MadeKey(
            vote, run_zero_report(actor=actor, watcher=watcher, vote=vote, passphrases=passphrases)
        )
    except VoteRefused as refusal:
        return MadeKey(vote, {}, str(refusal))
    except Exception:
        logger.exception("the key of vote %s was not made", vote.pk)
        return MadeKey(vote, {}, UNEXPECTED)
