"""Who comes to the public address: somebody signed in, and a tablet that sends JSON and carries no cookie."""

import json
import re
import ssl
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPSHandler, OpenerDirector, Request, build_opener

from tests.deploy.installation import Installation


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    policy: str

    @property
    def sent(self) -> Any:
        return json.loads(self.text)


def _asked(opener: OpenerDirector, request: Request) -> Answer:
    try:
        answer = opener.open(request, timeout=60)
    except HTTPError as error:
        answer = error
    body = answer.read().decode(errors="replace")
    return Answer(answer.status, body, answer.headers.get("Content-Security-Policy", ""))


class Tablet:
    """A browser that is nobody; it trusts the installation's own authority and no other."""

    def __init__(self, installation: Installation) -> None:
        self.url = installation.url
        self.cookies = CookieJar()
        context = ssl.create_default_context(cafile=str(installation.authority))
        self.opener = build_opener(HTTPSHandler(context=context), HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> Answer:
        return _asked(self.opener, Request(self.url + path))

    def sends(self, path: str, **fields: Any) -> Answer:
        """JSON, as the page's scripts send it."""
        headers = {"Content-Type": "application/json", "Origin": self.url}
        return _asked(self.opener, Request(self.url + path, json.dumps(fields).encode(), headers))


class Visitor(Tablet):
    """Somebody with an account."""

    def __init__(self, installation: Installation, username: str, password: str) -> None:
        super().__init__(installation)
        self.does("/sign-in/", username=username, password=password)

    def does(self, path: str, **fields: Any) -> str:
        """Post a form and follow; the page. Raises AssertionError for a page that is not 200."""
        if not self._token():
            self.get("/sign-in/")
        data = urlencode(fields | {"csrfmiddlewaretoken": self._token()}).encode()
        answer = _asked(self.opener, Request(self.url + path, data, {"Referer": self.url + path}))
        assert answer.status == 200, (path, answer.status, words(answer.text))
        return answer.text

    def reads(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status == 200, (path, answer.status, words(answer.text))
        return answer.text

    def _token(self) -> str:
        return next((cookie.value or "" for cookie in self.cookies if cookie.name == "__Host-csrftoken"), "")


def words(page: str) -> str:
    """What stands on a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, (name, words(page))
    return found[1]
