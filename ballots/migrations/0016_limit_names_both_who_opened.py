"""The end that a panel's opening sets names both who confirmed the opening, and not its asker twice."""

from django.db import migrations, models


def name_both(apps, schema_editor):
    moves = apps.get_model("ballots", "ScheduledMove")
    confirmations = apps.get_model("registry", "Confirmation")
    for move in moves.objects.filter(confirmed_by=models.F("asked_by")):
        opening = confirmations.objects.filter(
            action="ballots.open", subject=f"ballots.vote:{move.vote_id}", used_at__isnull=False
        )
        spent = opening.order_by("-used_at", "-pk").first()
        if spent is not None:
            move.asked_by_id = spent.asked_by_id
        move.confirmed_by_id = spent.confirmed_by_id if spent is not None else None
        move.save(update_fields=["asked_by", "confirmed_by"])


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0015_cards_sealed_to_their_place"),
        ("registry", "0003_rows_of_an_import_by_verdict"),
    ]
    operations = [migrations.RunPython(name_both, migrations.RunPython.noop)]
