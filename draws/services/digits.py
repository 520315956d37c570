"""The digits of the parties: each entered masked and locked once, none shown before all are there (S0-03)."""

import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from draws.models import Draw, SeedPart
from draws.queries.records import in_words, seed_rule
from draws.services.moving import DrawRefused
from registry.models import User
from registry.services.audit import change
from rulebook.draw.seed import SeedError, check_digits, mask
from rulebook.lifecycle.draw import DrawState

FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
SALT_BYTES = 16
SAME_DIGITS = "两方所报数字完全相同，不像是各自掷出的。这次录入没有保存，请重新掷出后录入。"


def enter_digits(*, actor: User, draw: Draw, position: int, digits: str) -> SeedPart:
    """Lock the digits of the party at ``position`` (from 1). Full-width digits count as digits, blanks around are cut.

    Raises ``DrawRefused`` when the draw is not locked, the party has already given its digits, they are not exactly the
    committed number of digits, or another party has given the very same ones.
    """
    clean = digits.strip().translate(FULL_WIDTH)
    return _lock_digits(actor, draw, position, clean, rolled=False)


def roll_digits(*, actor: User, draw: Draw, position: int) -> SeedPart:
    """Roll for a party: for rehearsals and demonstrations only, so the draw is marked as one for ever."""
    digits = "".join(str(secrets.randbelow(10)) for _ in range(draw.digits_each))
    return _lock_digits(actor, draw, position, digits, rolled=True)


def _lock_digits(actor: User, draw: Draw, position: int, digits: str, *, rolled: bool) -> SeedPart:
    with change(actor, "roll_digits" if rolled else "enter_digits", draw) as log:
        row = Draw.objects.select_for_update().get(pk=draw.pk)
        if row.state != DrawState.LOCKED:
            raise DrawRefused("只有名册锁定之后、揭示种子之前才能报数。")
        if not 1 <= position <= len(row.parties):
            raise DrawRefused("没有这一报数方。")
        try:
            check_digits(seed_rule(row), position - 1, digits)
        except SeedError as error:
            raise DrawRefused(in_words(error)) from error
        if _same_as_another(row, position, digits):
            raise DrawRefused(SAME_DIGITS)
        if rolled and not row.marking:
            row.marking = "demo" if settings.DEMO else "rehearsal"
            row.save(update_fields=["marking"])
        log.note(number=row.number, position=position, marking=row.marking)
        part = _insert(row, position, digits, actor, rolled)
    draw.refresh_from_db()
    return part


def _same_as_another(draw: Draw, position: int, digits: str) -> bool:
    """Whether another party gave these very digits: not rolled, but agreed or copied. Digits lie encrypted, so not a query.

    A party that has its digits locked learns nothing here: it hears that it cannot enter any more.
    """
    parts = {part.position: part.digits for part in draw.seed_parts.all()}
    return position not in parts and digits in parts.values()


def _insert(draw: Draw, position: int, digits: str, actor: User, rolled: bool) -> SeedPart:
    salt = secrets.token_hex(SALT_BYTES)
    party = draw.parties[position - 1]
    try:
        with transaction.atomic():
            return SeedPart.objects.create(
                draw=draw,
                position=position,
                party=party,
                mask=mask(salt, digits),
                salt=salt,
                digits=digits,
                entered_by=actor,
                entered_at=timezone.now(),
                rolled=rolled,
            )
    except IntegrityError as error:
        raise DrawRefused(f"{party}已经报数并锁定，不能再改。") from error
