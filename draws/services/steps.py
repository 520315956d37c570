"""The moves of a draw from lock to archive, each once and in order (S0-03, S0-07)."""

from django.db import IntegrityError, connection
from django.utils import timezone

from draws.models import Draw
from draws.queries.facts import LOCK, REVEAL, VOID, facts_for
from draws.queries.records import (
    commitment_of,
    lock_problem,
    proposed_commitment,
    roster_of,
    seed_rule,
    time_text,
)
from draws.services.digits import one_person_for_two
from draws.services.moving import DrawRefused, move
from draws.sql import STORE_TICKETS
from registry.models import User
from registry.services.confirmations import ConfirmationRefused, use_confirmation
from rulebook.draw.seed import join_seed
from rulebook.draw.selection import Lot
from rulebook.draw.selection import run_draw as lots_by_seed
from rulebook.draw.tickets import ranked
from rulebook.lifecycle.draw import DrawState


def lock_draw(*, actor: User, draw: Draw) -> Draw:
    """Commit to roster, exclusions, sizes and seed rule. Needs a confirmation of ``draws.lock``; no way back.

    Raises ``DrawRefused``: too small a stratum by name and numbers, no confirmation, a step out of order.
    """
    try:
        with move(actor, "lock_draw", draw, DrawState.LOCKED) as (row, log):
            if problem := lock_problem(row):
                raise DrawRefused(problem)
            _spend(LOCK, row)
            before = Draw.objects.filter(chain_number__isnull=False).order_by("-chain_number").first()
            row.chain_number = before.chain_number + 1 if before and before.chain_number else 1
            row.locked_at = timezone.now()
            commitment = proposed_commitment(
                row, locked_at=time_text(row.locked_at), previous=before.commitment_hash if before else ""
            )
            row.commitment, row.commitment_hash = commitment.data.decode(), commitment.hash
            log.note(commitment=commitment.hash)
    except IntegrityError as error:
        # Two draws took the same place in the chain of commitments: the later one asks again.
        raise DrawRefused("另一次抽取恰在此时锁定，请再确认一次。") from error
    return draw


def reveal_seed(*, actor: User, draw: Draw) -> Draw:
    """Join the digits of all parties into the seed. Needs a confirmation of ``draws.reveal``.

    Raises ``DrawRefused`` while a party has not given its digits.
    """
    with move(actor, "reveal_seed", draw, DrawState.SEEDED) as (row, log):
        parts = list(row.seed_parts.order_by("position"))
        given = {part.position for part in parts}
        missing = [party for place, party in enumerate(row.parties, start=1) if place not in given]
        if missing:
            raise DrawRefused(f"{'、'.join(missing)}还没有报数。")
        if problem := one_person_for_two(row):
            raise DrawRefused(problem)
        _spend(REVEAL, row)
        row.seed = join_seed(seed_rule(row), [part.digits for part in parts])
        row.revealed_at = timezone.now()
        log.note(seed=row.seed)
    return draw


def run_draw(*, actor: User, draw: Draw) -> Draw:
    """Order every stratum by ticket and store ticket, rank and outcome of each entry. Runs once."""
    with move(actor, "run_draw", draw, DrawState.DRAWN) as (row, log):
        lots = lots_by_seed(commitment_of(row), roster_of(row), row.seed)
        _store_tickets(row, lots)
        row.drawn_at = timezone.now()
        log.note(selected=sum(len(lot.selected) for lot in lots))
    return draw


def publish_draw(*, actor: User, draw: Draw) -> Draw:
    """Open the bundle and the results (codes only) to everybody."""
    with move(actor, "publish_draw", draw, DrawState.PUBLISHED) as (row, _):
        row.published_at = timezone.now()
    return draw


def archive_draw(*, actor: User | None, draw: Draw) -> Draw:
    """Close the record: no substitution after this."""
    with move(actor, "archive_draw", draw, DrawState.ARCHIVED):
        pass
    return draw


def void_draw(*, actor: User, draw: Draw, reason: str) -> Draw:
    """Give the draw up for a reason that stays visible with its number. Needs a confirmation of ``draws.void``."""
    if not reason.strip():
        raise DrawRefused("请写明作废原因。")
    with move(actor, "void_draw", draw, DrawState.VOID) as (row, _):
        row.void_reason = reason.strip()
        _spend(VOID, row)
    return draw


def _spend(action: str, draw: Draw) -> None:
    try:
        use_confirmation(action=action, subject=draw, facts=facts_for(action, draw))
    except ConfirmationRefused as error:
        raise DrawRefused(str(error)) from error


def _store_tickets(draw: Draw, lots: tuple[Lot, ...]) -> None:
    """An entry that stood in several stages keeps its place in the last of them; whoever was selected in any is selected."""
    ids = dict(draw.entries.values_list("code", "pk"))
    places: dict[int, tuple[str, int, str, int]] = {}
    chosen: set[str] = set()
    for lot in lots:
        chosen |= set(lot.selected)
        for rank, (ticket, code) in enumerate(ranked(draw.seed, lot.label, lot.pool), start=1):
            outcome = "selected" if code in chosen else "alternate"
            places[ids[code]] = (ticket, rank, outcome, ids[code])
    with connection.cursor() as cursor:
        cursor.executemany(STORE_TICKETS, list(places.values()))
