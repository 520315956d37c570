"""The control page: who may press what, and that every state has its page."""

import pytest
from django.test import Client
from django.urls import reverse

from ballots.queries import votes
from registry.models import Role, Unit
from tests.ballots.keys import take_count
from tests.ballots.steps import Hall, cast, closed, confirm, opened, published, ready, sealed
from tests.factories import PASSWORD, user_with

pytestmark = pytest.mark.django_db(transaction=True)


def page(user, hall: Hall) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("ballots:vote-show", args=[hall.vote.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def send(user, hall: Hall, name: str, **fields: object):
    client = Client()
    client.force_login(user)
    return client.post(reverse(f"ballots:{name}", args=[hall.vote.pk]), fields)


def test_every_state_has_its_page_and_next_step(hall: Hall) -> None:
    assert "制卡并下载 PDF" in page(hall.runner, hall)
    ready(hall)
    assert "提请开启投票" in page(hall.runner, hall)
    confirm(hall, votes.OPEN_VOTE)
    cast(hall, hall.codes[0])
    assert "开始截止" in page(hall.runner, hall)
    closed(hall, used=1)
    assert ">计票并封存<" in page(hall.teller, hall)
    take_count(actor=hall.teller, vote=hall.vote)
    assert "提请公布结果" in page(hall.runner, hall)
    confirm(hall, votes.PUBLISH_VOTE)
    assert "公布页" in page(hall.runner, hall)


def test_the_watcher_confirms_on_the_askers_screen_and_the_session_stays(hall: Hall) -> None:
    ready(hall)
    client = Client()
    client.force_login(hall.runner)
    client.post(reverse("ballots:vote-ask", args=[hall.vote.pk]), {"action": votes.OPEN_VOTE})
    url = reverse("ballots:vote-confirm", args=[hall.vote.pk])
    seen = votes.pending_confirmation(hall.vote).digest
    refused = client.post(url, {"username": hall.watcher.username, "password": "wrong"})
    assert refused.status_code == 422
    refused = client.post(url, {"username": hall.teller.username, "password": PASSWORD})
    assert "不是本单位的市纪委监督员" in refused.content.decode()
    client.post(url, {"username": hall.watcher.username, "password": PASSWORD, "seen": seen})
    hall.vote.refresh_from_db()
    assert hall.vote.state == "open"
    assert client.session["_auth_user_id"] == str(hall.runner.pk)


def test_the_asker_cannot_confirm_and_the_watcher_can_on_the_own_session(hall: Hall) -> None:
    ready(hall)
    send(hall.runner, hall, "vote-ask", action=votes.OPEN_VOTE)
    assert send(hall.runner, hall, "vote-confirm").status_code == 422
    seen = votes.pending_confirmation(hall.vote).digest
    assert f'name="seen" value="{seen}"' in page(hall.watcher, hall)
    assert send(hall.watcher, hall, "vote-confirm", seen=seen).status_code == 302
    hall.vote.refresh_from_db()
    assert hall.vote.state == "open"


def test_the_watcher_confirms_only_what_stood_on_his_page(hall: Hall) -> None:
    ready(hall)
    send(hall.runner, hall, "vote-ask", action=votes.OPEN_VOTE)
    seen = votes.pending_confirmation(hall.vote).digest
    send(hall.runner, hall, "vote-withdraw")
    send(hall.runner, hall, "vote-ask", action=votes.VOID_VOTE, note="场地停电")
    send(hall.watcher, hall, "vote-confirm", seen=seen)
    hall.vote.refresh_from_db()
    assert hall.vote.state == "ready"
    send(hall.watcher, hall, "vote-confirm", seen=votes.pending_confirmation(hall.vote).digest)
    hall.vote.refresh_from_db()
    assert hall.vote.state == "void"


@pytest.mark.parametrize(
    "name", ["vote-ask", "vote-key", "vote-closing", "vote-close", "card-sheet", "vote-count"]
)
def test_a_watcher_runs_nothing(hall: Hall, name: str) -> None:
    assert send(hall.watcher, hall, name).status_code == 403


def test_another_unit_sees_nothing(hall: Hall, other_office: Unit) -> None:
    stranger = user_with(Role.INSPECTORATE, other_office)
    client = Client()
    client.force_login(stranger)
    assert client.get(reverse("ballots:vote-show", args=[hall.vote.pk])).status_code == 404


def test_cards_are_streamed_once_and_not_twice(hall: Hall) -> None:
    answer = send(hall.runner, hall, "card-sheet", n=3, per_sheet=8)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Cache-Control"] == "private, no-store"
    again = send(hall.runner, hall, "card-sheet", n=3, per_sheet=8)
    assert again.status_code == 302
    hall.vote.refresh_from_db()
    assert hall.vote.made == 3


def test_a_step_out_of_order_is_refused_in_words(hall: Hall) -> None:
    client = Client()
    client.force_login(hall.runner)
    for name in ("vote-closing", "vote-close", "vote-withdraw"):
        answer = client.post(reverse(f"ballots:{name}", args=[hall.vote.pk]), follow=True)
        assert answer.status_code == 200
        assert "notice-error" in answer.content.decode()


def test_progress_goes_by_fives(hall: Hall) -> None:
    opened(hall, cards=8)
    for code in hall.codes[:7]:
        cast(hall, code)
    assert votes.progress(hall.vote)["returned"] == 5
    client = Client()
    client.force_login(hall.runner)
    text = client.get(reverse("ballots:vote-progress", args=[hall.vote.pk])).content.decode()
    assert "不少于此数" in text
    assert "<html" not in text


def test_public_pages_open_only_when_their_time_has_come(hall: Hall) -> None:
    names = ["receipt-list", "vote-result", "count-file", "publication-file", "vote-form"]
    urls = {name: reverse(f"ballots:{name}", args=[hall.vote.pk]) for name in names}
    assert {name: Client().get(url).status_code for name, url in urls.items()} == dict.fromkeys(names, 404)
    opened(hall, cards=8)
    answers = [cast(hall, code) for code in hall.codes[:6]]
    receipt = answers[0].receipt
    check = reverse("ballots:receipt-check")
    assert "没有找到" in Client().post(check, {"receipt": receipt}).content.decode()
    sealed(hall, used=6)
    assert "选票已计入“" in Client().post(check, {"receipt": receipt.lower()}).content.decode()
    assert "选票已计入“" not in Client().get(check, {"receipt": receipt}).content.decode()
    assert Client().get(urls["receipt-list"]).status_code == 200
    assert Client().get(urls["count-file"]).status_code == 404
    confirm(hall, votes.PUBLISH_VOTE)
    assert {name: Client().get(url).status_code for name, url in urls.items()} == dict.fromkeys(names, 200)


def test_s0_23_the_internal_count_is_for_those_entitled_and_each_look_is_audited(hall: Hall) -> None:
    from registry.models import AuditEvent

    opened(hall)
    cast(hall, hall.codes[0])
    published(hall, used=1)
    url = reverse("ballots:vote-counts", args=[hall.vote.pk])
    outsider = user_with(Role.RECEPTIONIST, hall.vote.unit)
    for user, status in ((outsider, 403), (hall.teller, 200)):
        client = Client()
        client.force_login(user)
        assert client.get(url).status_code == status
    looks = AuditEvent.objects.filter(verb="open_internal_count").values_list("actor", flat=True)
    assert list(looks) == [hall.teller.pk]


def test_s0_19_below_k_the_published_page_shows_no_distribution(hall: Hall) -> None:
    opened(hall)
    for code in hall.codes[:4]:
        cast(hall, code)
    published(hall, used=4)
    text = Client().get(reverse("ballots:vote-result", args=[hall.vote.pk])).content.decode()
    assert "按规定不公布分布" in text
    assert "满意率" not in text


def test_leftover_cards_are_scanned_and_spent(open_hall: Hall) -> None:
    hall = open_hall
    wrong = send(hall.watcher, hall, "vote-void-card", card="2222", reason="leftover")
    assert "票码应为 17 位" in wrong.content.decode()
    assert (
        send(hall.watcher, hall, "vote-void-card", card=hall.codes[0], reason="leftover").status_code == 302
    )
    assert cast(hall, hall.codes[0]).status == 410
    twice = send(hall.watcher, hall, "vote-void-card", card=hall.codes[0], reason="leftover")
    assert "不能登记作废" in twice.content.decode()
    assert votes.voids(hall.vote) == {"leftover": 1}
