from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0002_reach"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="house_rules",
            field=models.CharField(blank=True, default="", max_length=10),
            preserve_default=False,
        ),
    ]
