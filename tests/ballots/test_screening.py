"""Opinions out of their box: shuffled once, read by the screener alone, then only what has passed (S0-19)."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ballots.models import ReleasedOpinion, UrnOpinion
from ballots.queries import votes
from ballots.services import moves, releasing
from ballots.sql import connecting, opinions
from registry.models import AuditEvent, Role
from tests.ballots.keys import said, take_count
from tests.ballots.opining import opine, send, slip, subject_key
from tests.ballots.steps import Hall, another_vote, cast, closed, confirm, new_id, opened, sealed
from tests.factories import user_with

pytestmark = pytest.mark.django_db

SECRET_PART = "我是东街豆腐店"


def released(hall: Hall, texts: list[str]) -> Hall:
    """As many voters as texts; each gives a ballot and an opinion about nobody; closed and released."""
    opened(hall, cards=len(texts))
    for code, text in zip(hall.codes, texts, strict=True):
        assert cast(hall, code).status == 201
        assert opine(hall, code, text).status == 201
    sealed(hall, used=len(texts))
    return hall


def screen(hall: Hall, opinion: ReleasedOpinion, decision: str, **texts: str) -> None:
    releasing.screen_opinion(
        actor=hall.runner, opinion=opinion, decision=decision, seen=opinion.state, **texts
    )


def signed_in(role: Role, hall: Hall) -> Client:
    client = Client()
    client.force_login(user_with(role, hall.vote.unit))
    return client


def test_s0_19_a_released_list_has_another_order_and_the_box_is_gone(hall: Hall) -> None:
    texts = [f"第{number}个人的意见" for number in range(30)]
    released(hall, texts)
    found = [row.text for row in votes.opinions_to_screen(hall.vote)]
    assert sorted(found) == sorted(texts)
    assert found != texts, "thirty of them stand in the same order once in 30!"
    assert [connecting.count_rows(table, hall.vote.pk) for table in opinions.OPINION_TABLES] == [0, 0, 0]


def test_another_votes_opinions_survive_a_release(hall: Hall) -> None:
    other = another_vote(hall, cards=3)
    released(hall, ["甲", "乙"])
    assert [
        connecting.count_rows(table, other.pk) for table in (opinions.OPINION_OPEN, opinions.OPINION_ISSUED)
    ] == [3, 3]


def test_s0_19_only_what_has_passed_is_read_by_others(hall: Hall) -> None:
    released(hall, ["通过的话", f"{SECRET_PART}，窗口太慢", "谩骂的话", "还没审的话"])
    rows = {row.text: row for row in ReleasedOpinion.objects.all()}
    screen(hall, rows["通过的话"], "passed")
    screen(hall, rows[f"{SECRET_PART}，窗口太慢"], "masked", shown="某店，窗口太慢")
    screen(hall, rows["谩骂的话"], "withheld", reason="人身攻击")
    found = {(row.text, row.masked) for row in votes.screened_opinions(hall.vote)}
    assert found == {("通过的话", False), ("某店，窗口太慢", True)}
    numbers = {"pending": 1, "passed": 1, "masked": 1, "withheld": 1}
    assert votes.opinion_numbers(hall.vote) == numbers
    page = signed_in(Role.WATCHER, hall).get(reverse("ballots:opinion-list", args=[hall.vote.pk]))
    text = page.content.decode()
    for shown in ("通过的话", "某店，窗口太慢"):
        assert shown in text
    for hidden in (SECRET_PART, "谩骂的话", "还没审的话", "人身攻击"):
        assert hidden not in text
    screener = signed_in(Role.INSPECTORATE, hall)
    address = reverse("ballots:opinion-screen", args=[hall.vote.pk, rows["还没审的话"].pk])
    assert "还没审的话" in screener.get(address).content.decode()


def test_screened_opinions_can_be_asked_for_one_subject(hall: Hall) -> None:
    opened(hall, cards=3)
    office, head = subject_key(hall, 0), subject_key(hall, 1)
    for code, (text, subject) in zip(hall.codes, [("所", office), ("人", head), ("都", "")], strict=True):
        cast(hall, code)
        opine(hall, code, text, subject)
    sealed(hall, used=3)
    for row in ReleasedOpinion.objects.all():
        screen(hall, row, "passed")
    asked = {key: [row.text for row in votes.screened_opinions(hall.vote, key)] for key in (office, head, "")}
    assert asked == {office: ["所"], head: ["人"], "": ["都"]}
    labels = [(label, len(rows)) for label, rows in votes.grouped_opinions(hall.vote)]
    assert labels == [("城关工商所", 1), ("所长 张山", 1), ("不指定", 1)]


@pytest.mark.parametrize(
    ("decision", "texts", "said"),
    [
        ("masked", {"shown": " "}, "遮盖后的文字没有填写"),
        ("masked", {"shown": "原话"}, "文字没有改动"),
        ("withheld", {"reason": ""}, "不予公开的原因没有填写"),
        ("published", {}, "请选择审阅结果"),
    ],
)
def test_a_decision_that_lacks_its_text_is_refused(hall: Hall, decision: str, texts: dict, said: str) -> None:
    released(hall, ["原话"])
    row = ReleasedOpinion.objects.get()
    with pytest.raises(moves.VoteRefused, match=said):
        screen(hall, row, decision, **texts)
    row.refresh_from_db()
    assert (row.state, row.screened_by) == ("pending", None)


def test_a_second_screener_does_not_overwrite_unseen(hall: Hall) -> None:
    released(hall, ["原话"])
    row = ReleasedOpinion.objects.get()
    screen(hall, row, "withheld", reason="能认出人")
    stale = ReleasedOpinion.objects.get()
    with pytest.raises(moves.VoteRefused, match="刚由别人审阅为“不予公开”"):
        releasing.screen_opinion(actor=hall.runner, opinion=stale, decision="passed", seen="pending")
    assert votes.screened_opinions(hall.vote) == []
    releasing.screen_opinion(actor=hall.runner, opinion=stale, decision="passed", seen="withheld")
    assert [row.text for row in votes.screened_opinions(hall.vote)] == ["原话"]


def test_the_screening_page_leads_to_the_next_and_keeps_what_was_typed(hall: Hall) -> None:
    released(hall, ["甲话", "乙话"])
    first, second = ReleasedOpinion.objects.order_by("pk")
    client = signed_in(Role.INSPECTORATE, hall)
    url = reverse("ballots:opinion-screen", args=[hall.vote.pk, first.pk])
    wrong = client.post(url, {"decision": "withheld", "reason": "", "shown": "改了一半", "seen": "pending"})
    assert wrong.status_code == 422
    assert "不予公开的原因没有填写" in wrong.content.decode()
    assert "改了一半" in wrong.content.decode()
    right = client.post(url, {"decision": "passed", "seen": "pending"})
    assert right["Location"] == reverse("ballots:opinion-screen", args=[hall.vote.pk, second.pk])
    last = client.post(right["Location"], {"decision": "passed", "seen": "pending"})
    assert last["Location"] == reverse("ballots:opinion-list", args=[hall.vote.pk])


def test_s0_19_no_event_of_opinions_holds_a_text(hall: Hall) -> None:
    released(hall, [SECRET_PART])
    screen(hall, ReleasedOpinion.objects.get(), "masked", shown="某店")
    events = AuditEvent.objects.filter(verb="screen_opinion").order_by("number")
    pk = ReleasedOpinion.objects.get().pk
    counted = AuditEvent.objects.get(verb="count_vote").payload
    assert (counted["opinions"], counted["foreign"]) == (1, 0)
    assert [event.payload for event in events] == [
        {"opinion": pk, "before": "pending", "decision": "masked"},
    ]


def test_s0_19_while_ballots_are_cast_no_number_of_opinions_is_told(open_hall: Hall) -> None:
    opine(open_hall, open_hall.codes[0])
    assert votes.opinion_numbers(open_hall.vote) == {}
    page = signed_in(Role.INSPECTORATE, open_hall).get(reverse("ballots:vote-show", args=[open_hall.vote.pk]))
    assert "投票期间不显示条数" in page.content.decode()
    for code in open_hall.codes:
        cast(open_hall, code)
    closed(open_hall, used=6)
    assert votes.opinion_numbers(open_hall.vote) == {"waiting": 1}


def test_a_vote_voided_before_counting_destroys_opinions_unread(hall: Hall) -> None:
    opened(hall)
    opine(hall, hall.codes[0])
    confirm(hall, votes.VOID_VOTE, note="停电")
    hall.vote.refresh_from_db()
    assert [connecting.count_rows(table, hall.vote.pk) for table in opinions.OPINION_TABLES] == [0, 0, 0]
    assert (ReleasedOpinion.objects.count(), hall.vote.opinions_released_at) == (0, None)
    assert opine(hall, hall.codes[1]).status == 403


def test_a_vote_voided_after_counting_keeps_what_was_said(hall: Hall) -> None:
    opened(hall)
    for code in hall.codes:
        cast(hall, code)
    opine(hall, hall.codes[0], "留下的话")
    closed(hall, used=6)
    take_count(actor=hall.teller, vote=hall.vote)
    confirm(hall, votes.VOID_VOTE, note="程序有误")
    assert [row.text for row in ReleasedOpinion.objects.all()] == ["留下的话"]
    assert connecting.count_rows(opinions.OPINION_URN, hall.vote.pk) == 0


def test_s0_19_slips_are_opened_one_by_one_each_look_logged_and_the_list_names_nobody(hall: Hall) -> None:
    opened(hall)
    fields = slip()
    assert send(hall, "slip", fields).status_code == 201
    client = signed_in(Role.INSPECTORATE, hall)
    listed = client.get(reverse("ballots:slip-list", args=[hall.vote.pk])).content.decode()
    assert "待答复" in listed
    for hidden in ("求复人", "13000000001", "执照何时办好"):
        assert hidden not in listed
    assert not AuditEvent.objects.filter(verb="open_slip").exists()
    url = reverse("ballots:slip-show", args=[hall.vote.pk, fields["id"]])
    shown = client.get(url).content.decode()
    for told in ("求复人", "13000000001", "执照何时办好"):
        assert told in shown
    event = AuditEvent.objects.get(verb="open_slip")
    assert (event.subject_id, event.payload) == (fields["id"], {})
    for role in (Role.WATCHER, Role.CHAIR, Role.LEADER, Role.AUDITOR, Role.TELLER):
        assert signed_in(role, hall).get(url).status_code == 403
    assert AuditEvent.objects.filter(verb="open_slip").count() == 1


def test_an_answer_to_a_slip_is_recorded_with_its_day(hall: Hall) -> None:
    opened(hall)
    fields = slip()
    send(hall, "slip", fields)
    client = signed_in(Role.INSPECTORATE, hall)
    url = reverse("ballots:slip-show", args=[hall.vote.pk, fields["id"]])
    today = timezone.localdate()
    future = client.post(url, {"on": f"{today.year + 1}-01-01", "answer": "已电话答复"})
    assert (future.status_code, "答复日期不能晚于今天" in future.content.decode()) == (422, True)
    assert client.post(url, {"on": today.isoformat(), "answer": "已电话答复"}).status_code == 302
    row = hall.vote.slips.get()
    assert (row.answer, row.answered_on) == ("已电话答复", today)
    assert "已答复" in client.get(reverse("ballots:slip-list", args=[hall.vote.pk])).content.decode()


def test_pages_of_opinions_cost_a_steady_number_of_queries(hall: Hall, django_assert_max_num_queries) -> None:
    released(hall, [f"意见{number}" for number in range(40)])
    for row in ReleasedOpinion.objects.all():
        screen(hall, row, "passed")
    client = signed_in(Role.INSPECTORATE, hall)
    with django_assert_max_num_queries(20):
        assert client.get(reverse("ballots:opinion-list", args=[hall.vote.pk])).status_code == 200


def test_a_row_that_the_lane_did_not_take_is_said_and_neither_read_nor_in_the_way(hall: Hall) -> None:
    opened(hall)
    for code in hall.codes[:4]:
        cast(hall, code)
        assert opine(hall, code, "真话").status == 201
    altered, moved, whole, other = UrnOpinion.objects.order_by("pk")
    UrnOpinion.objects.filter(pk=altered.pk).update(ciphertext=whole.ciphertext)
    UrnOpinion.objects.create(pk=new_id(), vote=hall.vote, ciphertext=other.ciphertext, seal=other.seal)
    UrnOpinion.objects.filter(pk=moved.pk).update(seal="0" * 64)
    sealed(hall, used=4)
    assert [row.text for row in ReleasedOpinion.objects.all()] == ["真话"] * 2
    hall.vote.refresh_from_db()
    assert (hall.vote.opinions_foreign, hall.vote.state) == (3, "sealed")
    page = signed_in(Role.INSPECTORATE, hall).get(reverse("ballots:opinion-list", args=[hall.vote.pk]))
    assert "另有 3 条没有打开" in page.content.decode()


def test_what_was_written_is_nowhere_readable_before_the_count_and_its_length_neither(hall: Hall) -> None:
    opened(hall)
    for code, text in zip(hall.codes, ["短", "长" * 500, "\U0001f600" * 500], strict=False):
        assert opine(hall, code, text).status == 201
    rows = list(UrnOpinion.objects.all())
    assert len({len(row.ciphertext) for row in rows}) == 1
    assert [row for row in rows if "短".encode() in bytes(row.ciphertext)] == []
    assert sorted(len(text) for _, text in said(hall.vote)) == [1, 500, 500]
