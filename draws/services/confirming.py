"""The second person of a draw: what the drawing body asks, the inspectorate or the chair confirms, and it is done."""

from draws.models import Draw
from draws.queries.facts import LABELS, LOCK, REVEAL, VOID, facts_for, open_confirmation
from draws.queries.records import lock_problem
from draws.services.digits import one_person_for_two
from draws.services.moving import DrawRefused, require_move
from draws.services.steps import lock_draw, reveal_seed, void_draw
from registry.models import Confirmation, User
from registry.services.audit import change
from registry.services.confirmations import (
    VALID_WORDS,
    ConfirmationRefused,
    give_confirmation,
    request_confirmation,
)
from rulebook.lifecycle.draw import DrawState

TARGETS = {LOCK: DrawState.LOCKED, REVEAL: DrawState.SEEDED, VOID: DrawState.VOID}


def ask_step(*, actor: User, draw: Draw, action: str, reason: str = "") -> Confirmation:
    """Ask for the second person of ``draws.lock``, ``draws.reveal`` or ``draws.void`` (with its reason).

    Raises ``DrawRefused`` when the step could not be done even if confirmed.
    """
    with change(actor, "ask_draw_step", draw) as log:
        row = Draw.objects.select_for_update(of=("self",)).select_related("unit").get(pk=draw.pk)
        require_move(row, TARGETS[action])
        if action == LOCK and (problem := lock_problem(row)):
            raise DrawRefused(problem)
        if action == REVEAL and row.seed_parts.count() < len(row.parties):
            raise DrawRefused("各方都报数并锁定之后才能揭示种子。")
        if action == REVEAL and (problem := one_person_for_two(row)):
            raise DrawRefused(problem)
        if action == VOID:
            if not reason.strip():
                raise DrawRefused("请写明作废原因。")
            row.void_reason = reason.strip()
            row.save(update_fields=["void_reason"])
        log.note(action=action)
        label = f"{LABELS[action]} {row.number}"
        confirmation = request_confirmation(
            actor=actor, action=action, subject=row, label=label, facts=facts_for(action, row)
        )
    draw.refresh_from_db()
    return confirmation


def confirm_step(*, actor: User, draw: Draw, action: str, seen: str | None = None) -> Draw:
    """Confirm what another user asked and carry it out in his name, in one transaction.

    ``seen``: the digest of what stood on the second person's page.
    The caller's ``access`` has checked that ``actor`` may confirm. Raises ``DrawRefused``.
    """
    confirmation = open_confirmation(draw, action)
    if confirmation is None:
        raise DrawRefused(f"没有待确认的提请，或提请已超过{VALID_WORDS}，请重新提出。")
    asker = confirmation.asked_by
    with change(actor, "confirm_draw_step", draw) as log:
        log.note(action=action)
        try:
            give_confirmation(
                actor=actor,
                confirmation=confirmation,
                facts=facts_for(action, draw),
                subject=draw,
                seen=seen,
            )
        except ConfirmationRefused as error:
            raise DrawRefused(str(error)) from error
        if action == LOCK:
            return lock_draw(actor=asker, draw=draw)
        if action == REVEAL:
            return reveal_seed(actor=asker, draw=draw)
        return void_draw(actor=asker, draw=draw, reason=draw.void_reason)
