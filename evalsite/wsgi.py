"""Entry for gunicorn and waitress: the door of casts, and Django behind it. An unsafe production configuration serves nothing."""

import os

from django.core.wsgi import get_wsgi_application

from evalsite.checks import refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
django = get_wsgi_application()
refuse_unsafe(takes_ballots=True)

# Needs the apps, which are loaded now.
from ballots.views.door import CastDoor  # noqa: E402

application = CastDoor(django)
