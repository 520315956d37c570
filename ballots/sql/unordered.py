"""On SQLite: tables that keep no order of insertion. A table that Django makes anew (a column without a default) must be told again."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget_order(schema_editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Make a table anew ``WITHOUT ROWID``, so that its rows lie in the order of their random keys; for migrations on SQLite."""
    made = _found(schema_editor, "type = 'table' AND name = %s", table)[0]
    indexes = _found(schema_editor, "type = 'index' AND tbl_name = %s AND sql IS NOT NULL", table)
    fresh = f"{table}_fresh"
    head = f'CREATE TABLE "{table}"'
    if not made.startswith(head):
        raise RuntimeError(made)
    for statement in (
        f'CREATE TABLE "{fresh}"{made.removeprefix(head)} WITHOUT ROWID',
        f'INSERT INTO "{fresh}" SELECT * FROM "{table}"',  # noqa: S608  # the caller names a table of ours
        f'DROP TABLE "{table}"',
        f'ALTER TABLE "{fresh}" RENAME TO "{table}"',
        *indexes,
    ):
        # `None` parameters: the statements hold no placeholders.
        schema_editor.execute(statement, params=None)


def _found(schema_editor: BaseDatabaseSchemaEditor, where: str, table: str) -> list[Any]:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"SELECT sql FROM sqlite_master WHERE {where}", [table])  # noqa: S608  # constants of this module
        return [sql for (sql,) in cursor.fetchall()]
