"""The board finds the oldest and the hot problems of a state without sorting all."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0006_beats_and_mail'),
        ('matters', '0003_tellings_and_reports'),
        ('registry', '0003_user_email'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['state', 'triage', 'raised_on', 'id'], name='matter_hot_first'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['state', 'raised_on', 'id'], name='matter_oldest_first'),
        ),
    ]
