"""AICDRAW1 steps 1 to 4: canonical bytes, commitment, seed."""

import unicodedata
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.draw import canonical
from rulebook.draw import roster as roster_draw
from rulebook.draw.seed import SeedError, SeedPart, check_seed, join_seed, mask

words = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff"), min_size=1
).filter(lambda text: roster_draw.tidy(text) != "")


def test_roster_bytes_are_canonical():
    roster = roster_draw.build_roster(
        [
            ("B2 ", "个体", "乙店"),
            (" A1", "企业", "Cafe\u0301"),
            ("\U00020000", "企业", ""),
            ("\uff21", "企业", "全角"),
        ],
        ["名称"],
    )
    assert roster.data.decode() == (
        "id\tstratum\t名称\nA1\t企业\tCaf\u00e9\nB2\t个体\t乙店\n\uff21\t企业\t全角\n\U00020000\t企业\t\n"
    )
    assert roster.hash == sha256(roster.data).hexdigest()
    assert roster.sizes == {"企业": 3, "个体": 1}
    assert roster.stratum_of["B2"] == "个体"


def test_an_empty_roster_is_its_header():
    assert roster_draw.build_roster([]).data == b"id\tstratum\n"
    assert roster_draw.build_exclusions([]).data == b"id\treason\n"


@pytest.mark.parametrize(
    ("rows", "row", "message"),
    [
        ([("A", "企业"), ("  ", "企业")], 2, "编号为空"),
        ([("A", "企业"), ("B", "企业"), ("A ", "个体")], 3, "编号“A”与第 1 行重复"),
        ([("A", " ")], 1, "分层为空"),
        ([("A",)], 1, "应有 2 列，实有 1 列"),
        ([("A\tB", "企业")], 1, "“id”列内容中有制表符或换行"),
        ([("A", "企\r业")], 1, "“stratum”列内容中有制表符或换行"),
        ([("A", "企\n业")], 1, "“stratum”列内容中有制表符或换行"),
        ([("A", "企\x00业")], 1, "“stratum”列内容中有控制字符"),
        ([("A", "企\ufeff业")], 1, "“stratum”列内容中有控制字符"),
        ([("A", "企\ud800业")], 1, "“stratum”列内容中有无法编码的字符"),
    ],
)
def test_a_bad_row_is_refused_by_its_number(rows, row, message):
    with pytest.raises(roster_draw.RosterError) as caught:
        roster_draw.build_roster(rows)
    assert (caught.value.row, caught.value.message) == (row, message)
    assert str(caught.value) == f"第 {row} 行：{message}"


@pytest.mark.parametrize("columns", [["名称", "名称"], ["id"], [""], ["名\t称"]])
def test_a_bad_header_is_refused(columns):
    with pytest.raises(roster_draw.RosterError, match="列名"):
        roster_draw.build_roster([], columns)


def test_an_exclusion_needs_its_reason():
    with pytest.raises(roster_draw.RosterError, match="第 2 行：排除理由为空"):
        roster_draw.build_exclusions([("A", "已注销"), ("B", "")])


def test_nobody_is_both_in_and_excluded():
    roster = roster_draw.build_roster([("A", "企业"), ("B", "企业")])
    exclusions = roster_draw.build_exclusions([("0", "已注销"), ("B", "回避")])
    with pytest.raises(roster_draw.RosterError, match="第 2 行：“B”既在名册中又在排除名单中"):
        roster_draw.require_disjoint(roster, exclusions)
    roster_draw.require_disjoint(roster, roster_draw.build_exclusions([("C", "回避")]))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"id\tstratum",
        b"id\treason\n",
        b"id\tstratum\nB\tx\nA\tx\n",
        b"id\tstratum\nA\tx",
        b"id\tstratum\nA\t x\n",
        b"id\tstratum\nA\tx\r\n",
        b"id\tstratum\nA\tx\n\n",
        b"\xff",
        "id\tstratum\nCafe\u0301\tx\n".encode(),
    ],
)
def test_bytes_that_are_not_canonical_are_refused(data):
    with pytest.raises(roster_draw.RosterError):
        roster_draw.read_roster(data)


def test_exclusions_read_back():
    exclusions = roster_draw.build_exclusions([("B", "回避", "2026"), ("A", "已注销", "")], ["备注"])
    assert exclusions.data.decode() == "id\treason\t备注\nA\t已注销\t\nB\t回避\t2026\n"
    assert roster_draw.read_exclusions(exclusions.data) == exclusions
    with pytest.raises(roster_draw.RosterError, match="表头应以 id、reason 开头"):
        roster_draw.read_exclusions(b"id\tstratum\n")


@given(st.dictionaries(words, st.tuples(words, st.text(st.characters(categories=("L", "N"))))), st.randoms())
def test_order_and_form_of_input_never_matter(rows, random):
    tidied = {roster_draw.tidy(id): values for id, values in rows.items()}
    lines = [(id, *values) for id, values in tidied.items()]
    roster = roster_draw.build_roster(lines, ["名称"])
    loose = [(f" {unicodedata.normalize('NFD', id)}\u3000", *values) for id, *values in lines]
    random.shuffle(loose)
    assert roster_draw.build_roster(loose, ["名称"]) == roster
    assert roster_draw.read_roster(roster.data) == roster
    ids = [line.split(b"\t")[0] for line in roster.data.split(b"\n")[1:-1]]
    assert ids == sorted(ids)


def test_person_commit_is_the_hash_of_three_lines():
    expected = sha256("盐\n王镕\n13800000000".encode()).hexdigest()
    assert roster_draw.person_commit("盐", " 王镕 ", "13800000000") == expected
    assert roster_draw.person_commit("盐", "王镕", "13800000001") != expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [2, "x"]}, '{"a":[2,"x"],"b":1}'),
        ({"\ufb33": 1, "\U0001f600": 2}, '{"\U0001f600":2,"\ufb33":1}'),  # keys by UTF-16 units
        ('汉"\\\n\x1f\u2028\x7f', '"汉\\"\\\\\\n\\u001f\u2028\x7f"'),
        ((1, -2), "[1,-2]"),
        ({}, "{}"),
    ],
)
def test_canonical_json_follows_rfc_8785(value, text):
    assert canonical.canonical_json(value) == text.encode()


@pytest.mark.parametrize("value", [1.0, True, None, 2**53, {1: "x"}, {"a": {"b": 0.5}}, "\ud800", b"x"])
def test_canonical_json_refuses_what_has_two_spellings(value):
    with pytest.raises(canonical.CanonicalError):
        canonical.canonical_json(value)


@pytest.mark.parametrize(
    "data", [b'{"a": 1}', b'{"b":1,"a":1}', b'{"a":1,"a":1}', b"[1.0]", b"x", b"\xff", b"NaN"]
)
def test_only_canonical_json_is_read(data):
    with pytest.raises(canonical.CanonicalError):
        canonical.read_canonical(data)


RULE = (SeedPart("市纪委监督员"), SeedPart("监察室"))


def test_s0_03_the_seed_joins_the_parties_digits_in_committed_order():
    assert join_seed(RULE, ["0000000001", "4590452353"]) == "00000000014590452353"


@pytest.mark.parametrize(
    ("digits", "party", "message"),
    [
        (["123456789", "0123456789"], 0, "市纪委监督员应录入 10 位数字，实为 9 位"),
        (["0123456789", "01234567890"], 1, "监察室应录入 10 位数字，实为 11 位"),
        (
            ["0123456789", "０１２３４５６７８９"],
            1,
            "监察室的数字只能是 0 到 9，不能有空格、全角数字或其他字符",
        ),
        (["0123456789", "012345678٣"], 1, "监察室的数字只能是 0 到 9，不能有空格、全角数字或其他字符"),
        (["+123456789", "0123456789"], 0, "市纪委监督员的数字只能是 0 到 9，不能有空格、全角数字或其他字符"),
        (["", "0123456789"], 0, "市纪委监督员的数字只能是 0 到 9，不能有空格、全角数字或其他字符"),
        (["0123456789"], None, "种子应由 2 方录入，实有 1 方"),
    ],
)
def test_s0_03_bad_digits_name_their_party(digits, party, message):
    with pytest.raises(SeedError) as caught:
        join_seed(RULE, digits)
    assert (caught.value.party, str(caught.value)) == (party, message)


@pytest.mark.parametrize("seed", ["", "1" * 19, "1" * 21, "1" * 19 + "x", "１" * 20])
def test_a_seed_of_another_shape_is_refused(seed):
    with pytest.raises(SeedError, match="20 位数字"):
        check_seed(RULE, seed)


def test_a_mask_hides_digits_behind_its_salt():
    assert mask("s1", "0123456789") == sha256(b"AICDRAW1-MASK\ns1\n0123456789").hexdigest()
    assert mask("s1", "0123456789") != mask("s2", "0123456789")
