"""A decision behind a result that was published keeps standing; one behind a result still open waits for its second person."""

from django.db import migrations


def hold(apps, schema_editor):
    decisions = apps.get_model("elections", "GroupDecision")
    decisions.objects.filter(election__state="published").update(state="held")


class Migration(migrations.Migration):
    dependencies = [("elections", "0006_decisions_take_two_persons_and_a_minute")]
    operations = [migrations.RunPython(hold, migrations.RunPython.noop)]
