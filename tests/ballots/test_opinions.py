"""An opinion: every answer a tablet can get, and what is never kept (S0-19)."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from ballots.models import ReleasedOpinion, UrnOpinion, Vote
from ballots.queries import votes
from ballots.services import cards, moves, opening, preparing
from ballots.services.throttle import opinion_failures, slip_tokens, slips_sent
from ballots.sql import connecting, opinions, urn
from registry.models import AuditEvent
from rulebook.ballot.codes import ballot_hash, opinion_hash
from tests.ballots.keys import prove, said, take_count
from tests.ballots.opining import opine, opinion, send, slip, subject_key
from tests.ballots.steps import Hall, cast, closed, confirm, new_id, opened, ready, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgotten_opinion_failures() -> None:
    opinion_failures.forget()
    slips_sent.forget()
    slip_tokens.forget()


def box(hall: Hall) -> list[tuple[str, str]]:
    return said(hall.vote)


def test_s0_19_an_opinion_is_taken_and_its_code_spent_while_the_ballot_is_untouched(open_hall: Hall) -> None:
    head = subject_key(open_hall, 1)
    assert opine(open_hall, open_hall.codes[0], "态度很好", head).status == 201
    assert box(open_hall) == [(head, "态度很好")]
    assert connecting.count_rows(opinions.OPINION_OPEN, open_hall.vote.pk) == 5
    assert connecting.count_rows(urn.OPEN, open_hall.vote.pk) == 6, "the card may still vote"
    assert cast(open_hall, open_hall.codes[0]).status == 201


def test_the_same_card_and_id_again_is_200_whatever_the_text(open_hall: Hall) -> None:
    first = new_id()
    assert opine(open_hall, open_hall.codes[0], opinion=first).status == 201
    assert opine(open_hall, open_hall.codes[0], opinion=first).status == 200
    assert opine(open_hall, open_hall.codes[0], "别的话", opinion=first).status == 200
    assert box(open_hall) == [("", "窗口排队太久")]


def test_a_dictated_id_tells_whoever_posts_it_nothing(open_hall: Hall) -> None:
    used, unused, spoilt, *_ = open_hall.codes
    cards.void_card(actor=open_hall.watcher, vote=open_hall.vote, code=spoilt, reason="spoilt")
    dictated, other = new_id(), new_id()
    assert opine(open_hall, used, opinion=dictated).status == 201

    def answers(asked: str, text: str) -> list[int]:
        foreign = send(open_hall, "opinion", opinion(open_hall, "", hash="0" * 64, id=asked, text=text))
        return [opine(open_hall, spoilt, text, opinion=asked).status, foreign.status_code]

    found = [answers(asked, text) for asked in (dictated, other) for text in ("窗口排队太久", "别的话")]
    assert found == [[410, 404]] * 4
    assert opine(open_hall, unused, opinion=dictated).status == 201, "an open card as with any other id"
    assert sorted(box(open_hall)) == [("", "窗口排队太久")] * 2


def test_a_second_opinion_of_one_card_is_410_and_an_unknown_card_404(open_hall: Hall) -> None:
    opine(open_hall, open_hall.codes[0])
    assert opine(open_hall, open_hall.codes[0]).status == 410
    assert send(open_hall, "opinion", opinion(open_hall, "", hash="0" * 64)).status_code == 404


def test_a_card_of_another_vote_gives_no_opinion_here(open_hall: Hall) -> None:
    other = preparing.prepare_vote(
        actor=open_hall.runner,
        title="别的会议",
        unit=open_hall.vote.unit,
        form=open_hall.form,
        origin_kind=open_hall.vote.origin_kind,
        origin_label="别的会议",
    )
    codes = preparing.make_cards(actor=open_hall.runner, vote=other, n=2)
    assert opine(open_hall, codes[0]).status == 404
    assert connecting.count_rows(opinions.OPINION_OPEN, other.pk) == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text": "  "}, "意见没有填写。"),
        ({"text": "意" * 501}, "意见最多 500 字，现有 501 字。"),
        ({"text": "慢\x00"}, "意见中有不能显示的字符，请删去后再提交。"),
        ({"subject": "nobody"}, "意见所指的对象不在本次评议中，请重新选择。"),
        ({"hash": "ab"}, "提交的内容无法识别。"),
        ({"id": "1"}, "提交的内容无法识别。"),
        ({"text": 5}, "提交的内容无法识别。"),
    ],
)
def test_what_cannot_be_taken_is_400_in_words_and_spends_nothing(
    open_hall: Hall, changed: dict, said: str
) -> None:
    answer = send(open_hall, "opinion", opinion(open_hall, open_hall.codes[0], **changed))
    assert (answer.status_code, answer.json()["message"]) == (400, said)
    assert (box(open_hall), connecting.count_rows(opinions.OPINION_OPEN, open_hall.vote.pk)) == ([], 6)


def test_before_opening_403_and_no_code_is_spent(hall: Hall) -> None:
    ready(hall)
    assert opine(hall, hall.codes[0]).status == 403
    assert connecting.count_rows(opinions.OPINION_OPEN, hall.vote.pk) == 6


def test_s0_19_a_late_opinion_still_arrives_until_the_count(hall: Hall) -> None:
    opened(hall)
    opening.begin_closing(actor=hall.runner, vote=hall.vote)
    assert opine(hall, hall.codes[0]).status == 201
    Vote.objects.filter(pk=hall.vote.pk).update(state="open")
    hall.vote.refresh_from_db()
    for code in hall.codes[:5]:
        cast(hall, code)
    closed(hall, used=5)
    assert opine(hall, hall.codes[1]).status == 201
    take_count(actor=hall.teller, vote=hall.vote)
    assert ReleasedOpinion.objects.count() == 2
    late = opine(hall, hall.codes[4])
    assert (late.status, "已经计票，意见已随计票汇总" in late.message) == (403, True)


def test_under_another_lane_key_no_opinion_is_taken_and_the_card_lives(
    open_hall: Hall, settings: Settings
) -> None:
    own, kept = settings.LANE_KEY, new_id()
    settings.LANE_KEY = "another key of the lane, fifty characters at the least"
    assert opine(open_hall, open_hall.codes[0], opinion=kept).status == 503
    settings.LANE_KEY = own
    assert opine(open_hall, open_hall.codes[0], opinion=kept).status == 201
    assert len(box(open_hall)) == 1


def test_a_process_that_knows_an_older_key_of_the_vote_seals_to_the_new_one(hall: Hall) -> None:
    ready(hall)
    cast(hall, hall.codes[0])
    Vote.objects.filter(pk=hall.vote.pk).update(state="testing")
    prove(actor=hall.runner, vote=hall.vote)
    confirm(hall, votes.OPEN_VOTE)
    assert opine(hall, hall.codes[0], "新密钥").status == 201
    assert box(hall) == [("", "新密钥")]


def test_a_voided_card_gives_no_opinion(open_hall: Hall) -> None:
    code = open_hall.codes[0]
    cards.void_card(actor=open_hall.watcher, vote=open_hall.vote, code=code, reason="spoilt")
    assert opine(open_hall, code).status == 410
    assert opine(open_hall, open_hall.codes[1]).status == 201


def test_a_batch_printed_badly_takes_its_opinion_codes_with_it(hall: Hall) -> None:
    bad = preparing.make_cards(actor=hall.runner, vote=hall.vote, n=4)
    preparing.void_batch(actor=hall.runner, vote=hall.vote)
    assert [connecting.count_rows(table, hall.vote.pk) for table in opinions.OPINION_TABLES] == [0, 0, 0]
    opened(hall)
    assert opine(hall, bad[0]).status == 404
    assert opine(hall, hall.codes[0]).status == 201


def test_the_zero_report_wants_an_empty_box_and_a_code_for_every_card(hall: Hall) -> None:
    preparing.make_cards(actor=hall.runner, vote=hall.vote, n=4)
    UrnOpinion.objects.create(id=new_id(), vote=hall.vote, ciphertext=b"x", seal="y")
    with pytest.raises(moves.VoteRefused, match="意见箱不是空的"):
        prove(actor=hall.runner, vote=hall.vote)
    UrnOpinion.objects.all().delete()
    opinions.discard_opinions(hall.vote.pk)
    with pytest.raises(moves.VoteRefused, match="意见码与选票卡的张数不同"):
        prove(actor=hall.runner, vote=hall.vote)


def test_s0_19_the_two_lots_of_digests_stand_in_orders_of_their_own(hall: Hall) -> None:
    codes = preparing.make_cards(actor=hall.runner, vote=hall.vote, n=40)

    def order(table: str, prefix: str) -> list[int]:
        made = {sql_hash: place for place, sql_hash in enumerate(_digests(prefix, codes))}
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT hash FROM {table} ORDER BY {physical()}")
            return [made[row[0]] for row in cursor.fetchall()]

    lots = [
        order(urn.ISSUED, "ballot"),
        order(opinions.OPINION_ISSUED, "opinion"),
        order(opinions.OPINION_OPEN, "opinion"),
    ]
    assert [sorted(lot) for lot in lots] == [list(range(40))] * 3
    ballots, issued, given = map(tuple, lots)
    assert len({ballots, issued, tuple(range(40))}) == 3
    assert given not in (ballots, tuple(range(40)))


def physical() -> str:
    """How rows lie: on SQLite these tables keep no order but that of their digests."""
    return "ctid" if connection.vendor == "postgresql" else "hash"


def _digests(prefix: str, codes: list[str]) -> list[str]:
    return [(ballot_hash if prefix == "ballot" else opinion_hash)(code) for code in codes]


def test_guessing_opinions_is_slowed_and_does_not_slow_ballots(open_hall: Hall) -> None:
    opine(open_hall, open_hall.codes[0])
    statuses = [opine(open_hall, open_hall.codes[0]).status for _ in range(22)]
    assert statuses == [410] * 20 + [429] * 2
    assert opine(open_hall, open_hall.codes[1]).status == 201
    cast(open_hall, open_hall.codes[2])
    assert cast(open_hall, open_hall.codes[2]).status == 410


def test_another_site_cannot_post_an_opinion_and_no_cookie_is_set(open_hall: Hall) -> None:
    fields = opinion(open_hall, open_hall.codes[0])
    elsewhere = send(open_hall, "opinion", fields, origin="https://elsewhere.example")
    assert (elsewhere.status_code, box(open_hall)) == (403, [])
    here = send(open_hall, "opinion", fields, origin="http://testserver")
    assert (here.status_code, here["Cache-Control"], dict(here.cookies)) == (201, "no-store", {})


@pytest.mark.parametrize("kind", ["opinion", "slip"])
@pytest.mark.parametrize("content", [b"[]", b"{", b'{"id": 1}', b"\xff\xfe"])
def test_malformed_json_is_400_in_words(open_hall: Hall, kind: str, content: bytes) -> None:
    url = reverse(f"ballots:ballot-{kind}", args=[open_hall.vote.pk])
    answer = Client().post(url, content, content_type="application/json")
    assert (answer.status_code, answer.json()["message"]) == (400, "提交的内容无法识别。")


@pytest.mark.parametrize("vote", [2**31 - 1, 2**31, 10**20])
def test_a_vote_that_no_row_can_have_is_404(open_hall: Hall, vote: int) -> None:
    sent = {"opinion": opinion(open_hall, open_hall.codes[0]), "slip": slip()}
    for kind, fields in sent.items():
        url = reverse(f"ballots:ballot-{kind}", args=[vote])
        assert Client().post(url, fields, content_type="application/json").status_code == 404
        assert Client().get(url).status_code == 404
    assert Client().get(reverse("ballots:ballot-state", args=[vote])).json() == {"hurry": True}


def test_without_scripts_the_card_is_typed_again_and_a_slip_of_the_pen_keeps_the_text(
    open_hall: Hall,
) -> None:
    url = reverse("ballots:ballot-opinion", args=[open_hall.vote.pk])
    fields = {"id": new_id(), "card": "O", "subject": subject_key(open_hall, 1), "text": "态度很好"}
    wrong = Client().post(url, fields)
    page = wrong.content.decode()
    assert (wrong.status_code, box(open_hall)) == (400, [])
    assert "第 1 位“O”有误" in page
    assert ">态度很好</textarea>" in page
    right = Client().post(url, fields | {"card": open_hall.codes[0].lower()})
    assert "已收下" in right.content.decode()
    assert box(open_hall) == [(subject_key(open_hall, 1), "态度很好")]
    assert Client().post(url, fields | {"card": open_hall.codes[0]}).status_code == 200
    assert len(box(open_hall)) == 1


def test_a_tablet_hurries_once_no_new_voter_starts(open_hall: Hall) -> None:
    url = reverse("ballots:ballot-state", args=[open_hall.vote.pk])
    assert Client().get(url).json() == {"hurry": False}
    opening.begin_closing(actor=open_hall.runner, vote=open_hall.vote)
    assert Client().get(url).json() == {"hurry": True}


def test_s0_19_an_opinion_and_a_slip_leave_no_audit_event(open_hall: Hall) -> None:
    before = AuditEvent.objects.count()
    assert opine(open_hall, open_hall.codes[0]).status == 201
    assert send(open_hall, "slip", slip()).status_code == 201
    assert AuditEvent.objects.count() == before
    opening.begin_closing(actor=open_hall.runner, vote=open_hall.vote)
    assert AuditEvent.objects.count() == before + 1, "a step of staff does leave one"


def test_pages_of_the_lane_say_when_nothing_is_taken(hall: Hall) -> None:
    ready(hall)
    for kind, words in {"opinion": "现在不收意见", "slip": "现在不收联系单"}.items():
        page = Client().get(reverse(f"ballots:ballot-{kind}", args=[hall.vote.pk])).content.decode()
        assert words in page
        assert "<form" not in page
    confirm(hall, votes.OPEN_VOTE)
    for kind in ("opinion", "slip"):
        assert (
            "<form" in Client().get(reverse(f"ballots:ballot-{kind}", args=[hall.vote.pk])).content.decode()
        )


def test_the_rule_is_on_the_page_that_waits_and_on_its_own(db: None) -> None:
    for name in ("ballots:ballot", "ballots:ballot-rules"):
        page = Client().get(reverse(name)).content.decode()
        for rule in ("谁也不得代别人投", "逐项念给您听", "不点也按弃权", "投票不记名"):
            assert rule in page
        assert 'id="speak"' in page


def test_the_practice_page_has_no_opinion(settings) -> None:
    settings.DEMO = True
    page = Client().get(reverse("ballots:ballot-try")).content.decode()
    assert "投票成功" not in page
    assert 'id="card"' in page
    assert 'id="opine"' not in page
    assert 'id="opinion"' not in page


def test_the_form_of_the_ballot_holds_no_field_of_an_opinion(open_hall: Hall) -> None:
    page = Client().get(reverse("ballots:ballot")).content.decode()
    ballot, _, rest = page.partition("</form>")
    assert 'id="opinion-text"' in rest
    assert 'name="about"' in rest
    assert 'id="opinion-text"' not in ballot
    assert 'name="about"' not in ballot


def test_after_publishing_nothing_is_taken_any_more(hall: Hall) -> None:
    opened(hall)
    for code in hall.codes[:2]:
        cast(hall, code)
    opine(hall, hall.codes[0])
    sealed(hall, used=2)
    Vote.objects.filter(pk=hall.vote.pk).update(wiped_at=timezone.now())
    hall.vote.refresh_from_db()
    confirm(hall, votes.PUBLISH_VOTE)
    assert opine(hall, hall.codes[1]).status == 403
    assert ReleasedOpinion.objects.count() == 1
