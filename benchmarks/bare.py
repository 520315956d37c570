"""What the cast is measured against: the same Django, the same middleware, three plain statements in one transaction."""

import hashlib
import json
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402  # after the application is set up
from django.db import connection, transaction  # noqa: E402  # after the application is set up
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402  # after the application is set up
from django.urls import path  # noqa: E402  # after the application is set up

settings.ROOT_URLCONF = __name__


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def cast(request: HttpRequest) -> HttpResponse:
    sent = json.loads(request.body)
    digest = hashlib.sha256(f"ballot\n{sent['card']}".encode()).hexdigest()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT state FROM bare_state WHERE id = 1")
        cursor.execute("DELETE FROM bare_code WHERE hash = %s", [digest])
        cursor.execute("INSERT INTO bare_ballot VALUES (%s, %s)", [sent["id"], json.dumps(sent["marks"])])
    return JsonResponse({"message": ""}, status=201)


urlpatterns = [path("b/", page), path("b/bare", cast)]
