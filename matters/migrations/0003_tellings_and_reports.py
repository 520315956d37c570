"""Who was told of a result, the written reports of measures, and more sources of problems."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_tellings(apps, schema_editor):
    """What a problem itself remembered of telling those who raised it becomes the first row of its list."""
    Matter, Telling = apps.get_model("matters", "Matter"), apps.get_model("matters", "Telling")
    for matter in Matter.objects.filter(told_on__isnull=False, verified_by__isnull=False):
        Telling.objects.create(
            matter=matter, audience="raisers", on=matter.told_on, note=matter.told_note, by=matter.verified_by
        )


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0004_feeds'),
        ('matters', '0002_letters'),
        ('registry', '0002_append_only_audit_and_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MeasureReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='标题')),
                ('period_from', models.DateField(verbose_name='起')),
                ('period_to', models.DateField(verbose_name='止')),
                ('analysis', models.TextField(max_length=5000, verbose_name='问题分析')),
                ('causes', models.TextField(max_length=5000, verbose_name='原因')),
                ('measures', models.TextField(max_length=10000, verbose_name='整改措施和落实情况')),
                ('numbers', models.JSONField(default=dict)),
                ('written_on', models.DateField(verbose_name='撰写日期')),
            ],
            options={
                'verbose_name': '整改情况报告',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ReportDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.CharField(choices=[('party', '当地党委'), ('government', '当地政府'), ('commission', '市局纪委'), ('other', '其他')], max_length=10, verbose_name='报送对象')),
                ('name', models.CharField(max_length=60, verbose_name='收文单位')),
                ('on', models.DateField(verbose_name='报送日期')),
                ('note', models.CharField(max_length=120, verbose_name='报送方式')),
            ],
            options={
                'verbose_name': '报送记录',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Telling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('raisers', '提出人'), ('members', '评议代表'), ('unit', '涉及的单位和个人'), ('overseers', '监督员'), ('public', '社会公开')], max_length=9, verbose_name='对象')),
                ('on', models.DateField(verbose_name='日期')),
                ('note', models.CharField(max_length=200, verbose_name='方式和内容')),
                ('opinion', models.CharField(blank=True, choices=[('satisfied', '满意'), ('fair', '基本满意'), ('not', '不满意')], max_length=9, verbose_name='评价')),
            ],
            options={
                'verbose_name': '回告',
                'ordering': ['pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='matter',
            name='matter_source_valid',
        ),
        migrations.AlterField(
            model_name='matter',
            name='source',
            field=models.CharField(choices=[('meeting', '会议评议意见'), ('public', '社会各界反映'), ('media', '媒体监督'), ('complaint', '群众投诉'), ('hotline', '热线电话'), ('letter', '来信'), ('outside', '上级和外单位检查'), ('self_check', '自查'), ('visit', '走访、查访'), ('survey', '万人评议')], max_length=10, verbose_name='来源'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['meeting', 'public', 'media', 'complaint', 'hotline', 'letter', 'outside', 'self_check', 'visit', 'survey'])), name='matter_source_valid'),
        ),
        migrations.AddField(
            model_name='measurereport',
            name='bureau',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit', verbose_name='局'),
        ),
        migrations.AddField(
            model_name='measurereport',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit', verbose_name='单位'),
        ),
        migrations.AddField(
            model_name='measurereport',
            name='written_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reportdelivery',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reportdelivery',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='matters.measurereport'),
        ),
        migrations.AddField(
            model_name='telling',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='telling',
            name='matter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tellings', to='matters.matter'),
        ),
        migrations.AddConstraint(
            model_name='measurereport',
            constraint=models.CheckConstraint(condition=models.Q(('period_to__gte', models.F('period_from'))), name='measure_report_period'),
        ),
        migrations.AddConstraint(
            model_name='reportdelivery',
            constraint=models.CheckConstraint(condition=models.Q(('to__in', ['party', 'government', 'commission', 'other'])), name='reportdelivery_to_valid'),
        ),
        migrations.AddConstraint(
            model_name='reportdelivery',
            constraint=models.UniqueConstraint(fields=('report', 'to', 'name'), name='report_delivered_once'),
        ),
        migrations.AddConstraint(
            model_name='telling',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['raisers', 'members', 'unit', 'overseers', 'public'])), name='telling_audience_valid'),
        ),
        migrations.RunPython(keep_tellings, migrations.RunPython.noop, elidable=True),
    ]
