"""Letters, who wrote them, answers, steps, and when leaders read the boxes."""

import django.db.models.deletion
import registry.models.fields
import rulebook.lifecycle.letter
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0004_feeds'),
        ('matters', '0001_matters'),
        ('registry', '0002_append_only_audit_and_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('number', models.PositiveIntegerField(verbose_name='编号')),
                ('box', models.CharField(choices=[('director', '局长信箱'), ('report', '监察举报'), ('enquiry', '在线咨询'), ('appeal', '申诉举报'), ('hotline', '热线来电')], max_length=8, verbose_name='信箱')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('named', models.BooleanField(default=False, verbose_name='署名')),
                ('title', models.CharField(max_length=80, verbose_name='标题')),
                ('text', models.TextField(max_length=3000, verbose_name='内容')),
                ('about_text', models.CharField(blank=True, max_length=60, verbose_name='反映的人员')),
                ('received_on', models.DateField(verbose_name='收到日期')),
                ('state', models.CharField(choices=[('received', '已收到'), ('handling', '办理中'), ('replied', '已答复'), ('closed', '已办结')], default=rulebook.lifecycle.letter.LetterState['RECEIVED'], max_length=8, verbose_name='状态')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='答复日期')),
                ('in_time', models.BooleanField(null=True, verbose_name='按期答复')),
                ('unreachable_reason', models.CharField(blank=True, max_length=200, verbose_name='无法联系的情况')),
                ('opinion', models.CharField(blank=True, choices=[('satisfied', '满意'), ('fair', '基本满意'), ('not', '不满意')], max_length=9, verbose_name='对答复的评价')),
                ('reopened', models.BooleanField(default=False, verbose_name='重新办理过')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='办结日期')),
                ('about_people', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='反映的人员')),
                ('about_units', models.ManyToManyField(blank=True, related_name='+', to='registry.unit', verbose_name='反映的单位')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit', verbose_name='局')),
                ('clock', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.clock')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.attachment')),
                ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('matter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
                ('unreachable_approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unreachable_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '来信',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='LetterContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', registry.models.fields.EncryptedField(blank=True, verbose_name='姓名')),
                ('phone', registry.models.fields.EncryptedField(blank=True, verbose_name='联系电话')),
                ('address', registry.models.fields.EncryptedField(blank=True, verbose_name='通信地址')),
                ('letter', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='contact', to='matters.letter')),
            ],
            options={
                'verbose_name': '来信人联系方式',
            },
        ),
        migrations.CreateModel(
            name='LetterReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('interim', '办理进展'), ('final', '办理结果'), ('elsewhere', '不属于本局职责，告知应向哪里反映')], max_length=9, verbose_name='种类')),
                ('text', models.TextField(max_length=3000, verbose_name='答复内容')),
                ('channel', models.CharField(blank=True, choices=[('web', '凭查询码在网上查看'), ('phone', '电话告知'), ('post', '书面寄送'), ('person', '当面告知')], max_length=6, verbose_name='告知方式')),
                ('sent_on', models.DateField(blank=True, null=True, verbose_name='发出日期')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='matters.letter')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '答复',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='LetterStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='日期')),
                ('text', models.CharField(max_length=300, verbose_name='步骤')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='matters.letter')),
            ],
            options={
                'verbose_name': '来信办理记录',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='BoxReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('box', models.CharField(choices=[('director', '局长信箱'), ('report', '监察举报'), ('enquiry', '在线咨询'), ('appeal', '申诉举报'), ('hotline', '热线来电')], max_length=8, verbose_name='信箱')),
                ('on', models.DateField(verbose_name='日期')),
                ('waiting', models.PositiveIntegerField(verbose_name='未答复')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.unit')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '信箱阅看记录',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('box__in', ['director', 'report', 'enquiry', 'appeal', 'hotline'])), name='boxreading_box_valid')],
            },
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['state', 'box'], name='letter_by_state'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('box__in', ['director', 'report', 'enquiry', 'appeal', 'hotline'])), name='letter_box_valid'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'handling', 'replied', 'closed'])), name='letter_state_valid'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('bureau', 'year', 'number'), name='letter_number_once'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('answered_on__isnull', False), ('unreachable_approved_by__isnull', False), _connector='OR'), name='letter_closed_with_an_answer'),
        ),
        migrations.AddConstraint(
            model_name='letterreply',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['interim', 'final', 'elsewhere'])), name='letterreply_kind_valid'),
        ),
        migrations.AddConstraint(
            model_name='letterreply',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', ''), ('sent_on__isnull', True)), models.Q(('sent_on__isnull', False), models.Q(('channel', ''), _negated=True)), _connector='OR'), name='reply_sent_by_a_channel'),
        ),
    ]
