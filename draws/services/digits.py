"""The digits of the parties: each by a person of its own, masked and locked once, none shown before all are there (S0-03)."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from draws.access import has_account, may_give_digits
from draws.models import Draw, SeedPart
from draws.queries.records import in_words, seed_rule
from draws.services.moving import DrawRefused
from registry.models import Attachment, User
from registry.queries.two_persons import ANOTHER, same_person
from registry.services.audit import change
from registry.services.scans import store_scan
from rulebook.draw.seed import SeedError, check_digits, mask
from rulebook.lifecycle.draw import DrawState
from rulebook.registry.messy import same_name

FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
SALT_BYTES = 16
SAME_DIGITS = "两方所报数字完全相同，不像是各自掷出的。这次录入没有保存，请重新掷出后录入。"
ONE_FOR_TWO = "同一人不能替两方报数，请由这一方自己的人报数。"


@dataclass(frozen=True)
class SignedDigits:
    """The signed paper of a party that has no account: who signed, and the scan."""

    signer: str
    file_name: str
    content: bytes


def enter_digits(
    *, actor: User, draw: Draw, position: int, digits: str, giver: User | None = None
) -> SeedPart:
    """Lock the digits of the party at ``position`` (from 1), given by ``giver`` on the screen of ``actor``, or by ``actor`` himself.

    Full-width digits count as digits, blanks around are cut. Raises ``DrawRefused`` when the draw is not locked, the giver is
    not of that party or has given those of another, the party has already given its digits, they are not exactly the
    committed number of digits, or another party has given the very same ones.
    """
    given = giver or actor
    with change(actor, "enter_digits", draw) as log:
        row = _open(draw, position)
        if not (may := may_give_digits(given, row, position)):
            raise DrawRefused(f"{row.parties[position - 1]}的数字须由本方人员报。{may.reason}")
        _refuse_second_part(row, position, given)
        clean = _clean(row, position, digits)
        way = "session" if given == actor else "screen"
        log.note(number=row.number, position=position, way=way, given_by=given.pk, marking=row.marking)
        return _insert(row, position, clean, SeedPart(entered_by=actor, given_by=given, way=way))


def enter_signed_digits(
    *, actor: User, draw: Draw, position: int, digits: str, paper: SignedDigits
) -> SeedPart:
    """Lock the digits of a party without an account, from the paper that its person signed; its scan is kept.

    Whoever enters them knows them, so he gives no other party's. Raises ``DrawRefused`` as ``enter_digits``, and for a party
    that has accounts; ``AttachmentRefused``.
    """
    with change(actor, "enter_signed_digits", draw) as log:
        row = _open(draw, position)
        if has_account(row, position):
            raise DrawRefused(
                f"{row.parties[position - 1]}有账号，须由本方人员登录或在本屏凭用户名、密码报数。"
            )
        _refuse_second_part(row, position, actor)
        if same_name(paper.signer, actor.name):
            raise DrawRefused("签字人不能是录入人自己。")
        clean = _clean(row, position, digits)
        scan: Attachment = store_scan(actor=actor, name=paper.file_name, content=paper.content)
        log.note(number=row.number, position=position, way="paper", scan=scan.sha256, marking=row.marking)
        part = SeedPart(entered_by=actor, way="paper", signer=paper.signer, scan=scan)
        return _insert(row, position, clean, part)


def roll_digits(*, actor: User, draw: Draw, position: int) -> SeedPart:
    """Roll for a party: for rehearsals and demonstrations only, so the draw is marked as one for ever."""
    with change(actor, "roll_digits", draw) as log:
        row = _open(draw, position)
        digits = "".join(str(secrets.randbelow(10)) for _ in range(row.digits_each))
        clean = _clean(row, position, digits)
        if not row.marking:
            row.marking = "demo" if settings.DEMO else "rehearsal"
            row.save(update_fields=["marking"])
        log.note(number=row.number, position=position, marking=row.marking)
        part = _insert(row, position, clean, SeedPart(entered_by=actor, way="rolled", rolled=True))
    draw.refresh_from_db()
    return part


def one_person_for_two(draw: Draw) -> str:
    """Why the digits as they lie there make no seed of a formal draw: one person entered those of two parties. Empty if they do.

    Digits of before it was kept who gave them count as given by who entered them.
    """
    if draw.marking:
        return ""
    known: list[tuple[str, User]] = []
    for part in draw.seed_parts.select_related("given_by", "entered_by").order_by("position"):
        person = part.given_by or part.entered_by
        for party, other in known:
            if same_person(person, other):
                return f"{party}和{part.party}的数字由同一人录入，不能揭示；请作废本次抽取，另用新编号抽取。"
        known.append((part.party, person))
    return ""


def _open(draw: Draw, position: int) -> Draw:
    row = Draw.objects.select_for_update(of=("self",)).select_related("unit").get(pk=draw.pk)
    if row.state != DrawState.LOCKED:
        raise DrawRefused("只有名册锁定之后、揭示种子之前才能报数。")
    if not 1 <= position <= len(row.parties):
        raise DrawRefused("没有这一报数方。")
    return row


def _refuse_second_part(draw: Draw, position: int, person: User) -> None:
    """Nobody has a hand in the digits of two parties: with all but his own hidden he could still search for a seed."""
    for part in draw.seed_parts.exclude(position=position).select_related("given_by", "entered_by"):
        if part.way != "rolled" and same_person(person, part.given_by or part.entered_by):
            raise DrawRefused(f"{ONE_FOR_TWO}{'' if person in (part.given_by, part.entered_by) else ANOTHER}")


def _clean(draw: Draw, position: int, digits: str) -> str:
    clean = digits.strip().translate(FULL_WIDTH)
    try:
        check_digits(seed_rule(draw), position - 1, clean)
    except SeedError as error:
        raise DrawRefused(in_words(error)) from error
    if _same_as_another(draw, position, clean):
        raise DrawRefused(SAME_DIGITS)
    return clean


def _same_as_another(draw: Draw, position: int, digits: str) -> bool:
    """Whether another party gave these very digits: not rolled, but agreed or copied. Digits lie encrypted, so not a query.

    A party that has its digits locked learns nothing here: it hears that it cannot enter any more.
    """
    parts = {part.position: part.digits for part in draw.seed_parts.all()}
    return position not in parts and digits in parts.values()


def _insert(draw: Draw, position: int, digits: str, part: SeedPart) -> SeedPart:
    salt = secrets.token_hex(SALT_BYTES)
    part.draw, part.position, part.party = draw, position, draw.parties[position - 1]
    part.mask, part.salt, part.digits, part.entered_at = mask(salt, digits), salt, digits, timezone.now()
    try:
        with transaction.atomic():
            part.save()
    except IntegrityError as error:
        raise DrawRefused(f"{part.party}已经报数并锁定，不能再改。") from error
    return part
