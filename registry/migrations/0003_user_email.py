"""An address to which reminders are mailed, empty for those who have none."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0002_append_only_audit_and_search'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='电子邮箱'),
        ),
    ]
