"""Every lifecycle × pair of states: what may follow what is written here once more, by hand."""

import importlib
import pkgutil
from itertools import product

import pytest

import rulebook.lifecycle
from rulebook.lifecycle.table import IllegalMove, Lifecycle

LEGAL = {
    "DRAW": "draft>locked draft>void locked>seeded locked>void seeded>drawn seeded>void drawn>published drawn>void "
    "published>archived published>void",
    "VOTE": "preparing>testing preparing>void testing>ready testing>void ready>open ready>void open>closing open>void "
    "closing>open closing>closed closing>void closed>sealed closed>void sealed>published sealed>void "
    "published>void",
    "MEETING": "draft>pool draft>void pool>draft pool>drawn pool>void drawn>notified drawn>pool notified>check_in "
    "notified>drawn notified>pool check_in>drawn check_in>voting voting>counted voting>check_in counted>count_signed counted>void "
    "count_signed>fed_back count_signed>void fed_back>archived fed_back>void",
    "MATTER": "registered>verifying registered>merged verifying>treating verifying>clarified verifying>merged treating>reported "
    "reported>treating reported>checked checked>closed checked>treating clarified>closed clarified>verifying closed>treating",
    "LETTER": "received>handling handling>replied handling>closed replied>handling replied>closed closed>handling",
    "ELECTION": "preparing>voting preparing>scored preparing>void voting>scored voting>void scored>voting scored>published "
    "scored>void",
    "GRANT": "waiting>confirmed waiting>refused waiting>withdrawn",
    "JOB": "queued>running queued>stopped running>done running>failed running>queued running>stopped failed>queued",
    "IMPORT": "uploaded>reading uploaded>cancelled reading>mapping reading>preview reading>failed mapping>reading "
    "mapping>cancelled preview>mapping preview>applying preview>cancelled applying>done applying>preview failed>cancelled",
    "REPRESENTATIVE": "named>notified named>confirmed named>declined named>replaced notified>named notified>confirmed notified>declined "
    "notified>replaced confirmed>named confirmed>declined confirmed>replaced declined>replaced",
}


def tables() -> dict[str, Lifecycle]:
    found = {}
    for module in pkgutil.iter_modules(rulebook.lifecycle.__path__):
        for name, value in vars(importlib.import_module(f"rulebook.lifecycle.{module.name}")).items():
            if isinstance(value, Lifecycle):
                found[name] = value
    return found


def test_every_lifecycle_is_listed_here() -> None:
    assert set(tables()) == set(LEGAL)


def refusal(table: Lifecycle, before: str, after: str) -> str:
    """What the table says to a move it refuses; "" when it lets it pass."""
    try:
        table.require(before, after)
    except IllegalMove as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("name", sorted(LEGAL))
def test_moves(name: str) -> None:
    table = tables()[name]
    pairs = list(product(table.states, repeat=2))
    legal = set(LEGAL[name].split())
    assert {f"{before}>{after}" for before, after in pairs if table.allows(before, after)} == legal
    told = {f"{before}>{after}": refusal(table, before, after) for before, after in pairs}
    assert {move for move, words in told.items() if not words} == legal
    assert [
        move for move, words in told.items() if words and table.label(move.partition(">")[0]) not in words
    ] == []


@pytest.mark.parametrize("name", sorted(LEGAL))
def test_every_state_is_reached_from_the_first(name: str) -> None:
    table = tables()[name]
    reached, waiting = set(), [table.initial]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting.extend(table.after(state))
    assert reached == set(table.states)
