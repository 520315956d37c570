"""The database itself refuses to change or delete an audit event, on both databases."""

import pytest
from django.db import DatabaseError, connection, transaction

from registry import sql
from registry.models import AuditEvent, Unit
from registry.services.audit import change, first_broken_link
from tests.factories import UnitFactory

# The triggers are made inside the test's transaction, and go with it.
pytestmark = pytest.mark.django_db


@pytest.fixture
def event(bureau: Unit) -> AuditEvent:
    with change(None, "touch", bureau):
        pass
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(sql.AUDIT_TRIGGERS_POSTGRESQL)
        else:
            for statement in sql.AUDIT_TRIGGERS_SQLITE.split("END;\n"):
                if statement.strip():
                    cursor.execute(f"{statement}END;")
    return AuditEvent.objects.get()


def test_update_is_refused(event: AuditEvent) -> None:
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        AuditEvent.objects.update(verb="other")
    assert AuditEvent.objects.get().verb == "touch"


def test_delete_is_refused(event: AuditEvent) -> None:
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        AuditEvent.objects.all().delete()
    assert AuditEvent.objects.count() == 1


def test_raw_sql_is_refused(event: AuditEvent) -> None:
    for statement in ("UPDATE registry_auditevent SET payload = '{}'", "DELETE FROM registry_auditevent"):
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert first_broken_link() is None


def test_truncate_is_refused(event: AuditEvent) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite knows no TRUNCATE
    with connection.cursor() as cursor:  # else the deferred foreign keys refuse first
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE registry_auditevent")
    assert AuditEvent.objects.count() == 1


def test_further_events_are_still_written(event: AuditEvent) -> None:
    with change(None, "touch", UnitFactory()):
        pass
    assert AuditEvent.objects.count() == 2
    assert first_broken_link() is None
