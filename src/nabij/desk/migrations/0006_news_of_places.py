from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0005_outbox")]

    operations = [migrations.AddField("newssubscription", "with_places", models.BooleanField(default=False))]
