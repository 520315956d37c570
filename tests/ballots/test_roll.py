"""Cards planted, taken away or moved in the database, and ballots moved between strata, are named and stop the vote."""

import secrets

import pytest
from django.db import connection
from pytest_django import Settings

from ballots.models import CodeIssued, UrnBallot
from ballots.queries import votes
from ballots.queries.lane import urn_key
from ballots.queries.roll import card_problems
from ballots.services import batches, casting, moves, opening, preparing
from rulebook.ballot.codes import ballot_hash
from rulebook.ballot.form import canonical_body
from tests.ballots.keys import plant, prove, take_count
from tests.ballots.steps import Hall, cast, closed, confirm, opened, ready
from tests.ballots.survey_steps import batch

pytestmark = pytest.mark.django_db(transaction=True)


def run(statement: str, *values: object) -> None:
    """As somebody does who owns the database."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def plant_card(hall: Hall, stratum: str = "", number: int = 0) -> None:
    digest = secrets.token_hex(32)
    for table in ("ballots_codeissued", "ballots_codeopen"):
        run(
            f"INSERT INTO {table} (hash, vote_id, panel, stratum, batch) VALUES (%s, %s, '', %s, %s)",
            digest,
            hall.vote.pk,
            stratum,
            number,
        )


def test_a_card_planted_beside_those_made_opens_no_vote(hall: Hall) -> None:
    ready(hall)
    plant_card(hall)
    run("UPDATE ballots_vote SET made = 7 WHERE id = %s", hall.vote.pk)
    with pytest.raises(moves.VoteRefused, match="选票卡与制卡时不符：选票卡制卡 6 张，现有 7 张"):
        confirm(hall, votes.OPEN_VOTE)


def test_a_card_planted_amid_the_vote_stops_the_count_and_the_vote_can_be_void(hall: Hall) -> None:
    opened(hall)
    assert cast(hall, hall.codes[0]).status == 201
    closed(hall, used=1)
    plant_card(hall)
    with pytest.raises(moves.VoteRefused, match=r"不能计票：选票卡制卡 6 张，现有 7 张。"):
        take_count(actor=hall.teller, vote=hall.vote)
    confirm(hall, votes.VOID_VOTE, note="名册里有多出的卡")
    hall.vote.refresh_from_db()
    assert hall.vote.state == "void"


def test_a_card_put_in_place_of_another_is_named_though_their_number_is_right(hall: Hall) -> None:
    ready(hall)
    gone = ballot_hash(hall.codes[0])
    for table in ("ballots_codeissued", "ballots_codeopen"):
        run(f"UPDATE {table} SET hash = %s WHERE hash = %s", "0" * 64, gone)
    with pytest.raises(moves.VoteRefused, match="选票卡制卡 6 张，现有 6 张，其中有被换过的"):
        confirm(hall, votes.OPEN_VOTE)


def test_a_roll_that_was_written_anew_without_the_lane_is_refused(hall: Hall) -> None:
    ready(hall)
    run("UPDATE ballots_vote SET cards = %s WHERE id = %s", '[["", "", 0, 7, "00"]]', hall.vote.pk)
    with pytest.raises(moves.VoteRefused, match="制卡名册被改动过"):
        confirm(hall, votes.OPEN_VOTE)


def test_ballots_deleted_and_not_cast_again_stop_the_count(hall: Hall) -> None:
    opened(hall)
    for code in hall.codes[:3]:
        assert cast(hall, code).status == 201
    closed(hall, used=3)
    run(
        "DELETE FROM ballots_urnballot WHERE vote_id = %s AND id = (SELECT min(id) FROM ballots_urnballot)",
        hall.vote.pk,
    )
    with pytest.raises(moves.VoteRefused, match="用掉选票卡 3 张，票箱里有选票 2 张"):
        take_count(actor=hall.teller, vote=hall.vote)


def test_cards_made_again_after_a_misprint_are_those_on_the_roll(hall: Hall) -> None:
    preparing.make_cards(actor=hall.runner, vote=hall.vote, n=4)
    preparing.void_batch(actor=hall.runner, vote=hall.vote)
    opened(hall)
    assert cast(hall, hall.codes[0]).status == 201
    closed(hall, used=1)
    take_count(actor=hall.teller, vote=hall.vote)
    assert votes.counts(hall.vote).ballots == 1


@pytest.fixture
def two_strata(survey: Hall) -> dict[str, list[str]]:
    codes = {stratum: batch(survey, stratum) for stratum in ("spoilt", "aaa", "bbb")}
    batches.void_misprinted(actor=survey.runner, vote=survey.vote, number=1)
    prove(actor=survey.runner, vote=survey.vote)
    confirm(survey, votes.OPEN_VOTE)
    return codes


def counted(survey: Hall) -> None:
    opening.begin_closing(actor=survey.runner, vote=survey.vote)
    for number in (2, 3):
        batches.record_handed_out(actor=survey.runner, vote=survey.vote, number=number, n=200)
    opening.close_vote(actor=survey.runner, vote=survey.vote)
    take_count(actor=survey.teller, vote=survey.vote)


def test_an_open_card_moved_to_another_stratum_is_named(
    survey: Hall, two_strata: dict[str, list[str]]
) -> None:
    run("UPDATE ballots_codeopen SET stratum = 'bbb' WHERE hash = %s", ballot_hash(two_strata["aaa"][0]))
    with pytest.raises(moves.VoteRefused, match="有 1 张未用的选票卡不在名册里，或被挪到别处"):
        counted(survey)


def test_a_ballot_that_lies_in_another_stratum_than_its_card_is_named_with_both(
    survey: Hall, two_strata: dict[str, list[str]]
) -> None:
    run("DELETE FROM ballots_codeopen WHERE hash = %s", ballot_hash(two_strata["aaa"][0]))
    plant(survey.vote, canonical_body([1] * survey.form.size), place=("", "bbb"))
    words = "“aaa代表”用掉选票卡 1 张，票箱里有选票 0 张；“bbb代表”用掉选票卡 0 张，票箱里有选票 1 张"
    with pytest.raises(moves.VoteRefused, match=words):
        counted(survey)


@pytest.mark.postgresql
def test_what_was_not_signed_for_at_the_opening_stops_the_count(hall: Hall) -> None:
    opened(hall)
    assert cast(hall, hall.codes[0]).status == 201
    closed(hall, used=1)
    run("ALTER FUNCTION ballots_key_is_frozen() RENAME TO ballots_key_is_kept")
    with pytest.raises(
        moves.VoteRefused,
        match=r"开启投票之后有变化：票箱的表上装有触发器（ballots_key_frozen ON ballots_vote）",
    ):
        take_count(actor=hall.teller, vote=hall.vote)
    run("ALTER FUNCTION ballots_key_is_kept() RENAME TO ballots_key_is_frozen")
    take_count(actor=hall.teller, vote=hall.vote)
    assert hall.vote.state == "sealed"


def test_a_process_without_the_lanes_key_makes_no_cards(hall: Hall, settings: Settings) -> None:
    settings.LANE_KEY = ""
    with pytest.raises(moves.VoteRefused, match="没有票道密钥，不能制卡"):
        preparing.make_cards(actor=hall.runner, vote=hall.vote, n=3)
    hall.vote.refresh_from_db()
    assert (hall.vote.made, hall.vote.cards, CodeIssued.objects.count()) == (0, [], 0)


# A card is made for one place


@pytest.mark.parametrize("tables", [["ballots_codeopen"], ["ballots_codeissued", "ballots_codeopen"]])
def test_a_card_moved_to_another_stratum_casts_no_ballot_there(survey: Hall, tables: list[str]) -> None:
    business, citizen = batch(survey, "business"), batch(survey, "citizen")
    prove(actor=survey.runner, vote=survey.vote)
    confirm(survey, votes.OPEN_VOTE)
    assert [cast(survey, codes[0]).status for codes in (business, citizen)] == [201, 201]
    for table in tables:
        run(f"UPDATE {table} SET stratum = 'citizen', batch = 2 WHERE hash = %s", ballot_hash(business[1]))
    assert cast(survey, business[1]).status == 503
    assert sorted(UrnBallot.objects.values_list("stratum", flat=True)) == ["business", "citizen"]
    survey.vote.refresh_from_db()
    assert card_problems(survey.vote) != []


def test_a_cast_brings_the_seal_of_its_own_stratum_and_no_other(survey: Hall) -> None:
    business, citizen = batch(survey, "business"), batch(survey, "citizen")
    prove(actor=survey.runner, vote=survey.vote)
    known = urn_key(survey.vote.pk, fresh=True)
    assert known is not None
    assert known.places == (("", "business"), ("", "citizen"))
    for code, stratum in ((business[0], "business"), (citizen[0], "citizen")):
        own = casting.places_for(survey.vote.pk, ballot_hash(code), known.places)
        assert own == [("", stratum)]


def test_places_come_from_the_roll_and_not_from_the_cards_that_the_database_holds(hall: Hall) -> None:
    ready(hall)
    plant_card(hall, "nobody", 9)
    known = urn_key(hall.vote.pk, fresh=True)
    assert known is not None
    assert known.places == (("", ""),)


def test_cards_of_several_strata_without_the_seal_on_their_place_open_no_vote(survey: Hall) -> None:
    batch(survey, "business")
    batch(survey, "citizen")
    prove(actor=survey.runner, vote=survey.vote)
    run("UPDATE ballots_codeissued SET place_seal = '' WHERE stratum = 'citizen'")
    with pytest.raises(moves.VoteRefused, match="有 200 张选票卡不是为现在的层次制作的，或没有票道的印记"):
        confirm(survey, votes.OPEN_VOTE)
