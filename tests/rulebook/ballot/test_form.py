import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.ballot.form import (
    DUTY_CRITERIA,
    DUTY_CRITERIA_WORDING,
    FIVE_GRADES,
    OVERALL,
    BallotForm,
    Criterion,
    Grade,
    Subject,
    SubjectKind,
    TooLarge,
    WrongForm,
    WrongShape,
    canonical_body,
    check_values,
    duty_meeting_form,
    form_bytes,
    form_hash,
    is_ballot_id,
    new_ballot_id,
    parse_body,
    read_form,
)

FORM = duty_meeting_form("城关工商所", ["张三（所长）", "李四（副所长）"])
SMALL = BallotForm(
    1,
    (Subject("office", "所", SubjectKind.OFFICE),),
    (Criterion("a", "甲"), Criterion("b", "乙")),
    FIVE_GRADES,
)


def test_s0_20_the_form_asks_for_the_office_and_for_each_person():
    assert [(subject.key, subject.label, subject.kind) for subject in FORM.subjects] == [
        ("office", "城关工商所", SubjectKind.OFFICE),
        ("person-1", "张三（所长）", SubjectKind.PERSON),
        ("person-2", "李四（副所长）", SubjectKind.PERSON),
    ]


def test_s0_08_the_criteria_are_the_first_five_headings_and_an_overall_judgement():
    assert [criterion.label for criterion in FORM.criteria] == [
        "履行职责、维护权益",
        "市场监管、依法办案",
        "服务经济发展",
        "效率质量与服务态度",
        "遵纪守法、清正廉洁",
        "总体评价",
    ]
    assert [*DUTY_CRITERIA_WORDING, OVERALL] == [criterion.key for criterion in DUTY_CRITERIA]


def test_s3_08_the_scale_has_five_grades_from_satisfied_to_unsatisfied():
    assert [(grade.value, grade.label) for grade in FORM.grades] == [
        (1, "满意"),
        (2, "比较满意"),
        (3, "基本满意"),
        (4, "不太满意"),
        (5, "不满意"),
    ]


def test_places_run_subject_by_subject():
    places = [(subject.key, criterion.key) for subject, criterion in FORM.places()]
    assert len(places) == FORM.size == 18
    assert places[:7] == [("office", criterion.key) for criterion in FORM.criteria] + [("person-1", "duty")]


def test_form_bytes_are_canonical_and_the_hash_is_stable():
    assert form_bytes(SMALL).decode() == (
        '{"criteria":[{"key":"a","label":"甲"},{"key":"b","label":"乙"}],"grades":['
        '{"key":"satisfied","label":"满意","value":1},{"key":"rather_satisfied","label":"比较满意","value":2},'
        '{"key":"basically_satisfied","label":"基本满意","value":3},'
        '{"key":"not_very_satisfied","label":"不太满意","value":4},'
        '{"key":"unsatisfied","label":"不满意","value":5}],'
        '"subjects":[{"key":"office","kind":"office","label":"所"}],"version":1}'
    )
    assert form_hash(FORM) == form_hash(duty_meeting_form("城关工商所", ["张三（所长）", "李四（副所长）"]))
    assert form_hash(FORM) != form_hash(duty_meeting_form("城关工商所", ["李四（副所长）", "张三（所长）"]))


def test_a_form_comes_back_from_its_bytes():
    assert read_form(form_bytes(FORM)) == FORM


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"version":1,"subjects":[],"criteria":[],"grades":[]}',
        '{"version":1,"subjects":1,"criteria":[],"grades":[]}',
        form_bytes(SMALL).decode().replace('"kind":"office"', '"kind":"ghost"'),
        form_bytes(SMALL).decode().replace('"label":"甲"', '"name":"甲"'),
        "[" * 100_000,
    ],
)
def test_a_broken_form_is_refused(raw):
    with pytest.raises(WrongForm):
        read_form(raw)


@pytest.mark.parametrize(
    ("subjects", "criteria", "grades"),
    [
        ((), SMALL.criteria, FIVE_GRADES),
        (SMALL.subjects, (), FIVE_GRADES),
        (SMALL.subjects, SMALL.criteria, ()),
        (SMALL.subjects * 2, SMALL.criteria, FIVE_GRADES),
        (SMALL.subjects, SMALL.criteria, (Grade("a", "好", 2),)),
        (SMALL.subjects, SMALL.criteria, (Grade("a", "好", 1), Grade("b", "差", 3))),
    ],
)
def test_a_form_needs_subjects_criteria_and_grades_numbered_from_one(subjects, criteria, grades):
    with pytest.raises(WrongForm):
        BallotForm(1, subjects, criteria, grades)


@pytest.mark.parametrize("raw", ["[1,0]", b"[1,0]", " [1, 0]\n", "[5,5]", "[0,0]"])
def test_a_body_of_the_right_shape_is_taken(raw):
    assert parse_body(SMALL, raw, 100) == tuple(json.loads(raw))


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "null",
        "1",
        '"[1,0]"',
        "{}",
        '{"0":1,"1":0}',
        "[]",
        "[1]",
        "[1,0,0]",
        "[1,6]",
        "[-1,0]",
        "[1.0,0]",
        "[1e0,0]",
        "[true,0]",
        "[null,0]",
        '["1",0]',
        "[[1],0]",
        "[1,NaN]",
        "[1,Infinity]",
        "[1,0",
        "[1,0]x",
        "[01,0]",
        b"\xff\xfe[1,0]",
        "[1,\ud800]",
    ],
)
def test_a_body_of_another_shape_is_refused(raw):
    with pytest.raises(WrongShape):
        parse_body(SMALL, raw, 100)


def test_deep_nesting_and_endless_numbers_are_refused():
    for raw in ("[" * 50_000, "[1," + "9" * 50_000 + "]"):
        with pytest.raises(WrongShape):
            parse_body(SMALL, raw, 100_000)


def test_the_limit_counts_bytes_before_anything_is_read():
    assert parse_body(SMALL, "[1,0]", 5) == (1, 0)
    with pytest.raises(TooLarge):
        parse_body(SMALL, "[1,0]", 4)
    with pytest.raises(TooLarge):
        parse_body(SMALL, "评" * 40, 100)


def test_values_from_posted_fields_are_checked_alike():
    assert check_values(SMALL, [3, 0]) == (3, 0)
    with pytest.raises(WrongShape):
        check_values(SMALL, [3, True])


@given(st.lists(st.integers(0, 5), min_size=18, max_size=18))
def test_the_canonical_body_is_one_text_for_one_choice(values):
    body = canonical_body(values)
    assert body == json.dumps(values, separators=(",", ":"))
    assert parse_body(FORM, body, 1000) == tuple(values)


@given(st.one_of(st.binary(max_size=60), st.text(max_size=60)))
def test_any_body_is_taken_or_refused_but_never_breaks(raw):
    try:
        marks = parse_body(SMALL, raw, 50)
    except (WrongShape, TooLarge):
        return
    assert len(marks) == SMALL.size


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("0123456789abcdef" * 2, True),
        ("0123456789ABCDEF" * 2, False),
        ("0" * 31, False),
        ("0" * 33, False),
        ("0" * 32 + "\n", False),
        ("g" * 32, False),
        ("", False),
        (None, False),
        (0, False),
    ],
)
def test_a_ballot_id_is_thirty_two_small_hex_digits(text, good):
    assert is_ballot_id(text) is good


def test_a_new_ballot_id_is_the_sixteen_bytes_given():
    assert new_ballot_id(lambda count: bytes(range(count))) == "000102030405060708090a0b0c0d0e0f"
    assert is_ballot_id(new_ballot_id(bytes))
