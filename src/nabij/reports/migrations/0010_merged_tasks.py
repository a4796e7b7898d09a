from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0009_routing"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="came_from",
            field=models.UUIDField(null=True),
        ),
    ]
