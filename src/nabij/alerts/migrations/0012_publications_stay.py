from django.db import migrations

# What was published is what others verified: the function of the frozen copies refuses every change of it.
SQL = """
create trigger publications_frozen before update on alerts_publication for each row execute function alerts_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("alerts", "0011_call_rounds")]

    operations = [migrations.RunSQL(SQL, elidable=False)]
