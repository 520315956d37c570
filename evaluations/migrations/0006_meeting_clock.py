"""Clocks of places and summaries; the first run of the task starts those of the year's rounds."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0006_beats_and_mail'),
        ('evaluations', '0005_meeting_matter'),
    ]

    operations = [
        migrations.CreateModel(
            name='MeetingClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('meeting_place', '报送会议地点'), ('meeting_summary', '报送工作总结')], max_length=16, verbose_name='事项')),
                ('clock', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.clock')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clocks', to='evaluations.meeting')),
            ],
            options={
                'verbose_name': '会议期限',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['meeting_place', 'meeting_summary'])), name='meetingclock_kind_valid'), models.UniqueConstraint(fields=('meeting', 'kind'), name='meeting_limit_once')],
            },
        ),
    ]
