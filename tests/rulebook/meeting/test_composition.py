"""S0-04, S0-05, S0-06: who must attend, and what a planned pool lacks."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.meeting.composition import (
    Attendance,
    Figures,
    Weight,
    drawn_for,
    engaged_ceiling,
    gauges,
    pool_findings,
    rehearsal_seats,
)
from rulebook.meeting.rounds import DEFAULTS, RoundKind

people = st.integers(min_value=0, max_value=300)


@pytest.mark.parametrize(
    ("drawn", "engaged", "missing", "met"),
    [(60, 0, 0, True), (36, 24, 0, True), (59, 0, 1, False), (0, 0, 60, False), (80, 20, 0, True)],
)
def test_s0_04_attendance_counts_everybody_present(drawn, engaged, missing, met):
    gauge = gauges(Attendance(drawn, engaged)).attendance
    assert (gauge.numerator, gauge.denominator, gauge.needed) == (drawn + engaged, 60, 60)
    assert (gauge.missing, gauge.met) == (missing, met)


@pytest.mark.parametrize(
    ("drawn", "engaged", "needed", "missing", "met"),
    [
        (36, 24, 36, 0, True),  # exactly 3/5
        (35, 25, 36, 3, False),  # three more make 38 of 63; two would make 37 of 62
        (35, 24, 36, 1, False),
        (0, 0, 1, 1, False),
        (1, 0, 1, 0, True),
        (0, 2, 2, 3, False),
    ],
)
def test_s0_05_share_counts_the_drawn_among_those_present(drawn, engaged, needed, missing, met):
    gauge = gauges(Attendance(drawn, engaged)).share
    assert (gauge.numerator, gauge.denominator) == (drawn, drawn + engaged)
    assert (gauge.needed, gauge.missing, gauge.met) == (needed, missing, met)


def test_s0_05_gauge_says_what_is_missing():
    both = gauges(Attendance(drawn=30, engaged=25))
    assert both.attendance.text == "到会 55 人，应不少于 60 人，还差 5 人"
    assert both.share.text == "到会 55 人中管理服务对象 30 人，应不少于 33 人，还须再到 8 名管理服务对象"
    assert not both.met


def test_s0_06_engaged_representatives_count_only_when_the_figure_says_so():
    present = Attendance(drawn=30, engaged=30, engaged_service_objects=10)
    assert gauges(present).share.numerator == 30
    assert gauges(present, Figures(engaged_service_objects_count=True)).share.numerator == 40


def test_other_figures_of_another_meeting():
    figures = Figures(min_attendance=34, min_service_share=Fraction(4, 5))
    both = gauges(Attendance(drawn=30, engaged=4), figures)
    assert both.met
    assert both.attendance.needed == 34
    assert engaged_ceiling(30, figures) == 7


COLLECTIVE = DEFAULTS[RoundKind.COLLECTIVE].composition


@pytest.mark.parametrize(
    ("drawn", "engaged", "objects", "supervisors", "missed"),
    [
        (30, 4, 0, 4, []),  # 服务对象代表不少于30名，监督员不少于4名
        (20, 14, 10, 4, []),  # representatives of service objects need not be drawn
        (29, 5, 0, 5, ["到会 34 人中管理服务对象 29 人，应不少于 30 人，还须再到 1 名管理服务对象"]),
        (31, 3, 0, 3, ["到会监督员 3 名，应不少于 4 名，还差 1 名"]),
        (30, 60, 0, 60, []),  # no share is asked for
    ],
)
def test_s4_10_thirty_service_objects_and_four_supervisors(drawn, engaged, objects, supervisors, missed):
    present = Attendance(drawn, engaged, objects, supervisors)
    assert [gauge.text for gauge in gauges(present, COLLECTIVE).missed] == missed
    assert engaged_ceiling(drawn, COLLECTIVE) is None


@pytest.mark.parametrize(
    ("seats", "assessors", "parted"),
    [(34, 15, (30, 4)), (17, 15, (15, 2)), (6, 15, (6, 0)), (34, 2, (32, 2))],
)
def test_a_rehearsal_of_a_collective_meeting_parts_its_seats_as_the_numbers_are(seats, assessors, parted):
    assert rehearsal_seats(seats, assessors, COLLECTIVE) == parted


def test_s4_10_nobody_there_misses_all_three():
    found = gauges(Attendance(0, 0), COLLECTIVE)
    assert found.supervisors is not None
    assert found.missed == [found.attendance, found.share, found.supervisors]
    assert gauges(Attendance(0, 0)).supervisors is None


@pytest.mark.parametrize(
    ("engaged", "objects", "supervisors", "texts"),
    [
        (4, 0, 4, []),
        (4, 1, 3, ["即使全部到会，监督员 3 名，不足 4 名。"]),
    ],
)
def test_s4_10_a_planned_pool_needs_its_supervisors(engaged, objects, supervisors, texts):
    findings = pool_findings(
        seats={"个体": 38},
        available={"个体": 100},
        engaged=engaged,
        absence_percent=20,
        figures=COLLECTIVE,
        engaged_service_objects=objects,
        supervisors=supervisors,
    )
    assert [finding.text for finding in findings] == texts


@pytest.mark.parametrize("share", [Fraction(-1), Fraction(1), Fraction(-1, 2)])
def test_impossible_figures_are_refused(share):
    with pytest.raises(ValueError, match="比例"):
        Figures(min_service_share=share)


@pytest.mark.parametrize(("drawn", "engaged", "among"), [(-1, 0, 0), (0, -1, 0), (0, 0, -1), (0, 1, 2)])
def test_impossible_attendance_is_refused(drawn, engaged, among):
    with pytest.raises(ValueError, match="人数"):
        Attendance(drawn, engaged, among)


@given(people, people)
def test_s0_05_missing_is_the_least_number_that_would_do(drawn, engaged):
    missing = gauges(Attendance(drawn, engaged)).share.missing
    assert gauges(Attendance(drawn + missing, engaged)).share.met
    if missing:
        assert not gauges(Attendance(drawn + missing - 1, engaged)).share.met


@given(people, people)
def test_s0_05_met_is_exactly_three_fifths(drawn, engaged):
    total = drawn + engaged
    assert gauges(Attendance(drawn, engaged)).share.met == (
        total > 0 and Fraction(drawn, total) >= Fraction(3, 5)
    )


@given(people.filter(bool))
def test_s0_06_engaged_ceiling_is_the_last_number_that_keeps_the_share(drawn):
    ceiling = engaged_ceiling(drawn)
    assert gauges(Attendance(drawn, ceiling)).share.met
    assert not gauges(Attendance(drawn, ceiling + 1)).share.met


@pytest.mark.parametrize(
    ("attending", "absence", "drawn"), [(36, 0, 36), (36, 10, 40), (36, 20, 45), (1, 99, 100)]
)
def test_over_draw_for_absence(attending, absence, drawn):
    assert drawn_for(attending, absence) == drawn


@pytest.mark.parametrize("absence", [-1, 100])
def test_absence_must_be_a_percentage_below_100(absence):
    with pytest.raises(ValueError, match="缺席比例"):
        drawn_for(10, absence)


def test_a_sound_pool_has_no_findings():
    assert (
        pool_findings(
            seats={"企业": 40, "个体": 20}, available={"企业": 90, "个体": 30}, engaged=20, absence_percent=20
        )
        == []
    )


def test_s0_06_findings_name_strata_and_numbers():
    findings = pool_findings(
        seats={"企业": 40, "消费者": 10}, available={"企业": 90, "消费者": 8}, engaged=40, absence_percent=10
    )
    assert [(finding.weight, finding.text) for finding in findings] == [
        (Weight.BLOCKS, "“消费者”拟抽取 10 名，可抽的只有 8 名。"),
        (
            Weight.BLOCKS,
            "即使全部到会，聘请 40 名，超过 50 名抽取代表所能配的 33 名，管理服务对象将不足 60%。",
        ),
    ]


def test_s0_04_expected_absence_is_a_warning():
    findings = pool_findings(seats={"企业": 50}, available={"企业": 50}, engaged=12, absence_percent=10)
    assert [(finding.weight, finding.text) for finding in findings] == [
        (
            Weight.WARNS,
            "按 10% 缺席预计，抽取的 50 名中 45 名到会，共 57 名（抽取 45、聘请 12），不足 60 名，还差 3 名。",
        )
    ]


def test_s0_04_an_empty_pool_blocks():
    findings = pool_findings(seats={}, available={}, engaged=0, absence_percent=0)
    assert [finding.text for finding in findings] == [
        "即使全部到会，共 0 名（抽取 0、聘请 0），不足 60 名，还差 60 名。"
    ]
