"""Feedback forms get clocks; forms that are still open get theirs now."""

from datetime import date

import django.db.models.deletion
from django.db import migrations, models

from rulebook.clocks import DEFAULT_LADDER, ladder_to_plain


def start_clocks(apps, schema_editor):
    FeedbackForm = apps.get_model("evaluations", "FeedbackForm")
    waiting = FeedbackForm.objects.filter(done_on=None, clock=None, meeting__activity__rehearsal_of=None)
    waiting = waiting.exclude(meeting__state="void")
    if not waiting.exists():
        return
    policy, _ = apps.get_model("desk", "ClockPolicy").objects.get_or_create(
        code="feedback",
        valid_from=date(2000, 1, 1),
        defaults={
            "title": "整改情况填报",
            "amount": 0,
            "unit": "fixed",
            "source": "反馈时写明的日期，S0-15",
            "ladder": ladder_to_plain(DEFAULT_LADDER),
        },
    )
    Clock = apps.get_model("desk", "Clock")
    for form in waiting.select_related("meeting__activity", "meeting__office", "officer"):
        meeting = form.meeting
        who = f"{form.officer.name} {form.officer.title}" if form.officer else meeting.office.name
        form.clock = Clock.objects.create(
            policy=policy,
            title=f"{meeting.activity.year}年{who}反馈整改表",
            unit=meeting.office,
            started_on=min(meeting.fed_back_on or form.due_on, form.due_on),
            due_on=form.due_on,
            original_due_on=form.due_on,
            origin_kind="evaluations.feedback",
            origin_label=f"{meeting.office.name}述职述廉会议",
        )
        form.save(update_fields=["clock"])


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0003_clocks'),
        ('evaluations', '0003_surveys'),
    ]

    operations = [
        migrations.AddField(
            model_name='feedbackform',
            name='clock',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.clock'),
        ),
        migrations.RunPython(start_clocks, migrations.RunPython.noop),
    ]
