"""One ballot: every answer a tablet can get, and that sending again never hurts."""

import json
import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from ballots.services import casting, opening
from ballots.sql import connecting, secrecy
from ballots.sql.urn import OPEN, URN
from tests.ballots.keys import bodies
from tests.ballots.steps import Hall, cast, new_id, opened, post, ready, sealed

pytestmark = pytest.mark.django_db


def urn(hall: Hall) -> int:
    return connecting.count_rows(URN, hall.vote.pk)


def test_a_ballot_is_taken_and_its_code_spent(open_hall: Hall) -> None:
    answer = cast(open_hall, open_hall.codes[0])
    assert (answer.status, len(answer.receipt)) == (201, 16)
    assert (urn(open_hall), connecting.count_rows(OPEN, open_hall.vote.pk)) == (1, 5)


def test_a_spent_card_and_a_known_id_are_answered_200_whatever_the_marks(open_hall: Hall) -> None:
    ballot, other = new_id(), [2] * open_hall.form.size
    assert cast(open_hall, open_hall.codes[0], ballot=ballot).status == 201
    assert cast(open_hall, open_hall.codes[0], ballot=ballot).status == 200
    assert cast(open_hall, open_hall.codes[0], other, ballot).status == 200
    assert urn(open_hall) == 1


def test_an_open_card_with_an_id_that_is_in_use_lives_and_takes_another(open_hall: Hall) -> None:
    ballot = new_id()
    cast(open_hall, open_hall.codes[0], ballot=ballot)
    for marks in ([1] * open_hall.form.size, [2] * open_hall.form.size):
        assert cast(open_hall, open_hall.codes[1], marks, ballot).status == 409
    assert connecting.count_rows(OPEN, open_hall.vote.pk) == 5, "the second card lives"
    assert cast(open_hall, open_hall.codes[1]).status == 201


def test_used_card_410_and_unknown_card_404(open_hall: Hall) -> None:
    cast(open_hall, open_hall.codes[0])
    assert cast(open_hall, open_hall.codes[0]).status == 410
    assert cast(open_hall, "23456789ABCDEFGH" + "K").status in (400, 404)


def test_before_opening_403_and_no_card_is_spent(hall: Hall) -> None:
    ready(hall)
    assert cast(hall, hall.codes[0]).status == 403
    assert connecting.count_rows(OPEN, hall.vote.pk) == 6


def test_ballots_under_way_enter_while_closing_but_no_new_voter_starts(open_hall: Hall) -> None:
    opening.begin_closing(actor=open_hall.runner, vote=open_hall.vote)
    assert casting.check_card(vote=open_hall.vote.pk, card=open_hall.codes[0]).status == 403
    assert cast(open_hall, open_hall.codes[0]).status == 201


def test_a_card_of_another_vote_is_refused_by_its_address(open_hall: Hall) -> None:
    address = f"https://host/b/#{open_hall.vote.pk + 1}.{open_hall.codes[0]}"
    assert cast(open_hall, address) == casting.Outcome(400, "这张选票卡属于另一次投票，请核对。")


@pytest.mark.parametrize(
    ("marks", "message"),
    [
        ([], "评议表应有 18 项，收到 0 项"),
        ([6] * 18, "评议表中有不能识别的等次"),
        ([True] * 18, "评议表中有不能识别的等次"),
        (["1"] * 18, "评议表中有不能识别的等次"),
    ],
)
def test_wrong_shape_is_400_and_spends_nothing(open_hall: Hall, marks: list, message: str) -> None:
    assert cast(open_hall, open_hall.codes[0], marks) == casting.Outcome(400, message)
    assert connecting.count_rows(OPEN, open_hall.vote.pk) == 6


@pytest.mark.parametrize(
    "content", [b"[]", b"{", b'{"card": 1}', b"\xff\xfe", b'{"card":"A","id":"b","form":"c"}']
)
def test_malformed_json_is_400_in_words(open_hall: Hall, content: bytes) -> None:
    url = reverse("ballots:ballot-cast", args=[open_hall.vote.pk])
    answer = Client().post(url, content, content_type="application/json")
    assert answer.status_code == 400
    assert "提交的内容" in answer.json()["message"]


@pytest.mark.parametrize("vote", [2**31 - 1, 2**31, 2**63, 10**20])
def test_a_vote_that_no_row_can_have_is_404(open_hall: Hall, vote: int) -> None:
    card = {"card": open_hall.codes[0]}
    ballot = card | {
        "id": new_id(),
        "form": open_hall.vote.form_hash,
        "marks": [1] * open_hall.form.size,
    }
    for name, sent in (("ballot-cast", ballot), ("ballot-check", card)):
        url = reverse(f"ballots:{name}", args=[vote])
        assert Client().post(url, sent, content_type="application/json").status_code == 404
    assert Client().get(reverse("ballots:ballot-vote", args=[vote])).status_code == 404


@pytest.mark.parametrize("digest", ["\x00", "\ud800", "0" * 64, "0" * 64 + "\n"])
def test_a_form_that_no_vote_has_is_400(open_hall: Hall, digest: str) -> None:
    url = reverse("ballots:ballot-cast", args=[open_hall.vote.pk])
    ballot = {"card": open_hall.codes[0], "id": new_id(), "form": digest, "marks": [1] * open_hall.form.size}
    answer = Client().post(url, json.dumps(ballot), content_type="application/json")
    assert (answer.status_code, answer.json()["message"]) == (400, "评议表与本次投票不符，请重新打开本页。")


def test_a_request_of_the_lane_that_is_not_read_leaves_no_line_either(
    open_hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(secrecy.BallotSecrecyFilter())
    many = urlencode({f"m{place}": "1" for place in range(1100)})
    kind = "application/x-www-form-urlencoded"
    url = reverse("ballots:ballot-cast", args=[open_hall.vote.pk])
    assert Client().post(url, many, kind).status_code == 400
    assert caplog.text == ""
    assert Client().post(reverse("registry:sign-in"), many, kind).status_code == 400
    assert "parameters exceeded" in caplog.text


def test_too_much_is_413(open_hall: Hall) -> None:
    url = reverse("ballots:ballot-cast", args=[open_hall.vote.pk])
    assert Client().post(url, b"x" * 20_000, content_type="application/json").status_code == 413


def test_another_site_cannot_post(open_hall: Hall) -> None:
    marks = [1] * open_hall.form.size
    answer = post(open_hall, open_hall.codes[0], marks, new_id(), origin="https://elsewhere.example")
    assert (answer.status_code, urn(open_hall)) == (403, 0)
    for malformed in ("null", "http://[", "testserver"):
        answer = post(open_hall, open_hall.codes[0], marks, new_id(), origin=malformed)
        assert (answer.status_code, answer["Cache-Control"], urn(open_hall)) == (403, "no-store", 0)
    answer = post(open_hall, open_hall.codes[0], marks, new_id(), origin="http://testserver")
    assert (answer.status_code, urn(open_hall)) == (201, 1)


def test_guessing_is_slowed_by_prefix_while_honest_ballots_pass(open_hall: Hall) -> None:
    used = open_hall.codes[0]
    cast(open_hall, used)
    statuses = [cast(open_hall, used).status for _ in range(22)]
    assert statuses == [410] * 20 + [429] * 2
    assert cast(open_hall, open_hall.codes[1]).status == 201


def test_late_retry_clears_after_sealing(hall: Hall) -> None:
    opened(hall)
    ballot = new_id()
    cast(hall, hall.codes[0], ballot=ballot)
    sealed(hall, used=1)
    assert cast(hall, hall.codes[0], ballot=ballot).status == 200
    assert cast(hall, hall.codes[0]).status == 403


def test_ballot_page_costs_at_most_three_queries_and_forty_kilobytes(
    open_hall: Hall, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(3):
        page = Client().get(reverse("ballots:ballot"))
    assert page.status_code == 200
    assert len(page.content) < 40_000
    assert "sessionid" not in page.cookies
    assert "csrftoken" not in page.cookies


def test_without_scripts_the_form_is_reviewed_from_its_fields_and_cast(open_hall: Hall) -> None:
    url = reverse("ballots:ballot-cast", args=[open_hall.vote.pk])
    ballot = new_id()
    fields = {"id": ballot, "form": open_hall.vote.form_hash, "card": open_hall.codes[0].lower(), "m0": "3"}
    review = Client().post(url, fields | {"step": "review"})
    assert "基本满意" in review.content.decode()
    assert urn(open_hall) == 0
    asked = Client().post(url, fields | {"step": "cast"}).content.decode()
    assert "还有 17 项没选，按弃权计" in asked
    assert [word in asked for word in ("回去选", "就这样投", "确认投票")] == [True, True, False]
    assert urn(open_hall) == 0, "whoever leaves blanks is asked once"
    done = Client().post(url, fields | {"step": "sure"})
    assert "投票成功" in done.content.decode()
    assert Client().post(url, fields | {"step": "sure"}).status_code == 200
    assert urn(open_hall) == 1
    assert bodies(open_hall.vote) == ["[3" + ",0" * 17 + "]"]


def test_without_scripts_nobody_who_marked_everything_is_asked(open_hall: Hall) -> None:
    url = reverse("ballots:ballot-cast", args=[open_hall.vote.pk])
    marks = {f"m{place}": "0" if place else "3" for place in range(open_hall.form.size)}
    fields = {"id": new_id(), "form": open_hall.vote.form_hash, "card": open_hall.codes[0]} | marks
    review = Client().post(url, fields | {"step": "review"}).content.decode()
    assert "没选" not in review
    assert review.count("弃权") == 17
    assert "投票成功" in Client().post(url, fields | {"step": "cast"}).content.decode()


def test_without_scripts_going_back_leaves_blanks_blank(open_hall: Hall) -> None:
    url = reverse("ballots:ballot-cast", args=[open_hall.vote.pk])
    fields = {"id": new_id(), "form": open_hall.vote.form_hash, "card": open_hall.codes[0], "m0": "3"}
    review = Client().post(url, fields | {"step": "review"}).content.decode()
    assert 'name="m0"' in review
    assert 'name="m1"' not in review
    page = Client().post(url, fields | {"step": "edit"}).content.decode()
    assert re.findall(r'name="(m\d+)" value="(\d)" checked', page) == [("m0", "3")]


def test_without_scripts_a_wrong_card_keeps_what_was_marked(open_hall: Hall) -> None:
    url = reverse("ballots:ballot-cast", args=[open_hall.vote.pk])
    fields = {"id": new_id(), "form": open_hall.vote.form_hash, "card": "O", "m0": "3", "step": "review"}
    page = Client().post(url, fields)
    assert page.status_code == 400
    assert 'name="m0" value="3" checked' in page.content.decode()
    assert "第 1 位“O”有误" in page.content.decode()
