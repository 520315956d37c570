"""The count report of an election, made by a job and signed by hand."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0008_conduct_log'),
        ('registry', '0003_user_email'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ContestReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job_id', models.BigIntegerField(blank=True, null=True)),
                ('digest', models.CharField(blank=True, default='', max_length=64, verbose_name='结果校验值')),
                ('teller', models.CharField(blank=True, default='', max_length=50, verbose_name='计票人')),
                ('scrutineer', models.CharField(blank=True, default='', max_length=50, verbose_name='监票人')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='签字日期')),
                ('contest', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='report', to='evaluations.contest')),
                ('pdf', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_scan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
                ('workbook', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
            ],
            options={
                'verbose_name': '评选计票报告',
            },
        ),
    ]
