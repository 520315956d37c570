"""Ballots are sealed before they reach the database; receipts are whole; on SQLite no table of the urn keeps an order of insertion."""

import base64

import rulebook.lifecycle.vote
from django.db import migrations, models

from ballots.sql import freezing, unordered, urn

FORMER_CAST = "DROP FUNCTION IF EXISTS ballots_cast(bigint, text, text, text, text, text);"
UNDER_WAY = "有投票正在进行，不能升级：请先用原来的版本截止、计票、封存，或作废。"


def refuse_open_votes(apps, schema_editor):
    Vote, UrnBallot = apps.get_model("ballots", "Vote"), apps.get_model("ballots", "UrnBallot")
    if UrnBallot.objects.exists() or Vote.objects.filter(state__in=("open", "closing", "closed", "counted")).exists():
        raise RuntimeError(UNDER_WAY)
    # A key belongs to the vote now: what was proved without one is proved again.
    Vote.objects.filter(state="ready").update(state="testing")


def lengthen_receipts(apps, schema_editor):
    """A receipt of twelve letters stands for itself: its sixty bits, and nought behind them."""
    Receipt = apps.get_model("ballots", "Receipt")
    for row in Receipt.objects.iterator(chunk_size=2000):
        row.receipt = base64.b32decode(f"{row.receipt}AAAA").hex().ljust(64, "0")
        row.save(update_fields=["receipt"])


def _execute(schema_editor, statements):
    # `None` parameters: the statements hold no placeholders.
    for statement in statements:
        schema_editor.execute(statement, params=None)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _execute(schema_editor, [freezing.UNFREEZE_POSTGRESQL, FORMER_CAST])
    else:
        _execute(schema_editor, [freezing.UNFREEZE_SQLITE])


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _execute(schema_editor, [urn.CREATE_CAST, freezing.FREEZE_POSTGRESQL])
    else:
        _execute(schema_editor, [freezing.FREEZE_SQLITE])
        for table in UNORDERED:
            unordered.forget_order(schema_editor, table)


# Tables whose key is random. SQLite keeps rows in the order in which they came, unless a table is told to keep none; receipts
# are inserted sorted, so their order tells nothing.
UNORDERED = (
    "ballots_codeissued",
    "ballots_codeopen",
    "ballots_urnballot",
    "ballots_opinionissued",
    "ballots_opinionopen",
    "ballots_urnopinion",
    "ballots_replyslip",
)


STATES = [
    ("preparing", "准备中"),
    ("testing", "零票检验"),
    ("ready", "待开启"),
    ("open", "投票中"),
    ("closing", "截止收票"),
    ("closed", "已截止"),
    ("sealed", "已封存"),
    ("published", "已公布"),
    ("void", "已作废"),
]


class Migration(migrations.Migration):
    dependencies = [("ballots", "0004_votes_say_whom_to_call_and_until_when")]
    operations = [
        migrations.RunPython(refuse_open_votes, migrations.RunPython.noop),
        migrations.RunPython(unmake, migrations.RunPython.noop),
        migrations.RemoveConstraint("vote", "vote_state_valid"),
        migrations.AlterField(
            "vote",
            "state",
            models.CharField(
                choices=STATES,
                default=rulebook.lifecycle.vote.VoteState["PREPARING"],
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AddConstraint(
            "vote",
            models.CheckConstraint(
                condition=models.Q(state__in=[state for state, _ in STATES]), name="vote_state_valid"
            ),
        ),
        migrations.AddField(
            "vote", "key_public", models.TextField(blank=True, default="", verbose_name="投票公钥")
        ),
        migrations.AddField(
            "vote",
            "key_suite",
            models.CharField(blank=True, default="", max_length=60, verbose_name="加密方式"),
        ),
        migrations.AddField("vote", "key_id", models.CharField(blank=True, default="", max_length=16)),
        migrations.AddField("vote", "lane_print", models.CharField(blank=True, default="", max_length=32)),
        migrations.AddField(
            "vote",
            "key_destroyed_at",
            models.DateTimeField(blank=True, null=True, verbose_name="密钥销毁时间"),
        ),
        migrations.RemoveField("urnballot", "form_hash"),
        migrations.RemoveField("urnballot", "body"),
        # There is no ballot that a default could stand for.
        migrations.AddField("urnballot", "ciphertext", models.BinaryField(default=b""), preserve_default=False),
        migrations.AddField(
            "urnballot", "seal", models.CharField(default="", max_length=64), preserve_default=False
        ),
        migrations.AlterField("receipt", "receipt", models.CharField(max_length=64)),
        migrations.RunPython(lengthen_receipts, migrations.RunPython.noop),
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
