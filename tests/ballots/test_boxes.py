"""The sealed box: decided before the opening, locked at sealing by two, opened by two, destroyed on record."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from ballots.models import BoxOpening, CodeIssued, CodeOpen, SealedBox, Vote
from ballots.queries import votes
from ballots.queries.boxes import box_of
from ballots.queries.facts import step_facts
from ballots.services import confirming, moves, sealing
from ballots.services.boxes import keep_box, open_box
from ballots.services.roll import enter_cards, strike_batch
from ballots.sql import connecting, urn
from registry.models import AuditEvent, FailedTry
from rulebook.ballot.box import read_box
from rulebook.ballot.codes import ballot_hash
from rulebook.ballot.keys import Passphrases
from rulebook.ballot.tally import counts_digest
from tests.ballots.keys import WORDS, counting_words, take_count
from tests.ballots.paper import closed_with_box, paper_hall
from tests.ballots.steps import Hall, cast, closed, confirm, opened, ready, sealed
from tests.evaluations.meetings.test_activities import signed_in
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def kept(hall: Hall, used: int = 3) -> Hall:
    """Closed, a box was asked for before the opening."""
    keep_box(actor=hall.runner, vote=hall.vote, keep=True, days=15)
    opened(hall)
    for mark, code in enumerate(hall.codes[:used], start=1):
        assert cast(hall, code, [mark] * hall.form.size).status == 201
    return closed(hall, used)


def locked(hall: Hall, used: int = 3) -> SealedBox:
    take_count(actor=kept(hall, used).teller, vote=hall.vote)
    hall.vote.refresh_from_db()
    found = box_of(hall.vote)
    assert found is not None
    return found


def stood_in(hall: Hall) -> SealedBox:
    """A box for tests that never unlock it; locking one takes seconds."""
    opened(hall)
    assert cast(hall, hall.codes[0]).status == 201
    sealed(hall, used=1)
    until = localdate() + timedelta(days=30)
    return SealedBox.objects.create(
        vote=hall.vote, file=b"locked", sha256="a" * 64, ballots=3, objections_until=until
    )


def test_s0_23_the_box_holds_every_ballot_opens_for_two_and_agrees(hall: Hall) -> None:
    box = locked(hall)
    assert (box.ballots, box.objections_until) == (3, localdate() + timedelta(days=15))
    assert connecting.count_rows(urn.URN, hall.vote.pk) == 0, "the urn itself is gone"
    raw = open_box(
        actor=hall.runner, watcher=hall.watcher, vote=hall.vote, reason="有代表提出异议", passphrases=WORDS
    )
    found = read_box(raw)
    assert [json.loads(body)[0] for body in found.bodies] == [1, 2, 3]
    assert counts_digest(found.counts) == counts_digest(votes.counts(hall.vote))
    opening = BoxOpening.objects.get()
    assert (opening.agrees, opening.opened_by, opening.watched_by) == (True, hall.runner, hall.watcher)
    event = AuditEvent.objects.get(verb="open_box")
    assert event.payload == {"ballots": 3, "agrees": True, "watcher": hall.watcher.pk}


def test_agreed_paper_lies_in_the_box_too(hall: Hall) -> None:
    keep_box(actor=hall.runner, vote=hall.vote, keep=True)
    found = closed_with_box(paper_hall(hall, cards=6, tablets=2, paper=2), handed_out=4, sheets=2)
    first, second = found.stamps
    found.both(first, [4] * hall.form.size)
    found.both(second, invalid="marked")
    take_count(actor=hall.teller, vote=hall.vote)
    raw = open_box(actor=hall.runner, watcher=hall.watcher, vote=hall.vote, reason="复核", passphrases=WORDS)
    assert sorted(json.loads(body)[0] for body in read_box(raw).bodies) == [1, 1, 4]


def test_a_count_with_wrong_passphrases_is_refused_and_urn_and_key_stay(hall: Hall) -> None:
    kept(hall)
    wrong = Passphrases(WORDS.watcher, WORDS.watcher)
    with pytest.raises(moves.VoteRefused, match="监察室的口令不对"):
        sealing.count_vote(actor=hall.teller, watcher=hall.watcher, vote=hall.vote, passphrases=wrong)
    hall.vote.refresh_from_db()
    assert (hall.vote.state, connecting.count_rows(urn.URN, hall.vote.pk)) == ("closed", 3)
    assert SealedBox.objects.count() == 0
    assert AuditEvent.objects.get(verb="fail_key").actor == hall.teller


def test_a_box_is_decided_on_before_the_opening_only(hall: Hall) -> None:
    opened(hall)
    with pytest.raises(moves.VoteRefused, match="封存票箱"):
        keep_box(actor=hall.runner, vote=hall.vote, keep=True)
    assert Vote.objects.get(pk=hall.vote.pk).keeps_box is False


@pytest.mark.parametrize("days", [0, 366])
def test_an_impossible_objection_period_is_refused(hall: Hall, days: int) -> None:
    with pytest.raises(moves.VoteRefused, match="1 至 365 天"):
        keep_box(actor=hall.runner, vote=hall.vote, keep=True, days=days)


def test_both_see_at_the_opening_whether_a_box_is_kept(hall: Hall) -> None:
    assert step_facts(ready(hall).vote, votes.OPEN_VOTE)["封存票箱"] == "不保留"
    keep_box(actor=hall.runner, vote=hall.vote, keep=True, days=20)
    assert step_facts(hall.vote, votes.OPEN_VOTE)["封存票箱"] == "保留，异议期 20 天"


def test_a_mutual_panel_is_never_kept(hall: Hall) -> None:
    ready(hall)
    for codes in (CodeIssued, CodeOpen):
        codes.objects.filter(vote=hall.vote).update(panel="mutual")
    hall.vote.refresh_from_db()
    strike_batch(hall.vote, 0)
    enter_cards(hall.vote, ("mutual", "", 0), [ballot_hash(code) for code in hall.codes])
    hall.vote.save()
    with pytest.raises(moves.VoteRefused, match="互评票"):
        keep_box(actor=hall.runner, vote=hall.vote, keep=True)
    Vote.objects.filter(pk=hall.vote.pk).update(keeps_box=True)
    with pytest.raises(moves.VoteRefused, match="互评票"):
        confirming.ask_step(actor=hall.runner, vote=hall.vote, action=votes.OPEN_VOTE)


def test_what_was_not_meant_opens_nothing_and_leaves_no_opening(hall: Hall) -> None:
    box = locked(hall)
    swapped = Passphrases(WORDS.watcher, WORDS.inspectorate)
    for watcher, reason, given, words in (
        (hall.watcher, "复核", swapped, "监察室的口令不对"),
        (hall.watcher, "", WORDS, "请写明开箱原因"),
        (hall.runner, "复核", WORDS, "不能是同一人"),
    ):
        with pytest.raises(moves.VoteRefused, match=words):
            open_box(actor=hall.runner, watcher=watcher, vote=hall.vote, reason=reason, passphrases=given)
    SealedBox.objects.update(objections_until=localdate() - timedelta(days=1))
    with pytest.raises(moves.VoteRefused, match="异议期已过"):
        open_box(actor=hall.runner, watcher=hall.watcher, vote=hall.vote, reason="复核", passphrases=WORDS)
    SealedBox.objects.update(file=bytes(box.file or b"")[:-1], objections_until=localdate())
    with pytest.raises(moves.VoteRefused, match="已被改动"):
        open_box(actor=hall.runner, watcher=hall.watcher, vote=hall.vote, reason="复核", passphrases=WORDS)
    assert BoxOpening.objects.count() == 0
    tried = AuditEvent.objects.get(verb="fail_box")
    assert (tried.actor, tried.payload["watcher"]) == (hall.runner, hall.watcher.pk)
    assert tried.payload["why"] == "监察室的口令不对，或封存文件已损坏"


def test_two_people_destroy_it_and_the_record_stays(hall: Hall) -> None:
    box = stood_in(hall)
    with pytest.raises(moves.VoteRefused, match="提前销毁须写明原因"):
        confirming.ask_step(actor=hall.runner, vote=hall.vote, action=votes.DESTROY_BOX)
    confirm(hall, votes.DESTROY_BOX, note="各方书面表示没有异议")
    gone = SealedBox.objects.get()
    assert (gone.file, gone.sha256, gone.destroyed_reason) == (None, box.sha256, "各方书面表示没有异议")
    assert gone.destroyed_at is not None
    with pytest.raises(moves.VoteRefused, match="已经销毁"):
        open_box(actor=hall.runner, watcher=hall.watcher, vote=hall.vote, reason="复核", passphrases=WORDS)
    with pytest.raises(moves.VoteRefused, match="已经销毁"):
        confirming.ask_step(actor=hall.runner, vote=hall.vote, action=votes.DESTROY_BOX)


def test_after_the_objection_period_no_reason_is_asked(hall: Hall) -> None:
    stood_in(hall)
    SealedBox.objects.update(objections_until=localdate() - timedelta(days=1))
    confirm(hall, votes.DESTROY_BOX)
    assert SealedBox.objects.get().destroyed_reason == "异议期满"


def test_the_box_of_a_void_vote_is_destroyed_too(hall: Hall) -> None:
    stood_in(hall)
    confirm(hall, votes.VOID_VOTE, note="计票有争议")
    confirm(hall, votes.DESTROY_BOX, note="重新投票")
    box = SealedBox.objects.get()
    assert (box.vote.state, box.file, box.destroyed_reason) == ("void", None, "重新投票")


# Pages

TYPED = {"inspectorate": WORDS.inspectorate, "watcher": WORDS.watcher}
FORM = TYPED | {"password": PASSWORD}


def url(hall: Hall, name: str) -> str:
    return reverse(f"ballots:{name}", args=[hall.vote.pk])


def test_the_vote_page_says_beforehand_what_a_contested_count_means(hall: Hall) -> None:
    client = signed_in(hall.runner)
    assert "只能作废后重新投票" in client.get(url(hall, "vote-show")).content.decode()
    client.post(url(hall, "box-keep"), {"keep": "on", "days": "12"})
    page = " ".join(client.get(url(hall, "vote-show")).content.decode().split())
    assert "异议时由监察室和市纪委监督员一同开箱复核" in page
    assert Vote.objects.get(pk=hall.vote.pk).box_days == 12
    assert "只能作废后重新投票" not in page
    refused = client.post(url(hall, "box-keep"), {"keep": "on", "days": "x"}, follow=True)
    assert "异议期（天）：" in refused.content.decode()


def test_the_page_seals_opens_and_hands_the_file_out_once(hall: Hall, tmp_path: Path) -> None:
    kept(hall)
    teller, runner = signed_in(hall.teller), signed_in(hall.runner)
    page = teller.get(url(hall, "vote-count")).content.decode()
    assert "以同样的两道口令锁入封存票箱" in page
    assert teller.post(url(hall, "vote-count"), counting_words(hall.watcher)).status_code == 302
    opening = FORM | {"username": hall.watcher.username, "reason": "有人提出异议"}
    wrong = runner.post(url(hall, "box-open"), opening | {"watcher": "不是这一道口令啊"})
    assert (wrong.status_code, "市纪委监督员的口令不对" in wrong.content.decode()) == (422, True)
    answer = runner.post(url(hall, "box-open"), opening)
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    assert read_box(answer.content).counts.ballots == 3
    page = runner.get(url(hall, "box-show")).content.decode()
    assert ("有人提出异议" in page, "与封存计数一致" in page) == (True, True)


def test_who_may_not_see_the_internal_count_sees_no_box(hall: Hall) -> None:
    stood_in(hall)
    assert signed_in(hall.watcher).get(url(hall, "box-show")).status_code == 200
    assert signed_in(hall.watcher).post(url(hall, "box-open"), FORM).status_code == 403


def test_a_vote_without_a_box_has_no_page_of_one(hall: Hall) -> None:
    assert signed_in(hall.runner).get(url(hall, "box-show")).status_code == 404


@pytest.mark.parametrize("page", ["vote-key", "vote-count", "box-open"])
def test_a_mistyped_password_leaves_no_passphrase_in_the_record_of_failed_attempts(
    hall: Hall, page: str
) -> None:
    if page == "vote-count":
        cast(opened(hall), hall.codes[0])
        closed(hall, used=1)
    if page == "box-open":
        stood_in(hall)
    again = {"inspectorate_again": WORDS.inspectorate, "watcher_again": WORDS.watcher}
    typed = FORM | again | {"password": "不是登录密码", "token": "654321", "reason": "复核"}
    typed["username"] = hall.watcher.username
    who = hall.teller if page == "vote-count" else hall.runner
    assert signed_in(who).post(url(hall, page), typed).status_code == 422
    (failed,) = FailedTry.objects.filter(failures=1).values()[:1]
    held = [word for word in typed.values() if word and word in repr(failed)]
    assert held == []


def test_guessing_at_a_box_is_slowed(hall: Hall) -> None:
    kept(hall)
    take_count(actor=hall.teller, vote=hall.vote)
    wrong = Passphrases("x" * 12, "y" * 12)
    for said in ["口令不对"] * 5 + ["请等一分钟再试"]:
        with pytest.raises(moves.VoteRefused, match=said):
            open_box(
                actor=hall.runner, watcher=hall.watcher, vote=hall.vote, reason="复核", passphrases=wrong
            )
    assert AuditEvent.objects.filter(verb="fail_box").count() == 5
