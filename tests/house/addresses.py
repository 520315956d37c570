"""Every address of the project, as the resolver knows it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One URL pattern: its namespaced name, its whole route, and the view behind it."""

    name: str
    route: str
    view: Callable[..., HttpResponse]

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the parts that a caller must give, as ``("pk",)``."""
        return tuple(part.split(">")[0].split(":")[-1] for part in self.route.split("<")[1:])


def addresses() -> list[Address]:
    """All of them, in the order in which they are tried."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, namespace: str, route: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, inner, whole)
        else:
            yield _address(pattern, namespace, whole)


def _address(pattern: URLPattern, namespace: str, route: str) -> Address:
    view: Any = pattern.callback
    return Address(f"{namespace}{pattern.name}", route, view)
