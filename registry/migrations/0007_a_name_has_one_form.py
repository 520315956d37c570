from django.db import IntegrityError, migrations, transaction

import registry.models.fields
from rulebook.registry.names import canonical_name


def rewrite(apps, schema_editor):
    """Names in their one form; where that name stands in the same unit already, the twin is left for somebody to look at."""
    for model in ("User", "Person"):
        rows = apps.get_model("registry", model).objects
        for pk, name in rows.values_list("pk", "name").iterator(chunk_size=5000):
            if (one := canonical_name(name)) != name:
                try:
                    with transaction.atomic():
                        rows.filter(pk=pk).update(name=one)
                except IntegrityError:
                    continue


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0006_sign_ins_and_failed_tries"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="name",
            field=registry.models.fields.PersonNameField(max_length=50, verbose_name="姓名"),
        ),
        migrations.AlterField(
            model_name="person",
            name="name",
            field=registry.models.fields.PersonNameField(max_length=50, verbose_name="姓名"),
        ),
        migrations.RunPython(rewrite, migrations.RunPython.noop),
    ]
