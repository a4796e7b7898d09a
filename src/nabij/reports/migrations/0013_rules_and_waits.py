"""Rules look at several answers and at urgency; a wait says for whom it is."""

from django.db import migrations, models

SEVERAL = """
update reports_routingrule set answers = (
  select jsonb_object_agg(key, case jsonb_typeof(value) when 'array' then value else jsonb_build_array(value) end)
  from jsonb_each(answers)
) where answers <> '{}'
"""
ONE = """
update reports_routingrule set answers = (
  select jsonb_object_agg(key, case jsonb_typeof(value) when 'array' then value -> 0 else value end) from jsonb_each(answers)
) where answers <> '{}'
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0012_outbox")]

    operations = [
        migrations.AddField(model_name="routingrule", name="any_answer", field=models.BooleanField(default=False)),
        migrations.AddField(
            model_name="routingrule", name="urgency", field=models.CharField(blank=True, default="", max_length=8)
        ),
        migrations.AddField(
            model_name="pause",
            name="waits_for",
            field=models.CharField(
                choices=[("reporter", "who reported"), ("other", "another service or firm")],
                default="reporter",
                max_length=8,
            ),
        ),
        migrations.RunSQL(SEVERAL, ONE),
    ]
