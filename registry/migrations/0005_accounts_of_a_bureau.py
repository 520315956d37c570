"""Accounts and imports of before are given their bureau."""

from typing import Any

from django.db import migrations

KEEPS = ("administrator", "inspectorate")


def say_whose(apps: Any, schema_editor: Any) -> None:
    """Accounts and imports of before belong to the bureau of the newest post; those without any to the top of the tree."""
    units = {row.pk: row for row in apps.get_model("registry", "Unit").objects.all()}
    posts = apps.get_model("registry", "Post").objects.filter(user__isnull=False).order_by("pk")
    top = next(
        (pk for pk, unit in sorted(units.items()) if unit.parent_id is None and unit.kind != "body"), None
    )

    def bureau(pk: int) -> int:
        at, seen = units[pk], set()
        while at.kind not in ("bureau", "county") and at.parent_id and at.pk not in seen:
            seen.add(at.pk)
            at = units[at.parent_id]
        return at.pk

    home = {user: bureau(unit) for user, unit in posts.values_list("user", "unit")}
    for user in apps.get_model("registry", "User").objects.all():
        user.unit_id = home.get(user.pk, top)
        user.save(update_fields=["unit"])
    kept = dict(posts.filter(role__in=KEEPS).values_list("user", "unit"))
    for run in apps.get_model("registry", "ImportRun").objects.all():
        run.unit_id = kept.get(run.created_by_id, top)
        run.save(update_fields=["unit"])


class Migration(migrations.Migration):

    dependencies = [
        ("registry", "0004_powers_kept_apart"),
    ]

    operations = [
        migrations.RunPython(say_whose, migrations.RunPython.noop),
    ]
