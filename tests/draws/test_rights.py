"""Who may see, run and confirm a draw is what its owner says: the rights of one wing open no draw of another."""

from collections.abc import Iterator

import pytest

from draws import access
from draws.models import Draw
from draws.ports import origins
from registry.models import Role, Unit, User
from tests.draws.conftest import ORIGIN, Maker
from tests.factories import user_with
from tests.wings import OTHER, other_wing

pytestmark = pytest.mark.django_db


@pytest.fixture
def with_other_wing() -> Iterator[None]:
    with other_wing(origins, ORIGIN):
        yield


def rights(user: User, draw: Draw) -> tuple[bool, bool, bool]:
    """Whether the user sees the draw, may run it, may confirm it."""
    seen = access.draw_for(user, draw.pk) is not None
    return seen, bool(access.may_run_draw(user, draw)), bool(access.may_confirm_draw(user, draw))


def test_each_wing_names_who_sees_runs_and_confirms_its_draws(
    make_draw: Maker, watcher: User, bureau: Unit, with_other_wing: None
) -> None:
    mine, theirs = make_draw("甲-001"), make_draw("乙-001", origin_kind=OTHER)
    handler, leader = user_with(Role.LETTER_HANDLER, bureau), user_with(Role.LEADER, bureau)
    assert rights(watcher, mine) == (True, True, False)
    assert rights(watcher, theirs) == (False, False, False)
    assert rights(handler, mine) == (False, False, False)
    assert rights(handler, theirs) == (True, True, False)
    assert rights(leader, theirs) == (True, True, True)
    assert list(access.draws_for(watcher)) == [mine]
    assert list(access.draws_for(handler)) == [theirs]


def test_the_menu_shows_draws_to_whoever_has_a_right_in_one_wing(bureau: Unit, with_other_wing: None) -> None:
    assert access.may_view_any(user_with(Role.LETTER_HANDLER, bureau))
    assert access.may_view_any(user_with(Role.WATCHER, bureau))
    assert not access.may_view_any(user_with(Role.KEEPER, bureau))
