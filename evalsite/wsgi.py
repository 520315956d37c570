"""Entry for gunicorn and waitress. An unsafe production configuration serves nothing."""

import os

from django.core.wsgi import get_wsgi_application

from evalsite.checks import refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
application = get_wsgi_application()
refuse_unsafe(takes_ballots=True)
