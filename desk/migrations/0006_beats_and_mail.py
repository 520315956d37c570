"""When tasks ran last, what was mailed, and the digests of units."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0005_cancelled_jobs'),
        ('registry', '0003_user_email'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.SlugField(max_length=20, unique=True, verbose_name='任务')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('problem', models.CharField(blank=True, max_length=200, verbose_name='问题')),
            ],
            options={
                'verbose_name': '定时任务',
            },
        ),
        migrations.AddField(
            model_name='notice',
            name='mailed_on',
            field=models.DateField(blank=True, null=True, verbose_name='邮件日期'),
        ),
        migrations.CreateModel(
            name='UnitDigest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='日期')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registry.unit')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '单位摘要',
                'constraints': [models.UniqueConstraint(fields=('unit', 'user', 'on'), name='unit_digest_once')],
            },
        ),
    ]
