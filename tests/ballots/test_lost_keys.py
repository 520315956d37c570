"""A vote that nobody can open any more: both passphrases forgotten, or a database put back to before the count."""

import pytest

from ballots.models import ReleasedOpinion, UrnBallot, Vote
from ballots.queries import votes
from ballots.services import moves, preparing, sealing
from ballots.services.throttle import opinion_failures
from ballots.sql import connecting, opinions, urn
from registry.models import AuditEvent
from rulebook.ballot.keys import Passphrases
from tests.ballots.keys import key_path, take_count
from tests.ballots.opining import opine
from tests.ballots.steps import ORIGIN, Hall, cast, closed, confirm, opened, sealed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def counting(hall: Hall) -> Hall:
    """Closed, two ballots and an opinion in their boxes."""
    opinion_failures.forget()
    opened(hall)
    for code in hall.codes[:2]:
        assert cast(hall, code).status == 201
    assert opine(hall, hall.codes[0]).status == 201
    return closed(hall, used=2)


def test_both_passphrases_forgotten_the_vote_is_repeated_and_nobody_read_a_line_of_it(counting: Hall) -> None:
    hall = counting
    forgotten = Passphrases("谁也想不起来的一道口令", "谁也想不起来的另一道口令")
    with pytest.raises(moves.VoteRefused, match="监察室的口令不对。忘记口令的，请拆封恢复单"):
        sealing.count_vote(actor=hall.teller, watcher=hall.watcher, vote=hall.vote, passphrases=forgotten)
    assert AuditEvent.objects.filter(verb="fail_key").count() == 1
    confirm(hall, votes.VOID_VOTE, note="两人的口令和恢复单都没有了")
    hall.vote.refresh_from_db()
    assert (hall.vote.state, votes.has_counts(hall.vote), ReleasedOpinion.objects.count()) == (
        "void",
        False,
        0,
    )
    left = [connecting.count_rows(table, hall.vote.pk) for table in (urn.URN, opinions.OPINION_URN)]
    assert (left, key_path(hall.vote).exists()) == ([0, 0], False)
    void = hall.vote
    hall.vote = preparing.prepare_vote(
        actor=hall.runner,
        title="重新投票",
        unit=void.unit,
        form=hall.form,
        origin_kind=ORIGIN,
        origin_label=void.origin_label,
        repeat_of=void,
    )
    opened(hall)
    for code in hall.codes[:3]:
        assert cast(hall, code).status == 201
    sealed(hall, used=3)
    assert votes.counts(hall.vote).ballots == 3


def test_a_database_put_back_to_before_the_count_is_not_counted_again(counting: Hall) -> None:
    hall = counting
    rows = list(UrnBallot.objects.filter(vote=hall.vote))
    take_count(actor=hall.teller, vote=hall.vote)
    UrnBallot.objects.bulk_create(rows)
    Vote.objects.filter(pk=hall.vote.pk).update(
        state="closed", kept_urn=None, wiped_at=None, sealed_at=None, key_destroyed_at=None
    )
    with pytest.raises(moves.VoteRefused, match=r"找不到本次投票的密钥文件.*只能作废后重新投票"):
        take_count(actor=hall.teller, vote=hall.vote)
    hall.vote.refresh_from_db()
    assert (hall.vote.state, sealing.finish_wipes()) == ("closed", 0)
    confirm(hall, votes.VOID_VOTE, note="数据库被退回到计票之前")
    assert connecting.count_rows(urn.URN, hall.vote.pk) == 0
