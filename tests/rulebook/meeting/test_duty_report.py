"""The six headings and when a report is complete, row by row."""

from typing import Any

import pytest

from rulebook.meeting.duty_report import PROBLEMS, REPORT_HEADINGS, report_gaps

KEYS = [heading.key for heading in REPORT_HEADINGS]
FIVE = [key for key in KEYS if key != PROBLEMS]
FULL = dict.fromkeys(KEYS, "写了")


def without(*keys: str) -> dict[str, str]:
    return {key: text for key, text in FULL.items() if key not in keys}


def test_s0_08_six_headings_in_the_document_s_order_and_words() -> None:
    assert [heading.wording for heading in REPORT_HEADINGS] == [
        "履行工商职责，维护市场经营主体和消费者合法权益情况",
        "加强市场监管，依法办案，切实维护市场经济秩序的情况",
        "发挥工商职能，服务促进地方经济和谐发展的情况",
        "提高办事效率和质量，改进服务态度的情况",
        "遵纪守法，清正廉洁等方面的情况",
        "存在的问题和整改措施",
    ]


@pytest.mark.parametrize(
    ("sentence", "report", "gaps"),
    [
        ("S0-22: six headings typed and every opinion answered is complete", {"texts": FULL}, []),
        (
            "S0-22: a heading left out is named",
            {"texts": without("duty")},
            ["“履行职责、维护权益”没有填写。"],
        ),
        (
            "S0-22: blanks are no text",
            {"texts": FULL | {"service": " 　\n"}},
            ["“服务经济发展”没有填写。"],
        ),
        (
            "S0-22: problems may not be empty",
            {"texts": without(PROBLEMS)},
            ["“存在的问题和整改措施”没有填写，问题不能空。"],
        ),
        (
            "S0-22: five headings may stand in the uploaded file",
            {"texts": {PROBLEMS: "有"}, "in_upload": FIVE, "has_upload": True},
            [],
        ),
        (
            "S0-22: ticks without a file count for nothing",
            {"texts": without("duty"), "in_upload": FIVE},
            ["“履行职责、维护权益”没有填写。"],
        ),
        (
            "S0-22: problems are typed even when the file has them",
            {"texts": without(PROBLEMS), "in_upload": KEYS, "has_upload": True},
            ["“存在的问题和整改措施”没有填写，问题不能空。"],
        ),
        (
            "S0-22: collected opinions are linked",
            {"texts": FULL, "opinions": 3},
            ["已征集意见 3 条，报告没有对应任何一条。"],
        ),
        ("S0-22: one linked opinion is a link", {"texts": FULL, "opinions": 3, "linked": 1}, []),
        ("S0-22: nothing collected, nothing to link", {"texts": FULL, "opinions": 0}, []),
        (
            "S0-22: an empty report lacks all six",
            {"texts": {}},
            [
                "“履行职责、维护权益”没有填写。",
                "“市场监管、依法办案”没有填写。",
                "“服务经济发展”没有填写。",
                "“效率质量与服务态度”没有填写。",
                "“遵纪守法、清正廉洁”没有填写。",
                "“存在的问题和整改措施”没有填写，问题不能空。",
            ],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_s0_22_a_report_says_what_it_lacks(sentence: str, report: dict[str, Any], gaps: list[str]) -> None:
    usual = {"in_upload": [], "has_upload": False, "opinions": 0, "linked": 0}
    assert report_gaps(**(usual | report)) == gaps
