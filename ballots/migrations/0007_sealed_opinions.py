"""Opinions are sealed before they reach the database, and come out of their box with the count."""

from django.db import migrations, models

from ballots.sql import freezing, opinions, unordered

FORMER_OPINE = "DROP FUNCTION IF EXISTS ballots_opine(bigint, text, text, text);"
UNDER_WAY = "意见箱里还有意见，不能升级：请先用原来的版本汇总意见，或作废投票。"


def refuse_full_boxes(apps, schema_editor):
    if apps.get_model("ballots", "UrnOpinion").objects.exists():
        raise RuntimeError(UNDER_WAY)
    # What was counted has no box any more.
    votes = apps.get_model("ballots", "Vote").objects
    votes.filter(sealed_at__isnull=False, opinions_released_at=None).update(
        opinions_released_at=models.F("sealed_at")
    )


def _execute(schema_editor, *statements):
    # `None` parameters: the statements hold no placeholders.
    for statement in statements:
        schema_editor.execute(statement, params=None)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _execute(schema_editor, freezing.UNFREEZE_POSTGRESQL, FORMER_OPINE)
    else:
        _execute(schema_editor, freezing.UNFREEZE_SQLITE)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _execute(schema_editor, opinions.CREATE_OPINE, freezing.FREEZE_POSTGRESQL)
    else:
        _execute(schema_editor, freezing.FREEZE_SQLITE)
        unordered.forget_order(schema_editor, opinions.OPINION_URN)


class Migration(migrations.Migration):
    dependencies = [("ballots", "0006_zero_report_on_paper")]
    operations = [
        migrations.RunPython(refuse_full_boxes, migrations.RunPython.noop),
        migrations.RunPython(unmake, migrations.RunPython.noop),
        migrations.RemoveField("vote", "opinions_wiped_at"),
        migrations.AddField(
            "vote",
            "opinions_foreign",
            models.PositiveIntegerField(default=0, verbose_name="不是票道收下的意见"),
        ),
        migrations.RemoveField("urnopinion", "body"),
        # There is no opinion that a default could stand for.
        migrations.AddField(
            "urnopinion", "ciphertext", models.BinaryField(default=b""), preserve_default=False
        ),
        migrations.AddField(
            "urnopinion", "seal", models.CharField(default="", max_length=64), preserve_default=False
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
