"""A handed-in paper: what is not seen is not overwritten, what is handed in is frozen, what is given back is open again."""

from datetime import date

import pytest
import time_machine

from evaluations.conduct.models import UnitSummary
from registry.models import Role, Unit
from registry.services.papers import give_back, hand_in, paper_at, require_seen, save_paper, take_back, write
from registry.services.refusals import Refused, VersionConflict
from tests.factories import user_with

pytestmark = pytest.mark.django_db
FROZEN, UNSENT = Refused("已经报送"), Refused("还没有报送")


def kept(bureau: Unit) -> UnitSummary:
    paper = paper_at(UnitSummary, unit=bureau, year=2026)
    save_paper(paper, version=0, frozen=FROZEN, text="初稿")
    return paper


def test_a_first_text_answers_to_version_0_and_every_text_is_the_next(bureau: Unit) -> None:
    paper = kept(bureau)
    assert (paper.pk, paper.version) == (UnitSummary.objects.get().pk, 1)
    again = paper_at(UnitSummary, unit=bureau, year=2026)
    with pytest.raises(VersionConflict) as conflict:
        save_paper(again, version=0, frozen=FROZEN, text="没有看过初稿")
    assert conflict.value.version == 1
    save_paper(again, version=1, frozen=FROZEN, text="二稿")
    stored = UnitSummary.objects.get()
    assert (stored.text, stored.version) == ("二稿", 2)


def test_writing_names_what_changed(bureau: Unit) -> None:
    paper = kept(bureau)
    assert write(paper, text="初稿") == []
    assert write(paper, text="二稿") == ["text"]
    assert UnitSummary.objects.get().version == 3


def test_handed_in_it_is_frozen_until_it_is_given_back(bureau: Unit) -> None:
    paper, actor = kept(bureau), user_with(Role.HEAD, bureau)
    with pytest.raises(Refused, match="还没有报送"):
        give_back(paper, unsent=UNSENT)
    with time_machine.travel("2026-10-05 10:00+08:00", tick=False):
        hand_in(paper, actor=actor)
    with time_machine.travel("2026-10-09 10:00+08:00", tick=False):
        hand_in(paper, actor=user_with(Role.HEAD, bureau))
    stored = UnitSummary.objects.get()
    assert (stored.submitted_on, stored.submitted_by) == (date(2026, 10, 5), actor)
    with pytest.raises(Refused, match="已经报送"):
        save_paper(stored, version=1, frozen=FROZEN, text="改")
    give_back(stored, unsent=UNSENT)
    stored = UnitSummary.objects.get()
    assert (stored.submitted_on, stored.submitted_by, stored.text) == (None, None, "初稿")
    with pytest.raises(VersionConflict):
        require_seen(stored, 1)
    save_paper(stored, version=2, frozen=FROZEN, text="更正")
    take_back(stored)
    assert UnitSummary.objects.get().version == 3
