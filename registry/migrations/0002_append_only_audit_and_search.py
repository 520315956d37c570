from django.db import migrations

from registry import sql


def run(postgresql, sqlite):
    def apply(apps, editor):
        if editor.connection.vendor == "postgresql":
            editor.execute(postgresql)
        else:
            # executescript would commit, so the triggers are made one by one.
            for statement in split(sqlite):
                editor.execute(statement)

    return apply


def split(script):
    """Statements of a script whose trigger bodies end in ``END;``."""
    statements, current = [], []
    inside = False
    for line in script.strip().splitlines():
        current.append(line)
        words = line.split()
        inside = inside or line.startswith("BEGIN")
        if line.endswith(";") and (not inside or "END;" in words[-1]):
            statements.append("\n".join(current))
            current, inside = [], False
    return statements


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_users_units_territory")]
    operations = [
        migrations.RunPython(
            run(sql.AUDIT_TRIGGERS_POSTGRESQL, sql.AUDIT_TRIGGERS_SQLITE),
            run(sql.AUDIT_TRIGGERS_POSTGRESQL_DROP, sql.AUDIT_TRIGGERS_SQLITE_DROP),
        ),
        migrations.RunPython(
            run(sql.SEARCH_INDEX_POSTGRESQL, sql.SEARCH_INDEX_SQLITE),
            run(sql.SEARCH_INDEX_POSTGRESQL_DROP, sql.SEARCH_INDEX_SQLITE_DROP),
        ),
    ]
