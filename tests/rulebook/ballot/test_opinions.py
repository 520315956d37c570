"""Opinions: what can be said, and the one form in which it is kept (S0-19)."""

import pytest

from rulebook.ballot.form import duty_meeting_form
from rulebook.ballot.opinions import NOBODY, OpinionError, opinion_body, plain_text, read_body, subject_label

FORM = duty_meeting_form("城关工商所", ["所长 张山", "副所长 李泗"])
OFFICE, HEAD = FORM.subjects[0].key, FORM.subjects[1].key


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("窗口排队太久", "窗口排队太久", id="S0-19 words are kept as written"),
        pytest.param(
            "  窗口\r\n太慢 \n", "窗口\n太慢", id="S0-19 blanks at the ends go, one kind of line break stays"
        ),
        pytest.param("意" * 500, "意" * 500, id="S0-19 five hundred characters are taken"),
        pytest.param("好👍", "好👍", id="S0-19 a picture character is a character"),
    ],
)
def test_s0_19_what_is_written_is_kept(written: str, kept: str) -> None:
    assert plain_text(written) == kept


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param(" \n\t ", "意见没有填写", id="S0-19 nothing is no opinion"),
        pytest.param(
            "意" * 501, "意见最多 500 字，现有 501 字", id="S0-19 longer than five hundred is refused"
        ),
        pytest.param("慢\x00", "不能显示的字符", id="S0-19 a control character is refused"),
        pytest.param("慢\ud800", "不能显示的字符", id="S0-19 half a character is refused"),
        pytest.param("慢\u202e", "不能显示的字符", id="S0-19 a mark that turns the reading is refused"),
    ],
)
def test_s0_19_what_cannot_be_taken_is_said_in_words(written: str, said: str) -> None:
    with pytest.raises(OpinionError, match=said):
        plain_text(written)


def test_s0_19_a_body_holds_whom_and_what_and_nothing_else() -> None:
    body = opinion_body(FORM, HEAD, " 态度很好 ")
    assert body == f'{{"subject":"{HEAD}","text":"态度很好"}}'
    assert read_body(body) == (HEAD, "态度很好")


def test_s0_19_an_opinion_may_name_nobody_but_no_stranger() -> None:
    assert read_body(opinion_body(FORM, NOBODY, "都好")) == ("", "都好")
    assert [subject_label(FORM, key) for key in (OFFICE, HEAD, NOBODY)] == [
        "城关工商所",
        "所长 张山",
        "不指定",
    ]
    with pytest.raises(OpinionError, match="不在本次评议中"):
        opinion_body(FORM, "stranger", "都好")
