"""One form of a name, and which names stand in what somebody wrote."""

import pytest

from rulebook.registry.names import canonical_name, named_pieces, names_in


@pytest.mark.parametrize(
    "written",
    [
        "卢凤英",
        "卢 凤英",
        "卢　凤英",
        "卢\u200b凤英",
        " 卢凤英 ",
        "\ufeff卢凤英",
        "卢\xa0凤\u2009英",
        "卢凤英\u00ad",
    ],
    ids=["plain", "space", "wide space", "zero width", "around", "mark", "other spaces", "soft hyphen"],
)
def test_a_name_has_one_form_however_it_was_typed(written: str) -> None:
    assert canonical_name(written) == "卢凤英"
    assert names_in(written, ["卢凤英"]) == {"卢凤英"}


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("Ｌｉ　Ｍｉｎｇ", "Li Ming"),
        ("Li  Ming", "Li Ming"),
        ("阿不都•热合曼", "阿不都·热合曼"),
        ("阿不都・热合曼", "阿不都·热合曼"),
        ("", ""),
        ("张健", "张健"),
    ],
)
def test_letters_keep_a_space_and_a_translated_name_its_dot(written: str, one: str) -> None:
    assert canonical_name(written) == one
    assert canonical_name(one) == one


@pytest.mark.parametrize(
    ("written", "known", "named"),
    [
        ("张健康", ["张健"], set()),
        ("东湖所张健康同志", ["张健"], set()),
        ("所长张健康", ["张健"], set()),
        ("张健", ["张健康"], set()),
        ("张健康、张健", ["张健"], {"张健"}),
        ("张健康和张健", ["张健", "张健康"], {"张健", "张健康"}),
        ("张健康收了钱", ["张健", "张健康"], {"张健康"}),
        ("东湖所所长张健", ["张健"], {"张健"}),
        ("张健同志", ["张健"], {"张健"}),
        ("张健收了钱", ["张健"], {"张健"}),
        ("张健 李明", ["张健", "李明"], {"张健", "李明"}),
        ("张\u200b 健", ["张健"], {"张健"}),
        ("王海涛", ["王海", "王海涛"], {"王海涛"}),
        ("谁都没有写", ["张健"], set()),
    ],
)
def test_who_is_named_is_told_from_who_bears_a_longer_name(
    written: str, known: list[str], named: set[str]
) -> None:
    assert names_in(written, known) == named


def test_names_that_nobody_bears_yet_are_cut_out_one_by_one() -> None:
    assert named_pieces("东湖所张健康同志、李 明；所长王海涛") == {"张健康", "李明", "王海涛"}
