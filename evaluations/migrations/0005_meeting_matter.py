"""Problems that came from what was said in a meeting."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0004_feedback_clock'),
        ('matters', '0001_matters'),
    ]

    operations = [
        migrations.CreateModel(
            name='MeetingMatter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('matter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='evaluations.meeting')),
            ],
            options={
                'verbose_name': '会议提出的问题',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'digest'), name='said_once_a_meeting')],
            },
        ),
    ]
