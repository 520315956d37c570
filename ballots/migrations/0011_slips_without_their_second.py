"""What reply slips say is encrypted anew: a value of before began with the second at which it was written."""

from typing import Any

from django.db import migrations


def encrypt_anew(apps: Any, schema_editor: Any) -> None:
    for slip in apps.get_model("ballots", "ReplySlip").objects.order_by("pk"):
        slip.save(update_fields=["name", "contact", "text", "answer"])


class Migration(migrations.Migration):
    dependencies = [("ballots", "0010_paper_by_stratum")]
    operations = [migrations.RunPython(encrypt_anew, migrations.RunPython.noop)]
