"""Slips of a mass survey: batches of one stratum each, large enough to tell nothing of a person (S4-11)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from ballots.models import CardBatch, CodeIssued, CodeOpen, SealedCount, UrnBallot, Vote
from ballots.queries import votes
from ballots.queries.anchors import count_event
from ballots.queries.batches import batch_rates
from ballots.queries.differences import publishing_problems
from ballots.services import cards, moves, opening, preparing
from ballots.services.batches import record_handed_out, void_misprinted, void_unsent
from ballots.sql import connecting, opinions
from registry.models import AuditEvent
from rulebook.ballot.publication import Edition
from tests.ballots.keys import prove, take_count
from tests.ballots.steps import Hall, cast, confirm
from tests.ballots.survey_steps import RECOUNT, batch, hand_out, sealed_survey
from tests.evaluations.meetings.test_activities import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_s4_11_ballots_know_their_stratum_and_no_batch(survey: Hall) -> None:
    first, second, third = (batch(survey, stratum) for stratum in ("business", "citizen", "business"))
    prove(actor=survey.runner, vote=survey.vote)
    confirm(survey, votes.OPEN_VOTE)
    for code in (first[0], second[0], third[0]):
        assert cast(survey, code).status == 201
    assert sorted(UrnBallot.objects.values_list("stratum", flat=True)) == ["business", "business", "citizen"]
    assert not {field.name for field in UrnBallot._meta.get_fields()} & {"batch", "code", "hash"}
    still = [CodeOpen.objects.filter(batch=number).count() for number in (1, 2, 3)]
    assert still == [199, 199, 199]
    assert all(equation.holds for equation in votes.equations(Vote.objects.get(pk=survey.vote.pk)))


def test_s4_11_a_slip_that_is_cast_changes_the_urn_and_the_open_codes_and_nothing_else(survey: Hall) -> None:
    codes = batch(survey, "business")
    prove(actor=survey.runner, vote=survey.vote)
    confirm(survey, votes.OPEN_VOTE)
    before = contents()
    for code in codes[:3]:
        assert cast(survey, code).status == 201
    after = contents()
    changed = {table for table in after if before[table] != after[table]}
    assert changed == {"ballots_codeopen", "ballots_urnballot"}


def contents() -> dict[str, list[tuple]]:
    """Every row of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found


def test_s4_11_a_batch_made_after_the_zero_report_votes_too(survey: Hall) -> None:
    batch(survey, "business")
    prove(actor=survey.runner, vote=survey.vote)
    late = batch(survey, "citizen", 250)
    confirm(survey, votes.OPEN_VOTE)
    assert cast(survey, late[-1]).status == 201
    vote = Vote.objects.get(pk=survey.vote.pk)
    assert vote.made == 450
    rows = CardBatch.objects.filter(vote=vote).values_list("number", "label", "sender", "made")
    assert list(rows) == [(1, "business代表", "邮政局", 200), (2, "citizen代表", "邮政局", 250)]


@pytest.mark.parametrize("n", [-1, 0, 199, 5001])
def test_s4_11_a_batch_is_neither_so_small_that_it_tells_of_a_person_nor_too_large(
    survey: Hall, n: int
) -> None:
    with pytest.raises(moves.VoteRefused, match="每批张数应为 200 至 5000"):
        batch(survey, "business", n)
    assert (CardBatch.objects.count(), CodeIssued.objects.count()) == (0, 0)


def test_a_batch_printed_badly_is_destroyed_alone_and_its_number_not_used_again(survey: Hall) -> None:
    good, bad = batch(survey, "business"), batch(survey, "citizen")
    void_misprinted(actor=survey.runner, vote=survey.vote, number=2)
    with pytest.raises(moves.VoteRefused, match="已经作废"):
        void_misprinted(actor=survey.runner, vote=survey.vote, number=2)
    again = batch(survey, "citizen")
    prove(actor=survey.runner, vote=survey.vote)
    confirm(survey, votes.OPEN_VOTE)
    assert [cast(survey, codes[0]).status for codes in (good, bad, again)] == [201, 404, 201]
    vote = Vote.objects.get(pk=survey.vote.pk)
    assert (vote.made, votes.voids(vote)) == (400, {"misprint": 200})
    assert list(CardBatch.objects.values_list("number", "made", "voided")) == [
        (1, 200, 0),
        (2, 0, 200),
        (3, 200, 0),
    ]


def test_nothing_is_made_or_destroyed_once_the_vote_is_open(survey: Hall) -> None:
    batch(survey, "business")
    prove(actor=survey.runner, vote=survey.vote)
    confirm(survey, votes.OPEN_VOTE)
    with pytest.raises(moves.VoteRefused, match="制作选票卡"):
        batch(survey, "citizen")
    with pytest.raises(moves.VoteRefused, match="作废整批"):
        void_misprinted(actor=survey.runner, vote=survey.vote, number=1)
    assert CodeOpen.objects.filter(vote=survey.vote).count() == 200


def test_a_meeting_has_cards_and_a_survey_has_batches(survey: Hall, hall: Hall) -> None:
    with pytest.raises(moves.VoteRefused, match="只有万人评议"):
        batch(hall, "business")
    with pytest.raises(moves.VoteRefused, match="按批制作"):
        preparing.make_cards(actor=survey.runner, vote=survey.vote, n=300)
    with pytest.raises(moves.VoteRefused, match="逐批作废"):
        preparing.void_batch(actor=survey.runner, vote=survey.vote)


def test_no_slip_gives_an_opinion_and_no_record_names_a_code(survey: Hall) -> None:
    codes = batch(survey, "business")
    assert len(set(codes)) == 200
    assert [
        connecting.count_rows(table, survey.vote.pk)
        for table in (opinions.OPINION_ISSUED, opinions.OPINION_OPEN)
    ] == [
        0,
        0,
    ]
    event = AuditEvent.objects.get(verb="make_batch")
    assert event.payload == {"batch": 1, "n": 200}


def rates(hall: Hall) -> list[tuple[int | None, int | None]]:
    vote = Vote.objects.get(pk=hall.vote.pk)
    return [(rate.returned, rate.percent) for rate in batch_rates(vote)]


def test_s4_11_a_survey_runs_to_its_publication_with_return_rates_by_batch_only(
    survey: Hall, tmp_path: Path
) -> None:
    first, second = batch(survey, "business"), batch(survey, "citizen")
    batch(survey, "citizen")
    prove(actor=survey.runner, vote=survey.vote)
    assert rates(survey) == [(None, None)] * 3
    confirm(survey, votes.OPEN_VOTE)
    for code in [*first[:29], *second[:10]]:
        assert cast(survey, code, [2] * survey.form.size).status == 201
    assert rates(survey) == [(None, 10), (None, 5), (None, 0)], "no number, and steps of five percent"
    opening.begin_closing(actor=survey.runner, vote=survey.vote)
    with pytest.raises(moves.VoteRefused, match="第 1、2、3 批发出的张数"):
        opening.close_vote(actor=survey.runner, vote=survey.vote)
    hand_out(survey, 198, 200, 0)
    with pytest.raises(moves.VoteRefused, match="剩余和作废共 202 张，已扫描登记 0 张"):
        opening.close_vote(actor=survey.runner, vote=survey.vote)
    for code in first[-2:]:
        cards.void_card(actor=survey.watcher, vote=survey.vote, code=code, reason="leftover")
    void_unsent(actor=survey.watcher, vote=survey.vote, number=3)
    opening.close_vote(actor=survey.runner, vote=survey.vote)
    take_count(actor=survey.teller, vote=survey.vote)
    survey.vote.refresh_from_db()
    assert rates(survey) == [(29, 10), (10, 5), (0, None)]
    found = votes.equations(survey.vote)
    assert ("checked_in" in [equation.key for equation in found], [e.key for e in found if not e.holds]) == (
        False,
        [],
    )
    confirm(survey, votes.PUBLISH_VOTE)
    survey.vote.refresh_from_db()
    raw = votes.counts_file(survey.vote, Edition.INTERNAL)
    figures = json.loads(raw)["content"]["figures"]
    assert (figures["made"], figures["handed_out"], figures["checked_in"], figures["valid"]) == (
        600,
        398,
        None,
        39,
    )
    (tmp_path / "counts.json").write_bytes(raw)
    done = subprocess.run(
        [sys.executable, RECOUNT, "counts.json"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "核验通过" in done.stdout) == (0, True), done.stdout


def test_a_batch_of_which_a_code_was_used_was_sent(survey: Hall) -> None:
    codes = batch(survey, "business")
    prove(actor=survey.runner, vote=survey.vote)
    confirm(survey, votes.OPEN_VOTE)
    with pytest.raises(moves.VoteRefused, match="登记为发出 0 张"):
        void_unsent(actor=survey.watcher, vote=survey.vote, number=1)
    assert cast(survey, codes[0]).status == 201
    hand_out(survey, 0)
    with pytest.raises(moves.VoteRefused, match="已经使用"):
        void_unsent(actor=survey.watcher, vote=survey.vote, number=1)
    assert cast(survey, codes[1]).status == 201, "nothing was made void"


@pytest.mark.parametrize("n", [-1, 201])
def test_more_slips_than_made_are_never_given_out(survey: Hall, n: int) -> None:
    batch(survey, "business")
    prove(actor=survey.runner, vote=survey.vote)
    with pytest.raises(moves.VoteRefused, match="发出张数应为 0 至 200"):
        hand_out(survey, n)
    assert CardBatch.objects.get().handed_out is None


def test_slips_of_a_survey_are_counted_by_batch_only(survey: Hall) -> None:
    codes = batch(survey, "business")
    prove(actor=survey.runner, vote=survey.vote)
    confirm(survey, votes.OPEN_VOTE)
    with pytest.raises(moves.VoteRefused, match="逐批登记"):
        cards.record_leftovers(actor=survey.watcher, vote=survey.vote, leftover=1, spoilt=0)
    with pytest.raises(moves.VoteRefused, match="登记为剩余"):
        cards.void_card(actor=survey.watcher, vote=survey.vote, code=codes[0], reason="spoilt")
    assert cast(survey, codes[0]).status == 201


def test_the_page_of_a_survey_offers_no_cards_of_a_meeting(survey: Hall, hall: Hall) -> None:
    pages = []
    for vote, who in ((hall.vote, hall.runner), (survey.vote, survey.runner)):
        answer = signed_in(who).get(reverse("ballots:vote-show", args=[vote.pk]))
        pages.append((answer.status_code, "制卡并下载 PDF" in answer.content.decode()))
    assert pages == [(200, True), (200, False)]
    batch(survey, "business")
    prove(actor=survey.runner, vote=survey.vote)
    confirm(survey, votes.OPEN_VOTE)
    opening.begin_closing(actor=survey.runner, vote=survey.vote)
    page = signed_in(survey.runner).get(reverse("ballots:vote-show", args=[survey.vote.pk])).content.decode()
    assert ("登记张数" in page, "扫描剩余和作废的卡" in page) == (False, True)


def test_a_batch_made_void_as_misprinted_takes_its_counts_by_hand_and_its_scanned_slips_along(
    survey: Hall,
) -> None:
    first, second = batch(survey, "business"), batch(survey, "citizen")
    prove(actor=survey.runner, vote=survey.vote)
    record_handed_out(actor=survey.runner, vote=survey.vote, number=2, n=150)
    cards.void_card(actor=survey.watcher, vote=survey.vote, code=second[0], reason="leftover")
    void_misprinted(actor=survey.runner, vote=survey.vote, number=2)
    confirm(survey, votes.OPEN_VOTE)
    assert cast(survey, first[0]).status == 201
    record_handed_out(actor=survey.runner, vote=survey.vote, number=1, n=200)
    survey.vote.refresh_from_db()
    assert (survey.vote.handed_out, survey.vote.leftover) == (200, 0)
    opening.begin_closing(actor=survey.runner, vote=survey.vote)
    opening.close_vote(actor=survey.runner, vote=survey.vote)
    assert [e.key for e in votes.equations(Vote.objects.get(pk=survey.vote.pk)) if not e.holds] == []


def test_slips_of_one_batch_cannot_stand_for_those_of_another(survey: Hall) -> None:
    first, _ = batch(survey, "business"), batch(survey, "citizen")
    prove(actor=survey.runner, vote=survey.vote)
    confirm(survey, votes.OPEN_VOTE)
    hand_out(survey, 200, 0)
    void_unsent(actor=survey.watcher, vote=survey.vote, number=2)
    with pytest.raises(moves.VoteRefused, match="应为 0 至 0，已作废 200 张"):
        record_handed_out(actor=survey.runner, vote=survey.vote, number=2, n=200)
    record_handed_out(actor=survey.runner, vote=survey.vote, number=1, n=0)
    for code in first[:3]:
        cast(survey, code)
    opening.begin_closing(actor=survey.runner, vote=survey.vote)
    with pytest.raises(moves.VoteRefused):
        opening.close_vote(actor=survey.runner, vote=survey.vote)
    hand_out(survey, 200)
    opening.close_vote(actor=survey.runner, vote=survey.vote)
    with pytest.raises(moves.VoteRefused, match="投票已截止"):
        record_handed_out(actor=survey.runner, vote=survey.vote, number=1, n=100)


def test_the_running_rate_never_shows_a_single_ballot_however_few_slips_are_said_to_be_given_out(
    survey: Hall,
) -> None:
    first = batch(survey, "business")
    prove(actor=survey.runner, vote=survey.vote)
    confirm(survey, votes.OPEN_VOTE)
    record_handed_out(actor=survey.runner, vote=survey.vote, number=1, n=1)
    shown = []
    for code in first[:9]:
        cast(survey, code)
        shown.append(rates(survey))
    assert shown == [[(None, 0)]] * 9


def test_invariant_08_sealed_rows_that_were_changed_are_not_published(survey: Hall) -> None:
    survey.vote = sealed_survey(survey, business=12, citizen=11, deputy=9, rural=3)
    rows = SealedCount.objects.filter(vote=survey.vote, stratum="business", n__gt=0)
    row = rows.order_by("pk")[0]
    other = SealedCount.objects.filter(
        vote=survey.vote, stratum="business", subject=row.subject, criterion=row.criterion, n=0
    )[0]
    SealedCount.objects.filter(pk=other.pk).update(n=row.n)
    SealedCount.objects.filter(pk=row.pk).update(n=0)
    noted = count_event(survey.vote)
    assert noted is not None
    assert publishing_problems(survey.vote) == [f"封存的计数与审计记录第 {noted.number} 条（计票）不同"]
