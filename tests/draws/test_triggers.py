"""What is committed to is kept by the database itself, whoever writes."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from draws.models import Draw, Exclusion, RosterEntry, SeedPart, Substitution
from draws.services import digits, roster, substitution
from draws.sql import INSTALL, REMOVE
from registry.models import User


@pytest.fixture(autouse=True)
def triggers(db: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        for statement in INSTALL[connection.vendor]:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in REMOVE[connection.vendor]:
            cursor.execute(statement)


def refused(write) -> bool:
    """Whether the database refuses the write."""
    try:
        with transaction.atomic():
            write()
    except DatabaseError as error:
        return "draws:" in str(error)
    return False


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "企业-8888"},
        {"stratum": "个体"},
        {"attributes": ["药品"]},
        {"person_commit": "f" * 64},
    ],
)
def test_a_locked_roster_row_is_not_changed(make_draw, advance, fields) -> None:
    draw = make_draw()
    row = RosterEntry.objects.filter(draw=draw, code="企业-0003")
    assert not refused(lambda: row.update(stratum="企业"))
    advance(draw, "locked")
    assert refused(lambda: row.update(**fields))


def test_nothing_enters_or_leaves_a_locked_roster(make_draw, advance) -> None:
    draw = make_draw()
    assert not refused(lambda: RosterEntry.objects.create(draw=draw, code="迟到", stratum="企业", label="店"))
    assert not refused(lambda: RosterEntry.objects.get(code="迟到").delete())
    advance(draw, "locked")
    assert refused(lambda: RosterEntry.objects.create(draw=draw, code="迟到", stratum="企业", label="店"))
    assert refused(lambda: RosterEntry.objects.filter(draw=draw, code="企业-0001").delete())
    assert refused(lambda: Exclusion.objects.create(draw=draw, code="又一", label="店", reason="回避"))
    assert refused(lambda: Exclusion.objects.update(reason="回避"))
    assert refused(lambda: Exclusion.objects.all().delete())


@pytest.mark.parametrize(
    "fields",
    [
        {"number": "别号"},
        {"stages": []},
        {"parties": ["一人"]},
        {"roster_hash": "0" * 64},
        {"commitment_hash": "0" * 64},
        {"chain_number": 77},
        {"state": "draft"},
    ],
)
def test_the_commitment_is_not_changed(make_draw, advance, fields) -> None:
    draw = advance(make_draw(), "locked")
    rows = Draw.objects.filter(pk=draw.pk)
    assert not refused(lambda: rows.update(void_reason="还没有作废"))
    assert refused(lambda: rows.update(**fields))


def test_s0_03_a_draw_is_never_deleted(make_draw) -> None:
    draw = make_draw(entries=[], exclusions=[])
    rows = Draw.objects.filter(pk=draw.pk)
    assert refused(lambda: rows._raw_delete(rows.db))


def test_s0_03_digits_and_seed_are_given_once(make_draw, advance) -> None:
    draw = advance(make_draw(), "seeded")
    assert refused(lambda: SeedPart.objects.update(digits="5555555555"))
    assert refused(lambda: SeedPart.objects.all().delete())
    assert refused(lambda: Draw.objects.filter(pk=draw.pk).update(seed="5" * 20))


def test_a_marking_is_never_lifted(make_draw, watcher, advance) -> None:
    draw = advance(make_draw(), "locked")
    digits.roll_digits(actor=watcher, draw=draw, position=1)
    assert draw.marking == "rehearsal"
    assert refused(lambda: Draw.objects.filter(pk=draw.pk).update(marking=""))


def test_tickets_and_substitutions_stand(make_draw, advance, watcher) -> None:
    draw = advance(make_draw(), "drawn")
    first = RosterEntry.objects.filter(draw=draw, outcome="selected").first()
    substitution.substitute(actor=watcher, draw=draw, withdrawn=first, reason="declined")
    rows = RosterEntry.objects.filter(pk=first.pk)
    assert refused(lambda: rows.update(rank=999))
    assert refused(lambda: rows.update(ticket="0" * 64))
    assert refused(lambda: Substitution.objects.update(reason="absent"))
    assert refused(lambda: Substitution.objects.all().delete())


def test_a_draft_may_be_rewritten_and_a_draw_runs_under_the_triggers(make_draw, advance, watcher) -> None:
    draw = make_draw()
    entries = [roster.EntryData(f"户-{i}", "企业", (), f"第{i}户") for i in range(8)]
    stages = [{"name": "企业", "kind": "exact", "strata": [{"name": "企业", "size": 2}]}]
    roster.replace_roster(actor=watcher, draw=draw, stages=stages, entries=entries)
    assert advance(draw, "published").state == "published"


def test_a_change_of_the_field_key_leaves_the_digits_as_they_were_and_locked(
    make_draw, advance, settings
) -> None:
    draw = advance(make_draw(), "locked")
    part = SeedPart.objects.create(
        draw=draw,
        position=0,
        party="甲",
        mask="f" * 64,
        salt="盐",
        digits="2718281828",
        entered_by_id=_anybody(),
        entered_at=timezone.now(),
    )
    settings.FIELD_KEY_FALLBACKS, settings.FIELD_KEY = [settings.FIELD_KEY], "n" * 50
    call_command("rotate_field_key", stdout=StringIO())
    settings.FIELD_KEY_FALLBACKS = []
    part.refresh_from_db()
    assert (part.salt, part.digits) == ("盐", "2718281828")
    assert refused(lambda: SeedPart.objects.filter(pk=part.pk).update(digits="1"))


def _anybody() -> int:
    return User.objects.values_list("pk", flat=True)[0]
