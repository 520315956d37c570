"""Counted votes from a file, line by line; a bad line is named and takes nothing with it."""

from collections.abc import Mapping

import pytest

from rulebook.election.counted_votes import COLUMNS, VotesError, VotesLine, read_line, read_votes
from rulebook.election.score import GRADES, Panel

UNITS = {"SO01": "城关工商所", "KS09": "监察室", "KS10": "法规科"}
GOOD = ("SO01", "城关工商所", "科所互评", "8", "3", "1", "0", "0")


def cells(*values: str) -> Mapping[str, str]:
    return dict(zip(COLUMNS, values, strict=True))


def test_a_line_is_one_unit_s_marks_in_one_panel() -> None:
    assert read_line(cells(*GOOD), UNITS) == VotesLine("SO01", Panel.MUTUAL, (8, 3, 1, 0, 0))


def test_a_name_alone_is_enough_when_it_is_the_only_one() -> None:
    line = read_line(cells("", "监察室", "局领导", "5.0", "0", "0", "0", "0"), UNITS)
    assert line == VotesLine("KS09", Panel.LEADERS, (5, 0, 0, 0, 0))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (("XX", "", *GOOD[2:]), "没有编码为“XX”的单位"),
        (("", "", *GOOD[2:]), "没有单位编码和名称"),
        (("", "某某所", *GOOD[2:]), "没有编码，也没有唯一叫“某某所”的单位"),
        (
            ("SO01", "城东工商所", *GOOD[2:]),
            "编码 SO01 是城关工商所，表里写的是“城东工商所”，请核对是否改名或合并",
        ),
        ((*GOOD[:2], "群众", *GOOD[3:]), "没有“群众”这个参评层面"),
        ((*GOOD[:3], "13", "0", "0", "0", "0"), "科所互评共 12 票，现有 13 票，多出 1 票"),
        ((*GOOD[:3], "-1", "0", "0", "0", "0"), "满意的票数“-1”应为不小于零的整数"),
        ((*GOOD[:3], "八", "0", "0", "0", "0"), "满意的票数“八”应为不小于零的整数"),
        ((*GOOD[:3], "1.5", "0", "0", "0", "0"), "满意的票数“1.5”应为不小于零的整数"),
        ((*GOOD[:3], "=1+1", "0", "0", "0", "0"), "满意的票数“=1+1”应为不小于零的整数"),
        ((*GOOD[:7], ""), "不满意的票数是空的，应为不小于零的整数"),
    ],
)
def test_a_line_that_cannot_be_is_said_in_words(values: tuple[str, ...], said: str) -> None:
    with pytest.raises(VotesError) as refused:
        read_line(cells(*values), UNITS)
    assert str(refused.value) == said


def test_good_lines_stand_beside_bad_ones_and_the_second_of_a_pair_is_a_problem() -> None:
    lines = [
        (2, cells(*GOOD)),
        (3, cells("SO01", "", "分局领导", "4", "1", "0", "0", "0")),
        (4, cells("SO01", "", "科所互评", "1", "1", "1", "1", "1")),
        (5, cells("KS09", "", "科所互评", "八", "0", "0", "0", "0")),
    ]
    table = read_votes(lines, UNITS)
    assert table.votes == {"SO01": {Panel.MUTUAL: (8, 3, 1, 0, 0), Panel.LEADERS: (4, 1, 0, 0, 0)}}
    assert table.problems == [
        (4, "城关工商所的科所互评在第 2 行已有。"),
        (5, "满意的票数“八”应为不小于零的整数。"),
    ]
    assert table.missing == ["城关工商所没有服务对象、工作监督员的票。"]


def test_a_panel_of_noughts_is_a_panel_without_votes() -> None:
    lines = [
        (number, cells("KS10", "", panel, *("0" if panel == "服务对象" else "1" for _ in GRADES)))
        for number, panel in enumerate(("科所互评", "分局领导", "服务对象", "工作监督员"), 2)
    ]
    table = read_votes(lines, UNITS)
    assert (table.problems, table.missing) == ([], ["法规科没有服务对象的票。"])
