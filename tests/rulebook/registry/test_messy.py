import contextlib
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.registry.messy import (
    MessyCell,
    clean_text,
    decode_csv,
    looks_like_formula,
    parse_date,
    parse_phone,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        ("\u3000 \xa0\u200b\ufeff", ""),
        ("　城关工商所\t", "城关工商所"),
        ("ＡＢｃ１２３", "ABc123"),
        ("安澜（集团）有限公司，第一分店", "安澜（集团）有限公司，第一分店"),
        ("滨江路\n43号", "滨江路 43号"),
        ("滨江\r\n\x07 路", "滨江 路"),
        ("a\x00b", "ab"),
        ("a\ud800b\uffff", "ab"),
        (13000007622.0, "13000007622"),
        (120.65, "120.65"),
        (7, "7"),
        (datetime(2026, 9, 5), "2026-09-05"),  # noqa: DTZ001 - spreadsheets know no zone
        (datetime(2026, 9, 5, 8, 30), "2026-09-05 08:30:00"),  # noqa: DTZ001 - as above
        (date(2026, 9, 5), "2026-09-05"),
        ("𬭎喆", "𬭎喆"),
        ("\ue863", "\ue863"),
    ],
)
def test_text_is_cleaned(value, text):
    assert clean_text(value) == text


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert clean_text(clean_text(text)) == clean_text(text)
    clean_text(text).encode()


@pytest.mark.parametrize(
    "value",
    [
        date(2026, 9, 5),
        datetime(2026, 9, 5, 23, 59),  # noqa: DTZ001 - spreadsheets know no zone
        datetime(2026, 9, 5, 23, 59, tzinfo=UTC),
        "2026年9月5日",
        "2026年09月05号",
        " 2026 年 9 月 5 日 ",
        "2026/9/5",
        "2026.9.5",
        "2026．9．5",
        "2026-09-05",
        "２０２６－０９－０５",
        "20260905",
        20260905,
        20260905.0,
        "2026-09-05 00:00:00",
        "2026-09-05T08:30",
        "2026/9/5 8:30",
        "2026-09-05T08:30:00+08:00",
        46270,
        46270.0,
        46270.5,
        "46270",
    ],
)
def test_a_date_is_read_however_it_is_written(value):
    assert parse_date(value) == date(2026, 9, 5)
    assert type(parse_date(value)) is date


@pytest.mark.parametrize("value", [None, "", "  ", "\u3000"])
def test_an_empty_cell_has_no_date(value):
    assert parse_date(value) is None


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("2099-13-41", "日期“2099-13-41”不存在"),
        ("2026年2月29日", "日期“2026年2月29日”不存在"),
        ("0000-01-01", "日期“0000-01-01”不存在"),
        (20261301, "日期“20261301”不存在"),
        ("2026年9月", "日期“2026年9月”不完整，缺少日"),
        ("2026.9", "日期“2026.9”不完整，缺少日"),
        ("26-9-5", "无法识别的日期“26-9-5”，请写成 2026-09-05 或 2026年9月5日"),
        ("去年", "无法识别的日期“去年”，请写成 2026-09-05 或 2026年9月5日"),
        (True, "无法识别的日期“True”，请写成 2026-09-05 或 2026年9月5日"),
        (12, "无法识别的日期“12”，请写成 2026-09-05 或 2026年9月5日"),
        (-1.5, "无法识别的日期“-1.5”"),
        (float("inf"), "无法识别的日期“inf”"),
        (float("nan"), "无法识别的日期“nan”"),
    ],
)
def test_a_date_that_cannot_be_is_named(value, problem):
    with pytest.raises(MessyCell) as caught:
        parse_date(value)
    assert str(caught.value) == problem


@given(st.dates(min_value=date(1955, 1, 1), max_value=date(2170, 1, 1)))
def test_every_date_is_read_from_each_way_of_writing(day):
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    for written in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}",
        serial,
        float(serial),
        datetime.combine(day, time(1)),
    ):
        assert parse_date(written) == day


@pytest.mark.parametrize(
    ("value", "phone"),
    [
        (None, ""),
        ("　", ""),
        (13000007622.0, "13000007622"),
        (13000007622, "13000007622"),
        ("13000007622.0", "13000007622"),
        ("１３０００００７６２２", "13000007622"),
        ("130 0000 7622", "13000007622"),
        ("130-0000-7622", "13000007622"),
        ("+86 13000007622", "13000007622"),
        ("0086-13000007622", "13000007622"),
        ("0577-88888888", "0577-88888888"),
        ("（0577）88888888", "0577-88888888"),
        ("0577－8888888", "0577-8888888"),
        ("010-12345678-801", "010-12345678-801"),
        ("0577—88888888", "0577-88888888"),
        ("057788888888", "0577-88888888"),
        ("（010）12345678-801", "010-12345678-801"),
        ("88888888", "88888888"),
        ("400-800-1234", "4008001234"),
    ],
)
def test_a_phone_is_read_however_it_is_written(value, phone):
    assert parse_phone(value) == phone
    assert parse_phone(phone) == phone


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("1300000762", "手机号“1300000762”应为 11 位，现为 10 位"),
        ("130000076222", "手机号“130000076222”应为 11 位，现为 12 位"),
        ("12000007622", "手机号“12000007622”的号段不存在"),
        ("1.3E+10", "电话“1.3E+10”已被表格改成科学计数，请把该列设为文本后重填"),
        ("无", "电话“无”含有数字以外的字符"),
        ("13000007622/88888888", "电话“13000007622/88888888”含有数字以外的字符"),
        ("99", "电话“99”不是手机号，也不是带区号的固定电话"),
        ("-", "电话“-”含有数字以外的字符"),
    ],
)
def test_a_phone_that_cannot_be_is_named(value, problem):
    with pytest.raises(MessyCell) as caught:
        parse_phone(value)
    assert str(caught.value) == problem


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers()))
def test_any_cell_is_read_or_named(value):
    for parse in (parse_date, parse_phone):
        with contextlib.suppress(MessyCell):
            parse(value)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ('=HYPERLINK("http://x","点我")', True),
        (" =1+1", True),
        ("+SUM(A1)", True),
        ("-2+3+cmd|' /C calc'!A0", True),
        ("@SUM(1)", True),
        ("-5", False),
        ("+86 13000007622", False),
        ("-", False),
        ("安澜=好", False),
        ("", False),
    ],
)
def test_formulas_in_text_are_noticed(text, formula):
    assert looks_like_formula(text) is formula


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_file_is_read_in_every_usual_encoding(encoding):
    text = "姓名,类别\n王镕喆,消费者\n㐂𬭎,人大代表\n"
    assert decode_csv(text.encode(encoding)) == text


def test_rare_names_need_more_than_gbk():
    with pytest.raises(UnicodeEncodeError):
        "𬭎".encode("gbk")
    assert decode_csv("𬭎".encode("gb18030")) == "𬭎"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"PK\x03\x04rest", "这是电子表格文件，不是 CSV"),
        (b"\xd0\xcf\x11\xe0rest", "这是电子表格文件，不是 CSV"),
        (b"a\x00b", "文件不是文本"),
        (b"\xff\xff\xff", "文件不是文本"),
        (b"\xff\xfe\x00", "文件不是文本"),
    ],
)
def test_a_file_that_is_no_text_is_named(raw, words):
    with pytest.raises(MessyCell, match=words):
        decode_csv(raw)


def test_an_empty_file_is_an_empty_text():
    assert decode_csv(b"") == ""
