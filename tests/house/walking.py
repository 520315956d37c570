"""Walking through the small world, address by address; what is not as it should be is told at the end, all at once."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from registry.models import Role, User
from tests.house.addresses import addresses
from tests.house.url_rows import arguments
from tests.house.world import World

REFUSED = frozenset({403, 404})
ANSWERED = frozenset({200, 302, 400, 409, 422})
BROKEN = 500
SPACES = sorted({address.name.rpartition(":")[0] for address in addresses()})
"""The namespaces of all addresses; "" holds those of the roof."""


def within(space: str, names: Collection[str]) -> list[str]:
    """The addresses that stand in this namespace."""
    return [name for name in names if name.rpartition(":")[0] == space]


@dataclass
class Answer:
    """``status`` is ``BROKEN`` where the view raised; then ``content`` says what."""

    status: int
    headers: dict[str, str]
    content: bytes


class Walk:
    """Asks as one client; whatever a request changes is taken back."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.steps = 0
        self.wrong: list[str] = []
        self._client = Client()
        self._addresses: dict[str, str] = {}

    def ask(self, method: str, name: str, user: User | None, data: Any = None, **more: Any) -> Answer:
        self._client.cookies.clear()
        if user is not None:
            self._client.cookies["sessionid"] = self.world.sessions[user.pk]
        send: Any = getattr(self._client, method)
        address = self._address(name)
        try:
            with transaction.atomic():
                response: HttpResponse = send(address, data, **more)
                content = response.getvalue()
                transaction.set_rollback(True)
        except Exception as error:
            return Answer(BROKEN, {}, f"{type(error).__name__}: {error}".encode())
        return Answer(response.status_code, dict(response.headers), content)

    def _address(self, name: str) -> str:
        if name not in self._addresses:
            self._addresses[name] = reverse(name, kwargs=arguments(name, self.world))
        return self._addresses[name]

    def as_role(self, method: str, name: str, role: Role, expected: Collection[int]) -> None:
        """Ask, and hold the status against what is expected of this role."""
        answer = self.ask(method, name, self.world.users[role])
        self.expect(f"{method} {name} as {role.label}", answer, expected)

    def expect(self, what: str, answer: Answer, expected: Collection[int]) -> None:
        said = f" ({answer.content.decode(errors='replace')[:300]})" if answer.status == BROKEN else ""
        self.compare(what, f"{answer.status}{said}", answer.status in expected, sorted(expected))

    def compare(self, what: str, seen: object, right: bool, expected: object) -> None:
        self.steps += 1
        if not right:
            self.wrong.append(f"{what}: expected {expected}, seen {seen}")

    @property
    def told(self) -> str:
        """For the message of the one assertion that ends a walk."""
        return "\n".join([f"{len(self.wrong)} of {self.steps}", *self.wrong])
