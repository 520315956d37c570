"""The pages of the paper ballots: who sees what, what is refused in words, and that clerks stay blind."""

import pytest
from django.test import Client
from django.urls import reverse

from ballots.models import PaperEntry
from ballots.queries import votes
from ballots.queries.paper import unfinished_paper
from ballots.services.paper import enter_sheet
from tests.ballots.keys import take_count
from tests.ballots.paper import PaperHall, closed_with_box, paper_hall
from tests.ballots.steps import Hall, ready

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def box(hall: Hall) -> PaperHall:
    return closed_with_box(paper_hall(hall, cards=6, tablets=2, paper=2), handed_out=4, sheets=2)


def ask(user, hall: Hall, name: str, query: str = "", **fields: object):
    client = Client()
    client.force_login(user)
    url = reverse(f"ballots:{name}", args=[hall.vote.pk]) + query
    return client.post(url, fields, follow=True) if fields else client.get(url, follow=True)


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def typed(hall: Hall, stamp: int, mark: int = 1, **changes: object) -> dict[str, object]:
    return {"stamp": stamp, **{f"m{place}": mark for place in range(hall.form.size)}, **changes}


def test_s0_12_paper_is_printed_and_the_number_recorded(hall: Hall) -> None:
    ready(hall)
    answer = ask(hall.runner, hall, "paper-print", n=7)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Cache-Control"] == "private, no-store"
    hall.vote.refresh_from_db()
    assert hall.vote.paper_made == 7
    refused = ask(hall.runner, hall, "paper-print", n=501)
    assert refused.status_code == 422
    hall.vote.refresh_from_db()
    assert hall.vote.paper_made == 7


def test_s0_12_a_card_is_exchanged_on_the_control_page(hall: Hall) -> None:
    paper_hall(hall, cards=4, tablets=1, paper=0, printed=1)
    assert "换发纸质票" in text(ask(hall.watcher, hall, "vote-show"))
    done = ask(hall.watcher, hall, "vote-void-card", card=hall.codes[1], reason="paper")
    assert "已登记一张卡" in text(done)
    refused = ask(hall.watcher, hall, "vote-void-card", card=hall.codes[2], reason="paper")
    assert "已全部换发" in refused.content.decode()
    assert votes.voids(hall.vote) == {"paper": 1}


def test_s0_23_the_count_button_says_what_of_the_paper_is_missing(box: PaperHall) -> None:
    assert "还有 2 张纸质票没有录入" in text(ask(box.hall.teller, box.hall, "vote-show"))
    for stamp in box.stamps:
        box.both(stamp, [1] * box.hall.form.size)
    shown = text(ask(box.hall.teller, box.hall, "vote-show"))
    assert "没有录入" not in shown
    assert "电子收回 + 纸质收回 = 收回" in shown


def test_s0_12_a_sheet_is_entered_and_what_was_typed_stays_when_refused(box: PaperHall) -> None:
    hall, stamp = box.hall, box.stamps[0]
    for wrong, words in (
        (typed(hall, stamp, m3=""), "红框"),
        (typed(hall, stamp, m3=7), "红框"),
        (typed(hall, stamp, invalid=9), "无效原因填 1 至 5"),
        (typed(hall, 12), "四位数字"),
    ):
        answer = ask(box.clerks[0], hall, "paper-enter", **wrong)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert 'name="m4" value="1"' in answer.content.decode()
    assert not PaperEntry.objects.exists()
    assert "您已录入 1 / 2 张" in text(ask(box.clerks[0], hall, "paper-enter", **typed(hall, stamp)))
    again = ask(box.clerks[0], hall, "paper-enter", **typed(hall, stamp))
    assert "您已经录入过" in again.content.decode()
    done = ask(box.clerks[0], hall, "paper-enter", stamp=box.stamps[1], invalid=3)
    assert "您已录完全部纸质票" in text(done)
    assert PaperEntry.objects.get(sheet__stamp=box.stamps[1]).invalid == "marked"


def test_s0_12_a_clerk_learns_nothing_of_what_the_other_read(box: PaperHall) -> None:
    hall, (one, two) = box.hall, box.stamps
    box.both(one, [2] * hall.form.size)
    box.enter(0, two, [1] * hall.form.size)
    blind = [text(ask(box.clerks[1], hall, name)) for name in ("paper-enter", "paper-show")]
    before = [page.count("1 / 2") for page in blind]
    enter_sheet(actor=hall.runner, vote=hall.vote, stamp=two, marks=[3] * hall.form.size)
    after = [text(ask(box.clerks[1], hall, name)).count("1 / 2") for name in ("paper-enter", "paper-show")]
    assert before == after == [1, 1]
    assert ask(box.clerks[1], hall, "paper-differences").status_code == 403
    refused = text(ask(hall.runner, hall, "paper-differences"))
    assert "您录入过" in refused
    assert str(two) in text(ask(hall.watcher, hall, "paper-differences")), "there was something to be seen"
    assert str(two) not in refused


def test_the_watcher_decides_on_the_page(box: PaperHall) -> None:
    hall, (one, two) = box.hall, box.stamps
    box.both(two, [1] * hall.form.size)
    box.enter(0, one, [1] * hall.form.size)
    box.enter(1, one, [2, *[1] * (hall.form.size - 1)])
    shown = text(ask(hall.watcher, hall, "paper-differences"))
    assert "城关工商所“履行职责、维护权益”" in shown
    missing = ask(hall.watcher, hall, "paper-differences", sheet=one, p0="", reason="票面清楚")
    assert missing.status_code == 422
    assert "请按票面选择。" in missing.content.decode()
    assert "票面清楚" in missing.content.decode(), "what was typed stays"
    done = ask(hall.watcher, hall, "paper-differences", sheet=one, p0="2", reason="第一遍错一格")
    assert f"{one} 号票已裁定" in text(done)
    assert "第一遍错一格" in text(done)
    gone = ask(hall.watcher, hall, "paper-differences", sheet=one, p0="2", reason="再裁一次")
    assert "没有待裁定的不一致" in text(gone)
    assert unfinished_paper(hall.vote, 2) == []


def test_the_stamps_are_listed_once_the_box_is_open_and_gone_after_sealing(box: PaperHall) -> None:
    hall = box.hall
    shown = text(ask(hall.teller, hall, "paper-stamps"))
    assert all(f"<li>{stamp}</li>" in shown for stamp in box.stamps)
    for stamp in box.stamps:
        box.both(stamp, [1] * hall.form.size)
    take_count(actor=hall.teller, vote=hall.vote)
    assert "没有编号" in text(ask(hall.teller, hall, "paper-stamps"))
    assert "时才能登记纸质票" in text(ask(hall.teller, hall, "paper-stamps", n=3))
    assert "现在没有要录入的纸质票" in text(ask(hall.teller, hall, "paper-enter"))
