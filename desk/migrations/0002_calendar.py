"""The working calendar: years, the days of their notices, local days."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0001_jobs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarYear',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name='年度')),
                ('status', models.CharField(choices=[('none', '未录入'), ('provisional', '暂定'), ('official', '正式')], max_length=12, verbose_name='状态')),
                ('notice', models.CharField(blank=True, max_length=80, verbose_name='通知文号')),
                ('differences', models.JSONField(default=list, verbose_name='来源不一致')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': '年度日历',
                'ordering': ['-year'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['none', 'provisional', 'official'])), name='calendaryear_status_valid')],
            },
        ),
        migrations.CreateModel(
            name='LocalDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='日期')),
                ('works', models.BooleanField(verbose_name='上班')),
                ('reason', models.CharField(max_length=60, verbose_name='依据或原因')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '本地安排',
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='日期')),
                ('kind', models.CharField(choices=[('off', '法定节假日'), ('in_lieu', '调休放假'), ('makeup', '调休上班')], max_length=8, verbose_name='种类')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='名称')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='desk.calendaryear')),
            ],
            options={
                'verbose_name': '放假调休日',
                'ordering': ['day'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['off', 'in_lieu', 'makeup'])), name='calendarday_kind_valid')],
            },
        ),
    ]
