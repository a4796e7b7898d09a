from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("networks", "0013_waiting")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="willing",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
