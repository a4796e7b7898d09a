from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("networks", "0010_channel")]

    operations = [
        migrations.AddField("invited", "sending", models.BooleanField(default=False)),
    ]
