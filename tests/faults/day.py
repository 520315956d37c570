"""What people do from the close to the publication, each step a process of its own: ``python -m tests.faults.day STEP VOTE``."""

import sys

import django

from benchmarks.hall import WORDS


def close(pk: int) -> None:
    """Everybody has voted, no card is left."""
    from ballots.models import Vote
    from ballots.services import cards, opening

    vote = Vote.objects.get(pk=pk)
    cards.record_attendance(vote=vote, n=vote.made)
    opening.begin_closing(actor=_person("inspectorate", vote), vote=vote)
    vote.refresh_from_db()
    cards.record_leftovers(
        actor=_person("watcher", vote), vote=vote, leftover=0, spoilt=0, handed_out=vote.made
    )
    vote.refresh_from_db()
    opening.close_vote(actor=_person("inspectorate", vote), vote=vote)


def count(pk: int) -> None:
    """Both passphrases are typed; this process ends as soon as the counting one is begun, as a web process that is killed."""
    from ballots.jobs import start_count
    from ballots.models import Vote
    from rulebook.ballot.keys import Passphrases

    vote = Vote.objects.get(pk=pk)
    start_count(
        actor=_person("inspectorate", vote),
        watcher=_person("watcher", vote),
        vote=vote,
        passphrases=Passphrases(*WORDS),
    )


def publish(pk: int) -> None:
    from ballots.models import Vote
    from ballots.queries.votes import PUBLISH_VOTE
    from ballots.services.confirming import ask_step, confirm_step

    vote = Vote.objects.get(pk=pk)
    asked = ask_step(actor=_person("inspectorate", vote), vote=vote, action=PUBLISH_VOTE)
    confirm_step(actor=_person("watcher", vote), vote=vote, confirmation=asked)


def _person(role: str, vote: "object") -> "object":
    from registry.models import Role, User
    from tests.factories import user_with

    found = User.objects.filter(username=f"faults-{role}").first()
    return found or user_with(Role(role), vote.unit, username=f"faults-{role}")  # type: ignore[attr-defined]  # a vote


if __name__ == "__main__":
    django.setup()
    {"close": close, "count": count, "publish": publish}[sys.argv[1]](int(sys.argv[2]))
