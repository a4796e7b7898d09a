from django.db import migrations

# The points of who left are removed at once, so that the view need not look at memberships: a thousand times fewer reads
# where the planner knows little of the tables yet.
VIEW = """
create or replace view networks_reach as
  select point.tenant_id, point.network_id, point.contact_point_id, exists (
           select 1 from networks_homes home
           join people_consent consent on consent.tenant_id = point.tenant_id and consent.person_id = home.person_id
           where home.contact_point_id = point.contact_point_id and consent.recipient = 'be-alert'
             and consent.withdrawn_at is null
         ) as agrees_be_alert
  from networks_memberpoint point
  join networks_network network on network.tenant_id = point.tenant_id and network.id = point.network_id
  where network.state = 'active';
"""


class Migration(migrations.Migration):
    dependencies = [("networks", "0001_initial")]
    operations = [migrations.RunSQL(VIEW, migrations.RunSQL.noop, elidable=False)]
