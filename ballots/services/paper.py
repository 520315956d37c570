"""Paper ballots: printed, given out against a card, stamped, read twice, decided (S0-12, S0-23)."""

import secrets
from collections.abc import Sequence

from django.db.models import QuerySet

from ballots.models import CardVoid, PaperEntry, PaperSheet, PaperStock, Vote
from ballots.queries.paper import paper_places, paper_stocks, read_sheets
from ballots.queries.votes import form
from ballots.services.moves import VoteRefused, lock, require
from registry.models import User
from registry.queries.two_persons import any_same_person
from registry.services.audit import change
from rulebook.ballot import paper
from rulebook.ballot.form import BallotError
from rulebook.ballot.paper import Pair, PaperError, Reading
from rulebook.lifecycle.vote import VoteState as S

MOST_PRINTED = 500
PRINTING_STATES = (S.READY, S.OPEN, S.CLOSING)
EXCHANGING_STATES = (S.OPEN, S.CLOSING)


def print_paper(*, actor: User, vote: Vote, n: int, stratum: str = "") -> None:
    """Record that ``n`` paper forms are printed now; nothing tells one from the next.

    Where cards are made in batches a form names its ``stratum``, or the unit it rates. Raises ``VoteRefused`` for a stratum so
    small that a sheet would name its voter, and for the mutual panel.
    """
    if not 1 <= n <= MOST_PRINTED:
        raise VoteRefused(f"印制张数应为 1 至 {MOST_PRINTED}。")
    with change(actor, "print_paper", vote) as log:
        lock(vote)
        require(vote, *PRINTING_STATES, doing="印制纸质票")
        if vote.by_batches:
            _add_to_stock(vote, stratum, n)
        vote.paper_made += n
        vote.save(update_fields=["paper_made"])
        log.note(n=n)


def _add_to_stock(vote: Vote, stratum: str, n: int) -> None:
    places = paper_places(vote)
    place = next(
        (place for place in places if place.stratum == stratum), places[0] if len(places) == 1 else None
    )
    if place is None:
        raise VoteRefused("请选择层或所评单位；没有制卡的不能印制纸质票。")
    if place.refusal:
        raise VoteRefused(f"{place.refusal}。")
    stock, _ = PaperStock.objects.get_or_create(
        vote=vote, stratum=place.stratum, defaults={"label": place.label}
    )
    stock.made += n
    stock.save(update_fields=["made"])


def require_exchange(vote: Vote) -> None:
    """Raise ``VoteRefused`` unless a card may be exchanged for paper now; the caller holds the row of the vote."""
    require(vote, *EXCHANGING_STATES, doing="换发纸质票")
    given = sum(CardVoid.objects.filter(vote=vote, reason="paper").values_list("n", flat=True))
    if given >= vote.paper_made:
        raise VoteRefused(f"纸质票共印制 {vote.paper_made} 张，已全部换发，请先印制。")


def take_from_stock(vote: Vote, batch: int) -> str:
    """Count one form of the stratum of this batch as given out, and say which it is; the caller holds the row of the vote."""
    place = vote.batches.get(number=batch)
    stock = PaperStock.objects.filter(vote=vote, stratum=place.stratum).first()
    if stock is None:
        refusal = next((each.refusal for each in paper_places(vote) if each.stratum == place.stratum), "")
        raise VoteRefused(f"{refusal or f'“{place.label}”没有印制纸质票，请先印制'}。")
    if stock.given >= stock.made:
        raise VoteRefused(f"{stock}共印制 {stock.made} 张，已全部换发，请先印制。")
    stock.given += 1
    stock.save(update_fields=["given"])
    return stock.label


def stamp_sheets(*, actor: User, vote: Vote, n: int, stratum: str = "", left: int = 0) -> None:
    """The box was opened and ``n`` sheets lay in it: give each a random stamp.

    Where sheets name a ``stratum`` this is said of each in turn, with the blank forms ``left`` of it; more than were given
    out are refused, since the panel's count would take a stranger's.

    Until the first reading a wrong number can be corrected and all stamps are made anew; afterwards sheets can only be added.
    """
    with change(actor, "stamp_sheets", vote) as log:
        lock(vote)
        require(vote, S.CLOSED, doing="登记纸质票")
        if vote.by_batches:
            _count_stock(vote, stratum, n, left)
        rows = PaperSheet.objects.filter(vote=vote, stratum=stratum)
        if not PaperEntry.objects.filter(sheet__vote=vote, sheet__stratum=stratum).exists():
            rows.delete()
        taken = set(PaperSheet.objects.filter(vote=vote).values_list("stamp", flat=True))
        known = rows.count()
        if n < known:
            raise VoteRefused(f"已有 {known} 个编号并已开始录入，只能增加，不能减少。")
        try:
            fresh = paper.new_stamps(n - known, taken, secrets.SystemRandom().sample)
        except PaperError as error:
            raise VoteRefused(f"{error}。") from error
        PaperSheet.objects.bulk_create(PaperSheet(vote=vote, stratum=stratum, stamp=stamp) for stamp in fresh)
        vote.paper_valid = vote.paper_invalid = None if taken or fresh else 0
        vote.save(update_fields=["paper_valid", "paper_invalid", "paper_left"])
        log.note(n=n)


def _count_stock(vote: Vote, stratum: str, n: int, left: int) -> None:
    stock = PaperStock.objects.filter(vote=vote, stratum=stratum).first()
    if stock is None:
        raise VoteRefused("没有印制过这一层的纸质票。")
    if n > stock.given:
        raise VoteRefused(
            f"{stock}只换发了 {stock.given} 张，收回不能多于换发。多出的不能计入，请停止操作并报告市纪委监督员。"
        )
    stock.returned, stock.left = n, left
    stock.save(update_fields=["returned", "left"])
    vote.paper_left = sum(each.left or 0 for each in paper_stocks(vote))


def enter_sheet(*, actor: User, vote: Vote, stamp: int, marks: Sequence[object], invalid: str = "") -> None:
    """What one clerk read on a sheet. Two clerks, each once; when both read the same the sheet is settled."""
    with change(actor, "enter_sheet", vote):
        lock(vote)
        require(vote, S.CLOSED, doing="录入纸质票")
        try:
            reading = paper.read_sheet(form(vote), marks, invalid)
        except (PaperError, BallotError) as error:
            raise VoteRefused(f"{error}。") from error
        sheet = PaperSheet.objects.filter(vote=vote, stamp=stamp).first()
        if sheet is None:
            raise VoteRefused(f"没有编号 {stamp} 的纸质票，请核对票面上的编号。")
        entries = list(sheet.entries.select_related("entered_by"))
        if any_same_person(actor, [entry.entered_by for entry in entries]):
            raise VoteRefused(f"{stamp} 号票您已经录入过，请核对票面上的编号。")
        if len(entries) >= 2:
            raise VoteRefused(f"{stamp} 号票已由两人录入，请核对票面上的编号。")
        if any_same_person(actor, list(User.objects.filter(pk__in=_deciders(vote)))):
            raise VoteRefused("您裁定过本次投票的纸质票，不能再录入。")
        PaperEntry.objects.create(sheet=sheet, entered_by=actor, body=reading.body, invalid=reading.invalid)
        if [Reading(entry.body, entry.invalid) for entry in entries] == [reading]:
            _settle(sheet, reading)


def decide_sheet(
    *, actor: User, vote: Vote, stamp: int, marks: dict[int, object], invalid: str = "", reason: str
) -> None:
    """With the sheet in hand, say what stands at the differing places, or that the sheet is void; both readings become that."""
    if not reason:
        raise VoteRefused("请写明裁定的依据。")
    with change(actor, "decide_sheet", vote) as log:
        lock(vote)
        require(vote, S.CLOSED, doing="裁定纸质票")
        row = next((row for row in read_sheets(vote) if row.sheet.stamp == stamp), None)
        if row is None or row.found.state is not Pair.DIFFERS:
            raise VoteRefused("这张票没有待裁定的不一致。")
        if any_same_person(actor, list(User.objects.filter(pk__in=_clerks(vote)))):
            raise VoteRefused("您录入过本次投票的纸质票，不能裁定。")
        shape = form(vote)
        try:
            agreed = (
                paper.read_sheet(shape, [], invalid) if invalid else paper.decided(shape, row.readings, marks)
            )
        except (PaperError, BallotError) as error:
            raise VoteRefused(f"{error}。") from error
        row.sheet.entries.update(body=agreed.body, invalid=agreed.invalid)
        row.sheet.decided_by, row.sheet.decision = actor, reason
        _settle(row.sheet, agreed)
        log.note(places=len(row.found.places), void=bool(invalid))


def _deciders(vote: Vote) -> QuerySet[PaperSheet, int | None]:
    return PaperSheet.objects.filter(vote=vote).values_list("decided_by", flat=True)


def _clerks(vote: Vote) -> QuerySet[PaperEntry, int]:
    return PaperEntry.objects.filter(sheet__vote=vote).values_list("entered_by", flat=True)


def _settle(sheet: PaperSheet, agreed: Reading) -> None:
    sheet.agreed, sheet.invalid = agreed.body, agreed.invalid
    sheet.save(update_fields=["agreed", "invalid", "decided_by", "decision"])


def destroy_sheets(vote: Vote) -> None:
    """Keep how many sheets were valid and void, and destroy what was read on them; within the caller's transaction.

    Of a vote voided before the count, a sheet not yet settled stands with the valid ones: nobody judged it void.
    """
    rows = PaperSheet.objects.filter(vote=vote)
    if vote.paper_valid is None and rows.exists():
        vote.paper_invalid = rows.exclude(invalid="").count()
        vote.paper_valid = rows.count() - vote.paper_invalid
    rows.delete()
