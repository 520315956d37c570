"""The key of a vote, and the zero report 零票报告: an empty urn, challenge cards with known votes, both counters, an empty urn again."""

import secrets

from django.utils import timezone

from ballots.models import Vote
from ballots.queries.votes import form
from ballots.services.accepted import forget_taken
from ballots.services.casting import cast
from ballots.services.counting import both_counts, open_urn
from ballots.services.keys import make_key
from ballots.services.moves import VoteRefused, lock, move, require, require_two
from ballots.sql import connecting, opinions, urn
from registry.models import User
from registry.services.audit import change
from rulebook.ballot import tally
from rulebook.ballot.codes import ballot_hash, new_codes
from rulebook.ballot.form import BallotForm, new_ballot_id
from rulebook.ballot.keys import Passphrases
from rulebook.lifecycle.vote import VoteState as S


def run_zero_report(
    *, actor: User | None, watcher: User | None, vote: Vote, passphrases: Passphrases
) -> dict[str, str]:
    """Make the vote's key, prove its own path with ballots of known marks, and leave nothing of them but the figures.

    Inspectorate and watcher are both there: challenge ballots are sealed as any other and opened with the key that is made
    now. The answer is the recovery code of each, to be printed once. In ``testing`` the real cards are not open yet.
    ``Vote.test_report``: ballots, repeated, refused, and the digests expected, aggregate, stream. Raises ``VoteRefused`` when
    anything differs; the vote then stays in ``testing`` and the report can be run again, with another key.
    """
    require_two(actor, watcher, doing="制作投票密钥")
    with change(actor, "begin_zero_report", vote) as log:
        lock(vote)
        require(vote, S.PREPARING, S.TESTING, doing="做零票检验")
        urn.discard_test(vote.pk)
        _no_opinion_yet(vote)
        pair, recovery = make_key(vote, passphrases)
        if vote.state == S.PREPARING:
            move(vote, S.TESTING, actor)
        vote.save()
        shape = form(vote)
        marks = challenge_marks(shape)
        codes = new_codes(len(marks), secrets.token_bytes)
        for table in (urn.ISSUED, urn.OPEN):
            connecting.load_codes(table, vote.pk, [ballot_hash(code) for code in codes], panel=urn.CHALLENGE)
        log.note(key=vote.key_id, watcher=watcher.pk if watcher else None)
    report = _cast_all(vote, codes, marks) | _count_all(vote, shape, pair.private)
    with change(actor, "finish_zero_report", vote) as log:
        lock(vote)
        require(vote, S.TESTING, doing="完成零票检验")
        urn.discard_test(vote.pk)
        forget_taken(vote.pk)
        urn.open_all_issued(vote.pk)
        vote.test_report = report | {"at": timezone.now().isoformat()}
        move(vote, S.READY, actor)
        log.note(ballots=len(marks), digest=report["expected"])
    return recovery


def _no_opinion_yet(vote: Vote) -> None:
    """The box of opinions is empty, and as many cards may give one as may vote (of a survey's slips none)."""
    if connecting.count_rows(opinions.OPINION_URN, vote.pk):
        raise VoteRefused("零票检验未通过：意见箱不是空的。")
    issued = 0 if vote.by_batches else connecting.count_rows(urn.ISSUED, vote.pk)
    if any(
        connecting.count_rows(table, vote.pk) != issued
        for table in (opinions.OPINION_ISSUED, opinions.OPINION_OPEN)
    ):
        raise VoteRefused("零票检验未通过：意见码与选票卡的张数不同，请作废整批重新制卡。")


def challenge_marks(shape: BallotForm) -> list[tuple[int, ...]]:
    """One ballot of every mark throughout, and one that gives each place another mark than its neighbour.

    On a mutual form a ballot for each place that stays unmarked.
    """
    if shape.mutual:
        return [
            tuple(_mutual_mark(shape, own, place) for place in range(shape.size)) for own in range(shape.size)
        ]
    width = len(shape.grades) + 1
    uniform = [(mark,) * shape.size for mark in range(width)]
    return [*uniform, tuple(place % width for place in range(shape.size))]


def expected_counts(shape: BallotForm) -> tally.Counts:
    """What ``challenge_marks`` must come to, written down without counting ballots."""
    if shape.mutual:
        return _expected_mutual(shape)
    width = len(shape.grades) + 1
    rows = [
        (place, mark, 2 if mark == place % width else 1)
        for place in range(shape.size)
        for mark in range(width)
    ]
    return tally.counts_from_places(shape, width + 1, rows)


def _mutual_mark(shape: BallotForm, own: int, place: int) -> int:
    return 0 if own == place else 1 + (place + own) % len(shape.grades)


def _expected_mutual(shape: BallotForm) -> tally.Counts:
    """Over all own units each mark comes to every place as often as a full turn of the grades gives, less the own one."""
    width = len(shape.grades)
    rows = []
    for place in range(shape.size):
        rows.append((place, 0, 1))
        for mark in range(1, width + 1):
            first = (mark - 1 - place) % width
            turns = len(range(first, shape.size, width))
            rows.append((place, mark, turns - int(place % width == first)))
    return tally.counts_from_places(shape, shape.size, [row for row in rows if row[2]])


def _cast_all(vote: Vote, codes: list[str], marks: list[tuple[int, ...]]) -> dict[str, int]:
    ids = [new_ballot_id(secrets.token_bytes) for _ in codes]
    for wanted in (201, 200):
        for code, ballot, values in zip(codes, ids, marks, strict=True):
            outcome = cast(vote=vote.pk, card=code, ballot=ballot, form=vote.form_hash, marks=values)
            if outcome.status != wanted:
                raise VoteRefused(f"零票检验未通过：检验票应答 {outcome.status}，应为 {wanted}。")
    twice = cast(
        vote=vote.pk,
        card=codes[0],
        ballot=new_ballot_id(secrets.token_bytes),
        form=vote.form_hash,
        marks=marks[0],
    )
    if twice.accepted:
        raise VoteRefused("零票检验未通过：同一张检验卡投了两次。")
    return {"ballots": len(codes), "repeated": len(codes), "refused": 1}


def _count_all(vote: Vote, shape: BallotForm, private: bytes) -> dict[str, str]:
    summed, read = both_counts(vote, open_urn(vote, private))
    found = {
        "expected": tally.counts_digest(expected_counts(shape)),
        "aggregate": tally.strata_digest(summed),
        "stream": tally.strata_digest(read),
    }
    if len(set(found.values())) != 1:
        raise VoteRefused("零票检验未通过：两个计数器的结果与检验票不一致。")
    return found
