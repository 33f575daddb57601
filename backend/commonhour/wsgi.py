"""The door a web server uses."""

import os

from django.core.wsgi import get_wsgi_application

from commonhour.checklists import catalogue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonhour.settings")
application = get_wsgi_application()

# A web server runs no system checks: a broken checklist must stop it here and not at somebody's first request.
catalogue.current()
