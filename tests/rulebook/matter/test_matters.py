"""Problems: every row a sentence of the documents (S0-14, S0-15, S4-12)."""

from datetime import date

import pytest

from rulebook.lifecycle.matter import MATTER
from rulebook.lifecycle.matter import MatterState as S
from rulebook.matter.matters import (
    FINDING_LABELS,
    SOURCE_LABELS,
    TREATMENT_LABELS,
    Finding,
    Treatment,
    finding_problems,
    report_problems,
    treatment_problems,
)

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("finding", "basis", "clarification", "harm", "decision", "problems"),
    [
        (Finding.TRUE, "现场核实", "", False, "", []),  # 属实的限期整改
        (Finding.UNTRUE, "现场核实", "收费已公示", False, "", []),  # 不属实的予以澄清
        (Finding.PARTLY, "现场核实", "", True, "诫勉谈话", []),  # 损害群众利益的按规定处理
        (Finding.TRUE, " ", "", False, "", ["请写明核实的依据。"]),
        (Finding.UNTRUE, "现场核实", "", False, "", ["不属实的，请写明澄清的内容。"]),
        (Finding.TRUE, "现场核实", "", True, "", ["损害群众利益或工商形象的，请写明按规定作出的处理决定。"]),
        (Finding.UNTRUE, "核实", "澄清", True, "诫勉", ["不属实的，不作损害群众利益或工商形象的处理。"]),
    ],
)
def test_s0_14_true_is_rectified_untrue_clarified_harm_decided(
    finding, basis, clarification, harm, decision, problems
):
    found = finding_problems(finding, basis, clarification, harm=harm, harm_decision=decision)
    assert found == problems


@pytest.mark.parametrize(
    ("treatment", "text", "due_on", "review_on", "fields"),
    [
        (Treatment.SOLVE, "", None, None, []),  # 能解决的立即解决
        (Treatment.DEADLINE, "", date(2026, 12, 31), None, []),  # 需通过努力可以解决的，要限期解决
        (Treatment.PLAN, "明年列入预算", None, date(2027, 6, 30), []),  # 暂时无条件解决的，要列出整改计划
        (Treatment.EXPLAIN, "属上级事权", None, date(2027, 6, 30), []),  # 确实无法解决的，要作出说明
        (Treatment.DEADLINE, "", None, None, ["due_on"]),
        (Treatment.DEADLINE, "", date(2026, 11, 26), None, ["due_on"]),
        (Treatment.PLAN, "", None, None, ["text", "review_on"]),
        (Treatment.EXPLAIN, "属上级事权", None, TODAY, ["review_on"]),
    ],
)
def test_s4_12_solved_at_once_by_a_day_planned_or_explained(treatment, text, due_on, review_on, fields):
    found = treatment_problems(treatment, text=text, due_on=due_on, review_on=review_on, today=TODAY)
    assert list(found) == fields


@pytest.mark.parametrize(
    ("treatment", "measures", "evidence", "problems"),
    [
        (Treatment.SOLVE, 1, 1, 0),
        (Treatment.EXPLAIN, 1, 0, 0),
        (Treatment.SOLVE, 1, 0, 1),
        (Treatment.PLAN, 0, 0, 2),
    ],
)
def test_s0_15_a_result_needs_measures_and_what_proves_them(treatment, measures, evidence, problems):
    assert len(report_problems(treatment, measures=measures, evidence=evidence)) == problems


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        (S.REGISTERED, S.VERIFYING, True),
        (S.REGISTERED, S.TREATING, False),
        (S.VERIFYING, S.CLARIFIED, True),
        (S.TREATING, S.CHECKED, False),
        (S.REPORTED, S.TREATING, True),
        (S.CHECKED, S.CLOSED, True),
        (S.TREATING, S.CLOSED, False),
        (S.CLOSED, S.TREATING, True),
        (S.MERGED, S.TREATING, False),
    ],
)
def test_nothing_is_struck_off_without_being_verified_treated_and_checked(before, after, allowed):
    assert MATTER.allows(before, after) == allowed


def test_every_choice_has_its_words():
    assert [len(SOURCE_LABELS), len(FINDING_LABELS), len(TREATMENT_LABELS)] == [10, 3, 4]
