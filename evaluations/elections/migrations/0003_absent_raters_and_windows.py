"""Units without a rater in the mutual panel; the set time of every panel. Votes prepared before had no set time."""

from datetime import UTC, datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("elections", "0002_bulletin_keeps_its_figures")]

    operations = [
        migrations.AddField(
            model_name="electionunit",
            name="rater_absent",
            field=models.BooleanField(default=False, verbose_name="互评缺席"),
        ),
        migrations.AddField(
            model_name="panelvote",
            name="opens_at",
            field=models.DateTimeField(default=datetime(2000, 1, 1, tzinfo=UTC), verbose_name="开放时间"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="panelvote",
            name="closes_at",
            field=models.DateTimeField(default=datetime(2100, 1, 1, tzinfo=UTC), verbose_name="截止时间"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="panelvote",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opens_at"))), name="panel_vote_window"
            ),
        ),
    ]
