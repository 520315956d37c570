"""Proposals on protected posts and accounts, as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.account_access import is_protected
from registry.models import Grant, GrantKind, Role, User
from registry.queries.listing import Order
from rulebook.lifecycle.grant import GrantState as S

NEWEST = Order("", ("pk",), descending=True)
TONES = {S.WAITING: "waiting", S.CONFIRMED: "done", S.REFUSED: "overdue", S.WITHDRAWN: "neutral"}


@dataclass(frozen=True)
class GrantRow:
    """A proposal in words and tone."""

    grant: Grant
    words: str
    tone: str


def in_words(grant: Grant) -> str:
    """What was proposed, in a few words."""
    if grant.kind == GrantKind.APPOINT:
        return f"{grant.user.name}任{grant.unit}{Role(grant.role).label}"
    return f"{grant.user.name}的账号{GrantKind(grant.kind).label}"


def makes_password(grant: Grant) -> bool:
    """Whether its confirmation makes a first password in halves: asked for, or because others may know the present one."""
    return grant.kind == GrantKind.PASSWORD or not is_protected(grant.user)


def grant_rows(grants: Iterable[Grant]) -> list[GrantRow]:
    return [GrantRow(grant, in_words(grant), TONES[S(grant.state)]) for grant in grants]


def with_waiting(user: User) -> list[GrantRow]:
    """What waits for its second person about one account."""
    rows = user.grants.filter(state=S.WAITING).select_related("user", "unit", "proposed_by")
    return grant_rows(rows)
