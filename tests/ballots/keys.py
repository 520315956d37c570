"""What two persons do together: the key with the zero report, and the count; and a look into an urn that is still closed."""

import secrets
from pathlib import Path

from ballots.models import UrnBallot, Vote
from ballots.queries.lane import lane_seal
from ballots.services import keys, sealing, zero_report
from ballots.services.counting import OpenedUrn, open_urn
from ballots.sql import opinions
from registry.models import Role, User
from rulebook.ballot.form import new_ballot_id
from rulebook.ballot.keys import Passphrases
from rulebook.ballot.opinions import read_body
from rulebook.ballot.sealing import Opener, Sealer
from tests.factories import PASSWORD, user_with

WORDS = Passphrases("监察室保管的一道口令，够长", "监督员保管的另一道口令，够长")


def prove(*, actor: User | None, vote: Vote) -> dict[str, str]:
    """Key and zero report; the recovery codes."""
    watcher = second(actor, vote)
    return zero_report.run_zero_report(actor=actor, watcher=watcher, vote=vote, passphrases=WORDS)


def take_count(*, actor: User | None, vote: Vote) -> None:
    """Counted and sealed."""
    sealing.count_vote(actor=actor, watcher=second(actor, vote), vote=vote, passphrases=WORDS)


def counting_words(watcher: User) -> dict[str, str]:
    """What both persons type at the count: each the passphrase, the watcher also who he is."""
    return {
        "inspectorate": WORDS.inspectorate,
        "watcher": WORDS.watcher,
        "username": watcher.username,
        "password": PASSWORD,
    }


def second(actor: User | None, vote: Vote) -> User | None:
    """A watcher of the vote's unit beside whoever acts; nobody beside nobody."""
    if actor is None:
        return None
    known = User.objects.filter(posts__role=Role.WATCHER, posts__unit=vote.unit).exclude(pk=actor.pk).first()
    return known or user_with(Role.WATCHER, vote.unit)


def private_key(vote: Vote) -> bytes:
    vote.refresh_from_db()
    return keys.open_key(actor=None, watcher=None, vote=vote, passphrases=WORDS)


def opened_urn(vote: Vote) -> OpenedUrn:
    """Both counters over the urn as it is, with its bodies."""
    return open_urn(vote, private_key(vote), keep=True)


def bodies(vote: Vote) -> list[str]:
    """Every body in the urn, sorted: what only both persons can see."""
    return sorted(opened_urn(vote).bodies)


def said(vote: Vote) -> list[tuple[str, str]]:
    """(subject, text) of every opinion in the box: what only both persons can see."""
    private = private_key(vote)
    opener = Opener(private, vote=vote.pk, form=vote.form_hash)
    rows = opinions.sealed_opinions(vote.pk)
    return [read_body(opener.open_opinion(row, ciphertext)) for row, ciphertext, _ in rows]


def key_path(vote: Vote) -> Path:
    return keys.key_file(vote.pk)


def plant(vote: Vote, body: str, *, ballot: str = "", place: tuple[str, str] = ("", "")) -> str:
    """A row in the urn as the lane would have made it of this body, past every check of the cast; its id."""
    vote.refresh_from_db()
    ballot = ballot or new_ballot_id(secrets.token_bytes)
    sealer = Sealer(vote.key_public, vote=vote.pk, form=vote.form_hash, width=len(body))
    ciphertext = sealer.seal(ballot, body)
    seal = lane_seal().seal(vote.pk, place, ballot, ciphertext)
    panel, stratum = place
    UrnBallot.objects.create(
        pk=ballot, vote=vote, panel=panel, stratum=stratum, ciphertext=ciphertext, seal=seal
    )
    return ballot
