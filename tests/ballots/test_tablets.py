"""Tablets of the hall: enrolment, cards on board, reports, what closing waits for, and the file of last resort."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ballots.models import CodeIssued, Tablet
from ballots.queries import votes
from ballots.queries.tablets import tablet_of_token, tablets_of, tablets_waited_for, token_digest
from ballots.services import cards, confirming, moves, opening
from ballots.services.tablets import add_tablet, enrol_tablet, renumber_tablet, retire_tablet
from registry.models import AuditEvent
from tests.ballots.steps import Hall, cast, confirm, make_hall, ready
from tests.ballots.tablet_steps import ask, count_by_hand, enrolled, report

pytestmark = pytest.mark.django_db


# Enrolment


def test_a_code_enrols_one_tablet_once_and_only_digests_are_kept(open_hall: Hall) -> None:
    tablet, code = add_tablet(actor=open_hall.runner, vote=open_hall.vote, number=3)
    first = ask(open_hall, "tablet-enrol", {"code": f"{code[:4]}-{code[4:].lower()}"})
    assert (first.status_code, first.json()["number"], first.json()["state"]) == (201, 3, "open")
    second = ask(open_hall, "tablet-enrol", {"code": code})
    assert (second.status_code, second.json()["message"]) == (
        404,
        "登记码不对或已经用过，请在投票控制页重新生成。",
    )
    tablet.refresh_from_db()
    assert (tablet.enrol_hash, tablet.token_hash) == ("", token_digest(first.json()["token"]))
    assert first.json()["token"] not in str(Tablet.objects.values())


def test_guessing_enrolment_codes_is_slowed(open_hall: Hall) -> None:
    statuses = [ask(open_hall, "tablet-enrol", {"code": "AAAABBBBCCCC"}).status_code for _ in range(21)]
    assert statuses == [404] * 20 + [429]


def test_a_tablet_enrolled_twice_retires_the_former_and_tells_it(open_hall: Hall) -> None:
    former, latter = enrolled(open_hall), enrolled(open_hall)
    answers = [
        ask(open_hall, "tablet-report", {"token": token, "unsent": 0, "conflicts": 0})
        for token in (former, latter)
    ]
    assert [answer.json()["retired"] for answer in answers] == [True, False]
    assert [tablet.retired for tablet in tablets_of(open_hall.vote)] == [False, True]


def test_a_device_that_enrols_anew_takes_its_undelivered_ballots_along(open_hall: Hall) -> None:
    former = enrolled(open_hall)
    report(open_hall, former, unsent=2)
    _, code = add_tablet(actor=open_hall.runner, vote=open_hall.vote, number=1)
    enrol_tablet(vote=open_hall.vote.pk, code=code, former=former)
    assert list(tablets_of(open_hall.vote).values_list("retired", "unsent")) == [(False, 0), (True, 0)]


def test_a_device_that_enrols_anew_takes_its_conflicts_along_and_they_never_fall(open_hall: Hall) -> None:
    former = enrolled(open_hall)
    report(open_hall, former, unsent=0, conflicts=3)
    tablet, code = add_tablet(actor=open_hall.runner, vote=open_hall.vote, number=1)
    _, _, latter = enrol_tablet(vote=open_hall.vote.pk, code=code, former=former)
    assert list(tablets_of(open_hall.vote).values_list("retired", "conflicts")) == [(False, 3), (True, 0)]
    # Its browser's memory was cleared meanwhile: it knows of none, and then of a new one.
    for told, kept in ((0, 3), (1, 3), (4, 4)):
        report(open_hall, latter, unsent=0, conflicts=told)
        tablet.refresh_from_db()
        assert tablet.conflicts == kept


def test_another_number_keeps_the_device_and_a_number_is_given_once(open_hall: Hall) -> None:
    token, _ = enrolled(open_hall, 1), enrolled(open_hall, 2)
    tablet = tablet_of_token(open_hall.vote.pk, token)
    assert tablet is not None
    with pytest.raises(moves.VoteRefused, match="已有 2 号平板"):
        renumber_tablet(actor=open_hall.runner, tablet=tablet, number=2)
    renumber_tablet(actor=open_hall.runner, tablet=tablet, number=9)
    assert report(open_hall, token) == tablet
    assert AuditEvent.objects.get(verb="renumber_tablet").payload == {"was": 1, "number": 9}


def test_no_tablet_enrols_once_the_vote_is_closing(open_hall: Hall) -> None:
    _, code = add_tablet(actor=open_hall.runner, vote=open_hall.vote, number=1)
    opening.begin_closing(actor=open_hall.runner, vote=open_hall.vote)
    assert ask(open_hall, "tablet-enrol", {"code": code}).status_code == 403
    with pytest.raises(moves.VoteRefused, match="登记平板"):
        add_tablet(actor=open_hall.runner, vote=open_hall.vote, number=2)


# Cards on board


def test_only_an_enrolled_tablet_gets_the_digests_of_the_cards_and_not_once_closed(hall: Hall) -> None:
    token = enrolled(ready(hall))
    found = ask(hall, "tablet-issued", {"token": token}).json()["hashes"]
    assert found == sorted(CodeIssued.objects.filter(vote=hall.vote).values_list("hash", flat=True))
    assert len(found) == 6
    assert ask(hall, "tablet-issued", {"token": "x" + token}).status_code == 404
    confirm(hall, votes.OPEN_VOTE)
    cast(hall, hall.codes[0])
    cards.record_attendance(vote=hall.vote, n=1)
    opening.begin_closing(actor=hall.runner, vote=hall.vote)
    report(hall, token, knows="closing")
    count_by_hand(hall, used=1)
    opening.close_vote(actor=hall.runner, vote=hall.vote)
    answer = ask(hall, "tablet-issued", {"token": token})
    assert (answer.status_code, answer.json()["message"]) == (403, "投票已经截止，选票卡名册不再提供。")


def hall_with_reports(hall: Hall, token: str) -> Hall:
    """The one tablet is put aside."""
    tablet = tablet_of_token(hall.vote.pk, token)
    assert tablet is not None
    retire_tablet(actor=hall.runner, tablet=tablet)
    return hall


def test_a_retired_tablet_gets_no_cards(open_hall: Hall) -> None:
    token = enrolled(open_hall)
    hall_with_reports(open_hall, token)
    assert ask(open_hall, "tablet-issued", {"token": token}).status_code == 403


def test_a_token_of_another_vote_opens_nothing(open_hall: Hall) -> None:
    token = enrolled(open_hall)
    other = make_hall(open_hall.vote.unit)
    assert ask(other, "tablet-issued", {"token": token}).status_code == 404
    assert ask(other, "tablet-report", {"token": token, "unsent": 0, "conflicts": 0}).status_code == 404


# Reports


def test_a_report_overwrites_is_coarse_and_leaves_no_event(open_hall: Hall) -> None:
    token = enrolled(open_hall)
    before = AuditEvent.objects.count()
    report(open_hall, token, unsent=5, conflicts=1)
    tablet = report(open_hall, token, unsent=2, conflicts=1)
    assert tablet is not None
    assert (tablet.unsent, tablet.conflicts, Tablet.objects.count()) == (2, 1, 1)
    assert (tablet.seen_at.second, tablet.seen_at.microsecond) == (0, 0)
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    "sent",
    [
        [],
        {"unsent": -1, "conflicts": 0},
        {"unsent": True, "conflicts": 0},
        {"unsent": 1.5, "conflicts": 0},
        {"unsent": 0, "conflicts": None},
        {"unsent": 0, "conflicts": 0, "busy": "yes"},
        {"unsent": 0, "conflicts": 0, "knows": 1},
    ],
)
def test_a_report_that_makes_no_sense_is_400_and_changes_nothing(open_hall: Hall, sent: object) -> None:
    token = enrolled(open_hall)
    report(open_hall, token, unsent=3)
    sent = sent | {"token": token} if isinstance(sent, dict) else sent
    assert ask(open_hall, "tablet-report", sent).status_code == 400
    assert Tablet.objects.get().unsent == 3


def test_a_tablet_row_has_no_column_for_a_voter_or_an_exact_moment() -> None:
    fields = {field.attname for field in Tablet._meta.concrete_fields}
    assert fields == {
        *(
            "id",
            "vote_id",
            "number",
            "enrol_hash",
            "token_hash",
            "unsent",
            "conflicts",
            "seen_at",
            "retired",
            "settled",
        )
    }


# Closing waits


def test_s0_12_closing_waits_for_a_tablet_with_undelivered_ballots(open_hall: Hall) -> None:
    token = enrolled(open_hall, 3)
    cast(open_hall, open_hall.codes[0])
    opening.begin_closing(actor=open_hall.runner, vote=open_hall.vote)
    count_by_hand(open_hall, used=2)
    report(open_hall, token, unsent=1, knows="closing")
    with pytest.raises(moves.VoteRefused, match="3 号平板还有 1 张选票未上传"):
        opening.close_vote(actor=open_hall.runner, vote=open_hall.vote)
    cast(open_hall, open_hall.codes[1])
    report(open_hall, token, knows="closing")
    opening.close_vote(actor=open_hall.runner, vote=open_hall.vote)
    assert open_hall.vote.state == "closed"


def test_s0_12_closing_waits_until_a_tablet_knows_of_it_and_nobody_is_filling_in(open_hall: Hall) -> None:
    token = enrolled(open_hall)
    report(open_hall, token)
    opening.begin_closing(actor=open_hall.runner, vote=open_hall.vote)
    silent = ["1 号平板在开始截止后还没有报告"]
    assert tablets_waited_for(open_hall.vote) == silent
    report(open_hall, token, knows="open")
    assert tablets_waited_for(open_hall.vote) == silent, "it may still start a voter"
    report(open_hall, token, busy=True, knows="closing")
    assert tablets_waited_for(open_hall.vote) == ["1 号平板还有 1 张选票未上传"]
    report(open_hall, token, knows="closing")
    assert tablets_waited_for(open_hall.vote) == []


def test_a_retired_tablet_is_waited_for_while_it_has_undelivered_ballots(open_hall: Hall) -> None:
    token = enrolled(open_hall)
    report(open_hall, token, unsent=1)
    hall_with_reports(open_hall, token)
    opening.begin_closing(actor=open_hall.runner, vote=open_hall.vote)
    assert tablets_waited_for(open_hall.vote) == ["1 号平板还有 1 张选票未上传"]
    report(open_hall, token, knows="closing")
    assert tablets_waited_for(open_hall.vote) == []


def test_a_tablet_put_aside_without_a_network_is_waited_for(open_hall: Hall) -> None:
    """Its last report named no ballots; what was cast on it since, nobody knows."""
    token = enrolled(open_hall)
    hall_with_reports(open_hall, token)
    opening.begin_closing(actor=open_hall.runner, vote=open_hall.vote)
    assert tablets_waited_for(open_hall.vote) == ["1 号平板在开始截止后还没有报告"]
    report(open_hall, token, knows="closing")
    assert tablets_waited_for(open_hall.vote) == []


def test_a_tablet_retired_while_closing_is_still_waited_for(open_hall: Hall) -> None:
    token = enrolled(open_hall)
    opening.begin_closing(actor=open_hall.runner, vote=open_hall.vote)
    hall_with_reports(open_hall, token)
    assert tablets_waited_for(open_hall.vote) == ["1 号平板在开始截止后还没有报告"]


def test_a_tablet_retired_before_the_opening_hinders_nobody(hall: Hall) -> None:
    token = enrolled(ready(hall))
    hall_with_reports(hall, token)
    Tablet.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    confirm(hall, votes.OPEN_VOTE)
    opening.begin_closing(actor=hall.runner, vote=hall.vote)
    assert tablets_waited_for(hall.vote) == []


def test_a_device_whose_ballots_came_under_its_next_enrolment_is_not_waited_for(open_hall: Hall) -> None:
    former = enrolled(open_hall)
    _, code = add_tablet(actor=open_hall.runner, vote=open_hall.vote, number=1)
    _, _, token = enrol_tablet(vote=open_hall.vote.pk, code=code, former=former)
    opening.begin_closing(actor=open_hall.runner, vote=open_hall.vote)
    report(open_hall, token, knows="closing")
    assert tablets_waited_for(open_hall.vote) == []


def test_a_tablet_that_never_enrolled_hinders_nobody(open_hall: Hall) -> None:
    add_tablet(actor=open_hall.runner, vote=open_hall.vote, number=1)
    opening.begin_closing(actor=open_hall.runner, vote=open_hall.vote)
    assert tablets_waited_for(open_hall.vote) == []


def test_the_watcher_closes_with_an_exception_having_seen_which_tablet_is_missing(open_hall: Hall) -> None:
    enrolled(open_hall, 2)
    opening.begin_closing(actor=open_hall.runner, vote=open_hall.vote)
    count_by_hand(open_hall, used=1)
    confirm(open_hall, votes.CLOSE_WITH_EXCEPTION, note="二号平板摔坏", count=1)
    open_hall.vote.refresh_from_db()
    assert (open_hall.vote.state, open_hall.vote.exception_count) == ("closed", 1)


def test_a_report_between_asking_and_confirming_an_exception_spoils_it(open_hall: Hall) -> None:
    token = enrolled(open_hall)
    opening.begin_closing(actor=open_hall.runner, vote=open_hall.vote)
    count_by_hand(open_hall, used=1)
    asked = confirming.ask_step(
        actor=open_hall.runner,
        vote=open_hall.vote,
        action=votes.CLOSE_WITH_EXCEPTION,
        note="平板失联",
        count=1,
    )
    report(open_hall, token, unsent=2, knows="closing")
    with pytest.raises(moves.VoteRefused):
        confirming.confirm_step(actor=open_hall.watcher, vote=open_hall.vote, confirmation=asked)
