"""Where a draw was held and before whom, and its minutes."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from draws.documents.minutes import minutes_pdf
from draws.models import Ceremony, Draw
from draws.queries import facts, minutes, records, results
from draws.services import ceremony, confirming, digits, substitution
from draws.services.moving import DrawRefused
from draws.services.steps import archive_draw
from registry.models import AuditEvent, Role
from tests.draws.conftest import DIGITS
from tests.draws.test_pages import login, page
from tests.factories import user_with

HELD = {
    "place": "局机关三楼会议室",
    "witnesses": "群众代表 王大妈\n\n  纪检监察组 李干事 ",
    "note": "骰子当场查验，无异议。",
}


@pytest.fixture
def record(watcher):
    def write(draw: Draw, version: int = 0, **changed: str) -> Ceremony:
        return ceremony.record_ceremony(actor=watcher, draw=draw, version=version, **(HELD | changed))

    return write


def text_of(pdf: bytes) -> str:
    return "".join(each.extract_text() for each in PdfReader(io.BytesIO(pdf)).pages)


def words(draw: Draw) -> str:
    """The text of the minutes without the breaks of lines."""
    return "".join(text_of(minutes_pdf(Draw.objects.get(pk=draw.pk))).split())


@pytest.mark.parametrize("state", ["draft", "locked", "published"])
def test_s0_03_where_and_before_whom_is_written_down_before_or_after(
    make_draw, advance, record, state
) -> None:
    draw = advance(make_draw(), state)
    stored = record(draw)
    assert stored.witnesses == "群众代表 王大妈\n纪检监察组 李干事"
    record(draw, version=1, place="城关镇礼堂")
    assert [Ceremony.objects.get().place, Ceremony.objects.get().version] == ["城关镇礼堂", 2]


def test_names_of_witnesses_do_not_enter_the_audit_trail_or_the_bundle(make_draw, advance, record) -> None:
    draw = advance(make_draw(), "published")
    record(draw)
    event = AuditEvent.objects.get(verb="record_ceremony")
    assert event.payload == {"number": draw.number, "fields": ["place", "witnesses", "note"]}
    assert "王大妈".encode() not in b"".join(records.bundle_of(draw).values())


def test_two_who_write_at_once_do_not_overwrite_each_other(make_draw, record) -> None:
    draw = make_draw()
    record(draw)
    with pytest.raises(DrawRefused, match="刚才有人先存了一次"):
        record(draw, place="别处")
    assert Ceremony.objects.get().place == HELD["place"]


def test_an_archived_draw_keeps_what_was_written(make_draw, advance, record, watcher) -> None:
    draw = advance(make_draw(), "published")
    record(draw)
    archive_draw(actor=watcher, draw=draw)
    with pytest.raises(DrawRefused, match="已归档"):
        record(draw, version=1)


def test_the_page_keeps_what_was_typed_and_says_what_is_missing(make_draw, inspectorate) -> None:
    draw, client = make_draw(), login(inspectorate)
    empty = client.post(page("ceremony", draw.pk), {"place": " ", "witnesses": "王大妈", "version": 0})
    assert [empty.status_code, "王大妈" in empty.text] == [422, True]
    assert not Ceremony.objects.exists()
    assert client.post(page("ceremony", draw.pk), HELD | {"version": 0}).status_code == 302
    late = client.post(page("ceremony", draw.pk), HELD | {"place": "别处", "version": 0})
    assert [late.status_code, "刚才有人先存了一次" in late.text, "别处" in late.text] == [422, True, True]
    assert 'value="局机关三楼会议室"' in client.get(page("ceremony", draw.pk)).text


def test_s0_03_who_neither_runs_nor_confirms_does_not_write_it(make_draw, bureau, head) -> None:
    draw = make_draw()
    leader = login(user_with(Role.LEADER, bureau))
    assert leader.post(page("ceremony", draw.pk), HELD | {"version": 0}).status_code == 403
    assert login(head).post(page("ceremony", draw.pk), HELD | {"version": 0}).status_code == 404
    assert not Ceremony.objects.exists()


def test_s0_07_the_minutes_hold_every_step_with_who_took_it(make_draw, advance, record, watcher) -> None:
    draw = advance(make_draw(), "published")
    record(draw)
    leaving = results.selected(draw).filter(stratum="企业")[0]
    step = substitution.substitute(actor=watcher, draw=draw, withdrawn=leaving, reason="declined")
    found = words(draw)
    steps = [(each.title, each.actor, each.confirmer) for each in minutes.minutes_steps(draw)]
    runs, confirms = "市纪委监督员 市纪委监督员甲", "监察室人员 监察室乙"
    assert steps == [
        ("编制抽取名册", runs, ""),
        ("锁定名册、公布承诺值", runs, confirms),
        ("市纪委监督员报数并锁定", runs, ""),
        ("群众代表报数并锁定", confirms, ""),
        ("揭示种子", runs, confirms),
        ("抽取", runs, ""),
        ("公布结果", runs, ""),
    ]
    expected = [
        *(draw.number, draw.commitment_hash, draw.seed, *DIGITS, "局机关三楼会议室", "群众代表王大妈"),
        *(
            "监察室乙",
            leaving.code,
            step.replacement.code,
            "本人谢绝",
            "报数方（群众代表）：",
            "第二人（确认）：",
        ),
    ]
    assert [each for each in expected if each.replace(" ", "") not in found] == []


def test_the_minutes_count_seats_as_they_were_drawn(make_draw, advance, watcher) -> None:
    draw = advance(make_draw(), "published")
    leaving = results.selected(draw).filter(stratum="企业")[0]
    substitution.substitute(actor=watcher, draw=draw, withdrawn=leaving, reason="declined")
    rows = [(row.name, row.pool, row.drawn, row.left) for row in minutes.minutes_strata(draw)]
    assert rows == [("个体", 6, 2, 0), ("企业", 12, 4, 1)]


def test_s0_03_minutes_before_the_reveal_hold_no_digits(make_draw, advance, watcher) -> None:
    draw = advance(make_draw(), "locked")
    digits.enter_digits(actor=watcher, draw=draw, position=1, digits=DIGITS[0])
    found = words(draw)
    assert [DIGITS[0] in found, "尚未一起揭示" in found, "尚未抽取" in found] == [False, True, True]
    assert "市纪委监督员报数并锁定" in found


@pytest.mark.parametrize(("marking", "word"), [("rehearsal", "演练"), ("demo", "演示")])
def test_minutes_of_what_is_not_in_earnest_say_so(make_draw, advance, marking, word) -> None:
    draw = advance(make_draw(marking=marking), "published")
    assert f"{word}，不作正式依据" in words(draw)


def test_minutes_of_a_void_draw_give_the_reason(make_draw, advance, watcher, inspectorate) -> None:
    draw = advance(make_draw(), "drawn")
    confirming.ask_step(actor=watcher, draw=draw, action=facts.VOID, reason="名册漏了一个片区")
    assert "名册漏了一个片区" not in words(draw)
    confirming.confirm_step(actor=inspectorate, draw=draw, action=facts.VOID)
    assert ["名册漏了一个片区" in words(draw), "作废抽取" in words(draw)] == [True, True]


def test_there_are_no_minutes_of_what_is_not_locked(make_draw, advance, watcher) -> None:
    draw, client = make_draw(), login(watcher)
    assert client.get(page("minutes", draw.pk)).status_code == 404
    advance(draw, "locked")
    answer = client.get(page("minutes", draw.pk))
    assert [answer.status_code, answer.headers["Content-Type"], answer.content[:5]] == [
        200,
        "application/pdf",
        b"%PDF-",
    ]


def test_the_post_of_a_step_is_the_one_held_that_day(make_draw, advance, watcher) -> None:
    draw = advance(make_draw(), "locked")
    post = watcher.posts.get()
    post.valid_from = timezone.localdate() + timedelta(days=1)
    post.save()
    assert minutes.minutes_steps(draw)[0].actor == "市纪委监督员甲"
