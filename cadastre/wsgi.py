"""The WSGI application that gunicorn serves."""

import os
from io import StringIO

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cadastre.settings")
application = get_wsgi_application()
# A server that cannot be right (demo secrets in production, unknown system) does not start.
call_command("check", stdout=StringIO())
