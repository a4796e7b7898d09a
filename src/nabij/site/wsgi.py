import os

from django.core.wsgi import get_wsgi_application

from nabij.site.bodies import limited

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nabij.site.settings")
application = limited(get_wsgi_application())

from nabij.channels.routes import tend_routes  # noqa: E402 (needs the settings)
from nabij.reports.proposing import learn_beside  # noqa: E402

tend_routes()
learn_beside()
