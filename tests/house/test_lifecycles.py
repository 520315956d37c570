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
    "closing>closed closing>void closed>counted closed>void counted>sealed counted>void sealed>published sealed>void "
    "published>void",
    "MEETING": "draft>pool draft>void pool>draft pool>drawn pool>void drawn>notified drawn>pool notified>check_in "
    "notified>drawn notified>pool check_in>drawn check_in>voting voting>counted voting>check_in counted>count_signed counted>void "
    "count_signed>fed_back count_signed>void fed_back>archived fed_back>void",
    "MATTER": "registered>verifying registered>merged verifying>treating verifying>clarified verifying>merged treating>reported "
    "reported>treating reported>checked checked>closed checked>treating clarified>closed clarified>verifying closed>treating",
    "LETTER": "received>handling handling>replied handling>closed replied>handling replied>closed closed>handling",
    "ELECTION": "preparing>voting preparing>scored preparing>void voting>scored voting>void scored>voting scored>published "
    "scored>void",
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


PAIRS = [(name, *pair) for name, table in tables().items() for pair in product(table.states, repeat=2)]


def test_every_lifecycle_is_listed_here() -> None:
    assert set(tables()) == set(LEGAL)


@pytest.mark.parametrize(("name", "before", "after"), PAIRS)
def test_move(name: str, before: str, after: str) -> None:
    table = tables()[name]
    legal = f"{before}>{after}" in LEGAL[name].split()
    assert table.allows(before, after) == legal
    if legal:
        table.require(before, after)
    else:
        with pytest.raises(IllegalMove, match=table.label(before)):
            table.require(before, after)


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
