from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("channels", "0004_routes_weighed")]
    operations = [
        migrations.RunSQL(
            "delete from channels_receiptinbox where matched_at is not null", migrations.RunSQL.noop, elidable=True
        ),
        migrations.RemoveIndex("receiptinbox", "channels_receipt_waiting"),
        migrations.RemoveIndex("receiptinbox", "channels_receipt_about"),
        migrations.RemoveField("receiptinbox", "matched_at"),
        migrations.AddIndex(
            "receiptinbox",
            models.Index(
                fields=["recipient_lookup"], condition=~Q(recipient_lookup=None), name="channels_receipt_about"
            ),
        ),
    ]
