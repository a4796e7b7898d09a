from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0006_news_of_places"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="late_min",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="appointmentnotice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("confirmation", "confirmation"),
                    ("reminder", "reminder"),
                    ("moved", "new moment"),
                    ("cancelled", "cancellation"),
                    ("unsettled", "closed then: choose another moment"),
                    ("settled", "open then after all"),
                    ("no_show", "did not come: choose another moment"),
                ],
                max_length=12,
            ),
        ),
    ]
