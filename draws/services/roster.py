"""Making a draw: its roster, its exclusions, its sizes, while nothing is locked (S0-02, S0-07)."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from draws.models import Draw, Exclusion, RosterEntry
from draws.ports import origins
from draws.queries.records import (
    COMMIT_COLUMN,
    exclusions_of,
    in_words,
    proposed_commitment,
    roster_of,
)
from draws.services.moving import DrawRefused
from registry.models import Business, Person, Unit, User
from registry.services.audit import change
from rulebook.draw.roster import person_commit
from rulebook.draw.seed import DIGITS_PER_PARTY
from rulebook.lifecycle.draw import DrawState

NUMBER = re.compile(r"[\w.-]+")
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10
BATCH = 1000
MIN_DIGITS, MAX_SEED = 6, 120


@dataclass(frozen=True)
class EntryData:
    """One eligible entry; ``attributes`` follow the columns of the draw. For persons use ``person_entry``."""

    code: str
    stratum: str
    attributes: tuple[str, ...]
    label: str
    business: Business | None = None
    person: Person | None = None
    salt: str = ""
    person_commit: str = ""


@dataclass(frozen=True)
class ExclusionData:
    """Who is not in, and why. ``code`` and ``reason`` are published: for a person neither may name him."""

    code: str
    label: str
    reason: str


def random_code() -> str:
    """A roster code that says nothing of its person."""
    return "R" + "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def person_entry(person: Person, stratum: str, attributes: tuple[str, ...] = ()) -> EntryData:
    """An entry under a random code, with a salted commitment to name and telephone (S0-07)."""
    salt = secrets.token_hex(16)
    return EntryData(
        code=random_code(),
        stratum=stratum,
        attributes=attributes,
        label=person.name,
        person=person,
        salt=salt,
        person_commit=person_commit(salt, person.name, person.phone),
    )


def next_number(prefix: str) -> str:
    """The next free draw number of the series, as ``{prefix}-001``; numbers of void draws are never used again."""
    taken = Draw.objects.filter(number__startswith=f"{prefix}-").values_list("number", flat=True)
    suffixes = [number.removeprefix(f"{prefix}-") for number in taken]
    return f"{prefix}-{max((int(text) for text in suffixes if text.isdecimal()), default=0) + 1:03}"


def prepare_draw(
    *,
    actor: User | None,
    number: str,
    purpose: str,
    unit: Unit,
    drawing_body: str,
    origin_kind: str,
    origin_label: str,
    stages: Sequence[Mapping[str, Any]],
    parties: Sequence[str],
    entries: Iterable[EntryData],
    exclusions: Iterable[ExclusionData] = (),
    columns: Sequence[str] = (),
    digits_each: int = DIGITS_PER_PARTY,
    marking: str = "",
) -> Draw:
    """A new draw in ``draft``. A stratum may still be too small here; locking refuses it.

    ``stages`` are committed dicts (docs/draw-format.md); ``unit``, ``sources`` and ``alternates`` may be left out and an
    exact stratum may be called ``name``. ``columns`` name the attributes. Raises ``DrawRefused`` for a taken number, a
    faulty row, fewer than two parties, or stages that do not hold together.
    """
    if origin_kind not in origins:
        raise ValueError(origin_kind)
    if not NUMBER.fullmatch(number):
        raise DrawRefused("抽取编号只能用文字、数字、点和短横线，不能有空格和斜线。")
    if digits_each < MIN_DIGITS or digits_each * len(parties) > MAX_SEED:
        raise DrawRefused(f"每方至少报 {MIN_DIGITS} 位数字，各方合计不超过 {MAX_SEED} 位。")
    draw = Draw(
        number=number,
        purpose=purpose,
        unit=unit,
        drawing_body=drawing_body,
        origin_kind=origin_kind,
        origin_label=origin_label,
        parties=list(parties),
        digits_each=digits_each,
        marking=marking,
    )
    with change(actor, "prepare_draw", draw) as log:
        try:
            with transaction.atomic():
                draw.save()
        except IntegrityError as error:
            raise DrawRefused(f"抽取编号“{number}”已被使用。") from error
        _store(draw, stages, entries, exclusions, columns)
        log.note(number=number, unit=unit.pk, roster_hash=draw.roster_hash)
    return draw


def replace_roster(
    *,
    actor: User | None,
    draw: Draw,
    stages: Sequence[Mapping[str, Any]],
    entries: Iterable[EntryData],
    exclusions: Iterable[ExclusionData] = (),
    columns: Sequence[str] = (),
) -> Draw:
    """Another roster, exclusions and sizes for a draw that is not locked yet; raises ``DrawRefused`` otherwise."""
    with change(actor, "replace_roster", draw) as log:
        row = Draw.objects.select_for_update(of=("self",)).select_related("unit").get(pk=draw.pk)
        if row.state != DrawState.DRAFT:
            raise DrawRefused("名册锁定后不能再改；确需更改的，作废本次抽取，另用新编号重新编制。")
        row.entries.all().delete()
        row.exclusions.all().delete()
        _store(row, stages, entries, exclusions, columns)
        log.note(number=row.number, roster_hash=row.roster_hash)
    draw.refresh_from_db()
    return draw


def _store(
    draw: Draw,
    stages: Sequence[Mapping[str, Any]],
    entries: Iterable[EntryData],
    exclusions: Iterable[ExclusionData],
    columns: Sequence[str],
) -> None:
    rows = list(entries)
    if any(row.person_commit for row in rows):
        columns = [*columns, COMMIT_COLUMN]
    draw.columns = list(columns)
    draw.stages = [_complete(stage, draw.unit.code) for stage in stages]
    try:
        with transaction.atomic():
            RosterEntry.objects.bulk_create((_entry(draw, row) for row in rows), batch_size=BATCH)
            Exclusion.objects.bulk_create(
                [
                    Exclusion(draw=draw, code=row.code, label=row.label, reason=row.reason)
                    for row in exclusions
                ]
            )
    except IntegrityError as error:
        raise DrawRefused("名册或排除名单中有重复的编号。") from error
    try:
        draw.roster_hash = roster_of(draw).hash
        draw.exclusions_hash = exclusions_of(draw).hash
        proposed_commitment(draw, locked_at="—", previous="")
    except (ValueError, KeyError, TypeError) as error:
        raise DrawRefused(in_words(error)) from error
    draw.save()


def _entry(draw: Draw, row: EntryData) -> RosterEntry:
    return RosterEntry(
        draw=draw,
        code=row.code,
        stratum=row.stratum,
        attributes=list(row.attributes),
        label=row.label,
        business=row.business,
        person=row.person,
        salt=row.salt,
        person_commit=row.person_commit,
    )


def _complete(stage: Mapping[str, Any], unit_code: str) -> dict[str, Any]:
    """The stage with every field that a commitment holds."""
    whole: dict[str, Any] = {"unit": unit_code, "sources": [], **stage}
    if whole.get("kind") == "exact":
        whole["strata"] = [
            {
                "stratum": item.get("stratum") or item["name"],
                "size": item["size"],
                "alternates": item.get("alternates", 0),
            }
            for item in whole["strata"]
        ]
    else:
        whole.setdefault("alternates", 0)
    return whole
