"""The order of the meeting: every row a sentence of the document (S0-10, S0-13, S0-21)."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.meeting.agenda import (
    BY_THE_VOTE,
    MINUTES,
    Kind,
    State,
    Step,
    ballot_hindrances,
    begin_hindrance,
    end_hindrance,
    feedback_hindrance,
    finish_hindrance,
    next_place,
    place_to_take_back,
    plan_agenda,
    plan_collective_agenda,
    state_before,
    timetable,
)

OFFICERS = ["所长 王海", "副所长 李岚"]
TODO, CURRENT, DONE = State.TODO, State.CURRENT, State.DONE


def standing(*states: State, rest: State = TODO) -> list[Step]:
    """The agenda of two officers with these states from the top, the others in ``rest``."""
    plan = plan_agenda("城关工商所", OFFICERS)
    return [
        Step(each.kind, each.title, states[place] if place < len(states) else rest)
        for place, each in enumerate(plan)
    ]


def done(n: int, then: State = TODO) -> list[Step]:
    return standing(*[DONE] * n, then)


def test_s0_10_and_s0_13_every_officer_reports_then_questions_ballot_count_and_statements() -> None:
    assert [(each.kind.value, each.title, each.officer) for each in plan_agenda("城关工商所", OFFICERS)] == [
        ("report", "所长 王海述职述廉", 0),
        ("report", "副所长 李岚述职述廉", 1),
        ("questions", "代表问询和述职人员解答", None),
        ("ballot", "无记名评议", None),
        ("count", "计票", None),
        ("statement", "所长 王海代表城关工商所表态", None),
        ("statement", "所长 王海表态", 0),
        ("statement", "副所长 李岚表态", 1),
    ]


def test_s0_01_without_officers_there_is_no_meeting() -> None:
    with pytest.raises(ValueError, match="没有述职人员"):
        plan_agenda("城关工商所", [])


@pytest.mark.parametrize(
    ("steps", "place", "why"),
    [
        # S0-13: the first report may begin.
        (done(0), 0, ""),
        # S0-13: the second only after the first.
        (done(0), 1, "“所长 王海述职述廉”还没有完成，不能开始“副所长 李岚述职述廉”。"),
        (done(0, CURRENT), 1, "“所长 王海述职述廉”还没有完成，不能开始“副所长 李岚述职述廉”。"),
        (done(1), 1, ""),
        # S0-13: questions after the last report.
        (done(1), 2, "“副所长 李岚述职述廉”还没有完成，不能开始“代表问询和述职人员解答”。"),
        (done(2), 2, ""),
        # S0-13: the ballot opens in the vote, nowhere else.
        (done(3), 3, "“无记名评议”随投票开始和结束，请在投票页办理。"),
        # S0-13: statements after the count.
        (done(4, CURRENT), 5, "“计票”还没有完成，不能开始“所长 王海代表城关工商所表态”。"),
        (done(5), 5, ""),
        # A step begins once.
        (done(0, CURRENT), 0, "“所长 王海述职述廉”已经开始。"),
        (done(1), 0, "“所长 王海述职述廉”已经完成。"),
    ],
)
def test_s0_13_no_step_begins_before_the_earlier_one_is_done(steps: list[Step], place: int, why: str) -> None:
    assert begin_hindrance(steps, place) == why


@pytest.mark.parametrize(
    ("steps", "place", "said", "why"),
    [
        # A report ends without a note.
        (done(0, CURRENT), 0, {}, ""),
        # What has not begun cannot end, and ends once.
        (done(0), 0, {}, "“所长 王海述职述廉”还没有开始。"),
        (done(1), 0, {}, "“所长 王海述职述廉”已经完成。"),
        # The ballot ends with the vote.
        (done(3, CURRENT), 3, {}, "“无记名评议”随投票开始和结束，请在投票页办理。"),
        # S0-13: a statement is on record with what was said …
        (done(5, CURRENT), 5, {}, "请记录表态发言的要点。"),
        (done(5, CURRENT), 5, {"note": "  "}, "请记录表态发言的要点。"),
        (done(5, CURRENT), 5, {"note": "认真整改。"}, ""),
        # … or as made jointly by the director (contradiction 2).
        (done(6, CURRENT), 6, {"joint": True}, ""),
    ],
)
def test_s0_13_how_a_step_ends(steps: list[Step], place: int, said: dict[str, object], why: str) -> None:
    assert finish_hindrance(steps, place, **said) == why  # type: ignore[arg-type]  # table of keywords


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        # Nothing was pressed.
        (done(0), None),
        # The step under way, else the last done.
        (done(0, CURRENT), 0),
        (done(1), 0),
        (done(1, CURRENT), 1),
        (done(3), 2),
        # The vote moved it: there is no pressing back.
        (done(3, CURRENT), None),
        (done(5), None),
        (done(5, CURRENT), 5),
    ],
)
def test_a_mistaken_press_is_taken_back_by_one(steps: list[Step], place: int | None) -> None:
    assert place_to_take_back(steps) == place


def test_one_press_back() -> None:
    assert (state_before(DONE), state_before(CURRENT)) == (CURRENT, TODO)


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        (None, ["会议还没有开始，请先在会议流程中登记主持人和监督人。"]),
        (done(1), ["“副所长 李岚述职述廉”还没有完成，述职和问询结束后才能开启投票。"]),
        (done(2, CURRENT), ["“代表问询和述职人员解答”还没有完成，述职和问询结束后才能开启投票。"]),
        (done(3), []),
    ],
)
def test_s0_13_the_ballot_waits_for_reports_and_questions(steps: list[Step] | None, why: list[str]) -> None:
    assert ballot_hindrances(steps) == why


@pytest.mark.parametrize(
    ("steps", "ended", "why"),
    [
        (None, False, "会议没有开会记录，不能登记反馈。"),
        (done(7, CURRENT), False, "“副所长 李岚表态”还没有完成，表态发言全部记录后才能反馈。"),
        (done(8), False, "会议还没有散会，请先登记散会和监督情况。"),
        (done(8), True, ""),
    ],
)
def test_s0_21_feedback_waits_for_the_statements_and_the_end(
    steps: list[Step] | None, ended: bool, why: str
) -> None:
    assert feedback_hindrance(steps, ended=ended) == why


def test_s0_13_the_sitting_ends_after_the_last_statement() -> None:
    assert end_hindrance(done(7)) == "“副所长 李岚表态”还没有完成，不能散会。"
    assert end_hindrance(done(8)) == ""


def test_the_timetable_begins_at_the_hour_and_leaves_no_gap() -> None:
    lines = timetable(plan_agenda("城关工商所", OFFICERS), {"report": 12}, time(14, 30))
    assert [(f"{line.begins:%H:%M}", f"{line.ends:%H:%M}") for line in lines] == [
        ("14:30", "14:35"),
        ("14:35", "14:47"),
        ("14:47", "14:59"),
        ("14:59", "15:19"),
        ("15:19", "15:39"),
        ("15:39", "15:54"),
        ("15:54", "15:57"),
        ("15:57", "16:00"),
        ("16:00", "16:03"),
        ("16:03", "16:05"),
    ]
    assert lines[1].words == "请所长 王海述职述廉，时间请掌握在 12 分钟以内。"


@given(st.lists(st.sampled_from(OFFICERS), min_size=1, max_size=9), st.data())
def test_pressing_only_what_is_allowed_walks_the_agenda_in_order(
    officers: list[str], data: st.DataObject
) -> None:
    plan = plan_agenda("城关工商所", officers)
    steps = [Step(each.kind, each.title, TODO) for each in plan]

    def press(place: int, state: State) -> None:
        steps[place] = Step(steps[place].kind, steps[place].title, state)

    for _ in range(len(plan) * 4):
        place = next_place(steps)
        if place is None:
            break
        back = place_to_take_back(steps)
        if back is not None and data.draw(st.integers(0, 4)) == 0:
            press(back, state_before(steps[back].state))
            continue
        if steps[place].kind in BY_THE_VOTE or finish_hindrance(steps, place, note="记") == "":
            press(place, DONE)
        else:
            assert begin_hindrance(steps, place) == ""
            press(place, CURRENT)
        states = [step.state for step in steps]
        assert states == sorted(states, key=[DONE, CURRENT, TODO].index), "done, then current, then to do"
        assert states.count(CURRENT) <= 1
        if steps[[step.kind for step in steps].index(Kind.BALLOT)].state == DONE:
            assert ballot_hindrances(steps) == []


@given(st.lists(st.sampled_from([TODO, CURRENT, DONE]), min_size=8, max_size=8))
def test_whatever_stands_only_one_step_may_begin(states: list[State]) -> None:
    steps = standing(*states)
    free = [place for place in range(len(steps)) if begin_hindrance(steps, place) == ""]
    assert len(free) <= 1
    assert all(steps[place].state == TODO for place in free)


def test_every_kind_has_its_minutes_and_words() -> None:
    assert {kind.value for kind in Kind} < set(MINUTES)


def test_s4_10_the_head_alone_reports_before_satisfaction_is_rated() -> None:
    plan = plan_collective_agenda("城关工商所", "所长 王海")
    assert [(step.kind, step.title, step.officer) for step in plan] == [
        (Kind.REPORT, "所长 王海代表城关工商所向服务对象述职", 0),
        (Kind.QUESTIONS, "代表评议和述职人员解答", None),
        (Kind.BALLOT, "现场满意度测评", None),
        (Kind.COUNT, "计票", None),
    ]
