"""A vote before it opens: the row, its form, its cards."""

import secrets

from ballots.models import CardVoid, Vote
from ballots.models.votes import Front
from ballots.queries.lane import ROLL
from ballots.services.moves import VoteRefused, lock, require
from ballots.services.roll import enter_cards, strike_batch
from ballots.sql import connecting, opinions, urn
from registry.models import Unit, User
from registry.services.audit import change
from rulebook.ballot.codes import ballot_hash, new_codes, opinion_hash
from rulebook.ballot.form import BallotForm, form_hash
from rulebook.lifecycle.vote import VoteState as S

MOST_CARDS = 5000


def prepare_vote(
    *,
    actor: User | None,
    title: str,
    unit: Unit,
    form: BallotForm,
    origin_kind: str,
    origin_label: str,
    threshold: int = 5,
    marking: str = "",
    front: Front = Front.HALL,
    repeat_of: Vote | None = None,
) -> Vote:
    """Make a vote in ``preparing``. ``threshold`` is k, ``marking`` as 演示 or 演练, ``front`` how the cards come to the voters,
    ``repeat_of`` the void vote it repeats.

    Raises ``VoteRefused`` if that vote is not void, or is repeated already by one that is not void itself.
    """
    vote = Vote(
        title=title,
        unit=unit,
        form=form.as_dict(),
        form_hash=form_hash(form),
        origin_kind=origin_kind,
        origin_label=origin_label,
        threshold=threshold,
        marking=marking,
        front=front,
        repeat_of=repeat_of,
    )
    with change(actor, "prepare_vote", vote) as log:
        if repeat_of is not None:
            _check_repeat(repeat_of)
        vote.save()
        log.note(form_hash=vote.form_hash, threshold=threshold, repeat_of=vote.repeat_of_id)
    return vote


def _check_repeat(former: Vote) -> None:
    lock(former)
    require(former, S.VOID, doing="重新投票")
    if former.repeats.exclude(state=S.VOID).exists():
        raise VoteRefused("这次投票已经重新投票，不能再重投一次。")


def replace_form(*, actor: User | None, vote: Vote, form: BallotForm) -> None:
    """Change what is asked; only before the zero report, since that proves exactly this form."""
    with change(actor, "replace_form", vote) as log:
        lock(vote)
        require(vote, S.PREPARING, doing="修改评议表")
        vote.form, vote.form_hash = form.as_dict(), form_hash(form)
        vote.save(update_fields=["form", "form_hash"])
        log.note(form_hash=vote.form_hash)


def make_cards(*, actor: User | None, vote: Vote, n: int, phone: str = "") -> list[str]:
    """Load ``n`` fresh codes and return them for one printing; only their digests are kept, in another order.

    Each code has two digests, one for a ballot and one for an opinion; the two lots are shuffled apart from one another.
    ``phone``: whom representatives may call, said on the reply slip.
    Raises ``VoteRefused`` if cards exist already: the codes of a batch are loaded in one go.
    """
    if not 1 <= n <= MOST_CARDS:
        raise VoteRefused(f"制卡张数应为 1 至 {MOST_CARDS}。")
    with change(actor, "make_cards", vote) as log:
        lock(vote)
        require(vote, S.PREPARING, S.READY, doing="制卡")
        if vote.by_batches:
            raise VoteRefused("这次投票按批制作选票卡，请到选票卡页。")
        if vote.made:
            raise VoteRefused(f"已制卡 {vote.made} 张。如印制不合格，请先作废整批再重制。")
        codes = new_codes(n, secrets.token_bytes)
        for table, digest in ((urn.ISSUED, ballot_hash), (opinions.OPINION_ISSUED, opinion_hash)):
            digests = [digest(code) for code in codes]
            secrets.SystemRandom().shuffle(digests)
            connecting.load_codes(table, vote.pk, digests)
            if table == urn.ISSUED:
                enter_cards(vote, ("", "", 0), digests)
        opinions.open_all_opinions(vote.pk)
        if vote.state == S.READY:
            urn.open_all_issued(vote.pk)
        vote.made, vote.phone = n, phone
        vote.save(update_fields=["made", "phone", *ROLL])
        log.note(n=n)
    return codes


def void_batch(*, actor: User | None, vote: Vote) -> None:
    """Destroy the codes of a batch that was printed badly; none of its cards can ever vote."""
    with change(actor, "void_batch", vote) as log:
        lock(vote)
        require(vote, S.PREPARING, S.READY, doing="作废整批")
        if vote.by_batches:
            raise VoteRefused("这次投票逐批作废，请指明批次。")
        if not vote.made:
            raise VoteRefused("还没有制卡。")
        n = urn.discard_codes(vote.pk)
        opinions.discard_opinions(vote.pk)
        count_void(vote, "misprint", n)
        strike_batch(vote, 0)
        vote.made = 0
        vote.save(update_fields=["made", *ROLL])
        CardVoid.objects.filter(vote=vote).exclude(reason="misprint").delete()
        log.note(n=n)


def count_void(vote: Vote, reason: str, n: int) -> None:
    """Add ``n`` cards to those voided for the reason; the caller holds the row of the vote."""
    row, _ = CardVoid.objects.get_or_create(vote=vote, reason=reason, defaults={"n": 0})
    row.n += n
    row.save(update_fields=["n"])
