import pytest

from rulebook.patrol.grading import (
    INDUSTRY_GRADES,
    INTERVAL_MONTHS,
    RiskGrade,
    WrongGrade,
    grade_of_industries,
    parse_grade,
    split_industries,
)


def test_s1_07_to_s1_09_grades_are_patrolled_every_two_three_and_six_months():
    assert {grade.label: months for grade, months in INTERVAL_MONTHS.items()} == {"甲": 2, "乙": 3, "丙": 6}


@pytest.mark.parametrize(
    ("industry", "grade"),
    [
        ("食品销售", RiskGrade.A),
        ("危险化学品经营", RiskGrade.A),
        ("音像制品", RiskGrade.B),
        ("农作物种子", RiskGrade.B),
        ("信息咨询", RiskGrade.C),
        ("物业服务", RiskGrade.C),
    ],
)
def test_s1_07_to_s1_09_the_examples_of_the_document_have_their_grade(industry, grade):
    assert INDUSTRY_GRADES[industry] is grade


@pytest.mark.parametrize(
    ("industries", "grade"),
    [
        (["物业服务", "音像制品", "餐饮服务"], RiskGrade.A),
        (["物业服务", "音像制品"], RiskGrade.B),
        (["物业服务"], RiskGrade.C),
        (["没有的行业", "物业服务"], RiskGrade.C),
        (["没有的行业"], None),
        ([], None),
    ],
)
def test_s1_19_a_business_inherits_the_highest_grade_of_its_industries(industries, grade):
    assert grade_of_industries(industries) is grade


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("甲", RiskGrade.A),
        (" 乙级 ", RiskGrade.B),
        ("丙类", RiskGrade.C),
        ("a", RiskGrade.A),
        ("Ｂ", RiskGrade.B),
        ("", None),
        ("　", None),
    ],
)
def test_a_grade_is_read_however_it_is_written(text, grade):
    assert parse_grade(text) is grade


def test_an_unknown_grade_is_named():
    with pytest.raises(WrongGrade, match="不认识的风险等级“丁”，应为甲、乙或丙"):
        parse_grade("丁")


def test_several_industries_in_one_cell_are_parted():
    assert split_industries("餐饮服务、食品销售；物业服务/ 音像制品,") == [
        "餐饮服务",
        "食品销售",
        "物业服务",
        "音像制品",
    ]
    assert split_industries("") == []
