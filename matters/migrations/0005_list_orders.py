"""Every order of the lists of problems and letters is an index, and their counts read nothing else."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0007_list_orders'),
        ('matters', '0004_board_indexes'),
        ('registry', '0004_list_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_by_state',
        ),
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_oldest_first',
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['year', 'number', 'id'], name='letter_in_order'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['box', 'bureau', 'handler', 'state', 'answered_on', 'in_time', 'clock', 'id'], name='letter_by_box'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['state', 'unit', 'handler', 'finding', 'reopened', 'clock'], name='matter_by_state'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(models.Case(models.When(models.Q(('triage', 'hot'), models.Q(('state__in', ['closed', 'merged']), _negated=True)), then=models.Value(1)), default=models.Value(0)), models.F('year'), models.F('number'), models.F('id'), name='matter_in_order'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['state', 'raised_on', 'id', 'unit', 'handler'], name='matter_oldest_first'),
        ),
    ]
