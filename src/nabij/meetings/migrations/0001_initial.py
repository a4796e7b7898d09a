import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import nabij.tenants.keys
from django.db import migrations, models

from nabij.tenants.migrate import TenantKeys


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('tenants', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.UUIDField(default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('information', 'information evening'), ('decision', 'meeting to decide'), ('training', 'training'), ('steering', 'steering group'), ('open_door', 'open door'), ('evaluation', 'evaluation')], max_length=12)),
                ('title', models.CharField(max_length=160)),
                ('explanation', models.TextField(blank=True)),
                ('speakers', models.CharField(blank=True, max_length=300)),
                ('address', models.CharField(max_length=200)),
                ('lon', models.FloatField()),
                ('lat', models.FloatField()),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('about', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('public', models.BooleanField(default=True)),
                ('with_registration', models.BooleanField(default=False)),
                ('seats', models.PositiveIntegerField(null=True)),
                ('state', models.CharField(choices=[('planned', 'planned'), ('cancelled', 'cancelled'), ('held', 'held')], default='planned', max_length=10)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('cancelled_because', models.CharField(blank=True, max_length=300)),
                ('called_by', models.UUIDField(null=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('guests', models.PositiveIntegerField(default=0)),
                ('votes_for', models.PositiveIntegerField(null=True)),
                ('votes_against', models.PositiveIntegerField(null=True)),
                ('votes_abstained', models.PositiveIntegerField(null=True)),
                ('report', models.TextField(blank=True)),
                ('report_published_at', models.DateTimeField(null=True)),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.UUIDField(default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False)),
                ('person', models.BinaryField(null=True)),
                ('person_key', models.BinaryField(null=True)),
                ('name', models.BinaryField(null=True)),
                ('registered_by', models.CharField(choices=[('online', 'online'), ('paper', 'on paper'), ('phone', 'by telephone'), ('counter', 'at the counter')], max_length=8)),
                ('registered_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('attended', models.BooleanField(null=True)),
                ('meeting', nabij.tenants.keys.TenantForeignKey(related_name='registrations', to='meetings.meeting')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=nabij.tenants.keys.new_id, editable=False, primary_key=True, serialize=False)),
                ('contact_point_id', models.UUIDField(null=True)),
                ('kind', models.CharField(choices=[('invitation', 'invitation'), ('confirmation', 'confirmation'), ('reminder', 'reminder'), ('changed', 'change'), ('cancelled', 'cancellation')], max_length=12)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('waiting', 'waits'), ('sending', 'is being sent'), ('sent', 'sent'), ('failed', 'not sent'), ('doubt', 'sent or not: nobody knows'), ('nowhere', 'no number or address'), ('dropped', 'no longer needed')], default='waiting', max_length=8)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('channel', models.CharField(blank=True, max_length=8)),
                ('meeting', nabij.tenants.keys.TenantForeignKey(related_name='notices', to='meetings.meeting')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant')),
                ('registration', nabij.tenants.keys.TenantForeignKey(null=True, related_name='notices', to='meetings.registration')),
            ],
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['tenant', 'starts_at'], name='meetings_by_day'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(condition=models.Q(('public', True)), fields=['starts_at'], name='meetings_public_by_day'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=django.contrib.postgres.indexes.GinIndex(fields=['about'], name='meetings_about'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meetings_ends_after'),
        ),
        migrations.AddIndex(
            model_name='registration',
            index=models.Index(fields=['person_key'], name='meetings_of_person'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True), ('person_key__isnull', False)), fields=('tenant', 'meeting', 'person_key'), name='meetings_registered_once'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['due_at'], name='meetings_notices_due'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('tenant', 'meeting', 'kind', 'sequence', 'registration', 'contact_point_id'), name='meetings_notice_once', nulls_distinct=False),
        ),
        TenantKeys("Meeting", "Registration", "Notice"),
    ]
