"""Jobs that were cancelled, and exports whose file was let go of."""

import rulebook.lifecycle.job
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0004_feeds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='job',
            name='job_state_valid',
        ),
        migrations.AddField(
            model_name='job',
            name='cancel_asked',
            field=models.BooleanField(default=False, verbose_name='要求取消'),
        ),
        migrations.AddField(
            model_name='job',
            name='released_on',
            field=models.DateField(blank=True, null=True, verbose_name='文件清除日期'),
        ),
        migrations.AlterField(
            model_name='job',
            name='state',
            field=models.CharField(choices=[('queued', '排队中'), ('running', '进行中'), ('done', '已完成'), ('failed', '未完成'), ('stopped', '已取消')], default=rulebook.lifecycle.job.JobState['QUEUED'], max_length=8, verbose_name='状态'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'failed', 'stopped'])), name='job_state_valid'),
        ),
    ]
