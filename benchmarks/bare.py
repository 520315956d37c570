"""What cast and ballot page are measured against: the same Django, the same middleware; three plain statements in one
transaction, and as many bytes without a statement.
"""

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


def same_bytes(request: HttpRequest, n: int) -> HttpResponse:
    return HttpResponse(b"x" * n)


urlpatterns = [path("b/", page), path("b/bare", cast), path("b/bytes/<int:n>", same_bytes)]
