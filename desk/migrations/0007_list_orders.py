"""Every order of the lists of limits and notices is an index."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0006_beats_and_mail'),
        ('registry', '0003_user_email'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='clock',
            name='clock_open_by_day',
        ),
        migrations.RemoveIndex(
            model_name='notice',
            name='notice_inbox',
        ),
        migrations.AlterField(
            model_name='clock',
            name='due_on',
            field=models.DateField(verbose_name='期限'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(fields=['outcome', 'due_on', 'id'], name='clock_open_by_day'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(fields=['outcome', 'origin_kind', 'due_on', 'id'], name='clock_of_an_origin'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(fields=['due_on', 'id'], name='clock_by_day'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('outcome__in', ['met', 'late'])), fields=['stopped_on', 'id'], name='clock_done_by_day'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(models.F('recipient'), models.Case(models.When(read_on__isnull=True, then=models.Value(1)), default=models.Value(0)), models.F('id'), name='notice_inbox'),
        ),
    ]
