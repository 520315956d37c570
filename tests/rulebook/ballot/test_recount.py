"""The checking program, run as those who are handed it run it, and taken apart for what must be tried often."""

import ast
import hashlib
import json
import random
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.ballot.form import canonical_body, canonical_json, duty_meeting_form
from rulebook.ballot.publication import RECOUNT_FILES, Edition, PanelCounts, counts_file, publication_file
from rulebook.ballot.tally import count_bodies, percent_text
from rulebook.pocket import recount
from tests.rulebook.ballot.figures import figures_of

PROGRAM = RECOUNT_FILES[0]
FORM = duty_meeting_form("城关工商所", ["张三"])
PASSED = "结论：核验通过，全部一致。"
FAILED = "结论：核验不通过。"


def bodies(ballots, seed=7):
    source = random.Random(seed)
    return [canonical_body([source.randint(0, 5) for _ in range(FORM.size)]) for _ in range(ballots)]


def make(edition=Edition.PUBLISHED, ballots=23):
    """The bytes of counts.json and publication.json of a good vote in two panels."""
    cast = bodies(ballots)
    panels = [
        PanelCounts("a", "甲层面", count_bodies(FORM, cast[:9])),
        PanelCounts("b", "乙层面", count_bodies(FORM, cast[9:])),
    ]
    figures = replace(figures_of(ballots), spoiled=1, leftover=1)
    counts = counts_file(edition=edition, title="城关工商所述职述廉测评", panels=panels, figures=figures)
    whole = count_bodies(FORM, cast)
    return counts, publication_file(edition=edition, counts=whole, counts_raw=counts)


def sealed(content):
    """A forger's file: changed, then hashed and written as it should be."""
    return canonical_json({"content": content, "sha256": hashlib.sha256(canonical_json(content)).hexdigest()})


def changed(raw, change):
    content = json.loads(raw)["content"]
    change(content)
    return sealed(content)


def verdict(counts, publication=None, printed=None):
    """What the program finds, without starting a process for each try."""
    try:
        content = recount.read_counts(counts)
        problems = recount.check_digest(counts, printed)
        problems += recount.check_sums(content) + recount.check_equations(
            content["figures"], content["ballots"]
        )
        if publication is not None:
            problems += recount.check_publication(content, counts, publication)
    except recount.Refused as refusal:
        return [str(refusal)]
    return problems


def run(folder, counts, *arguments, publication=None):
    (folder / "counts.json").write_bytes(counts)
    extra = list(arguments)
    if publication is not None:
        (folder / "publication.json").write_bytes(publication)
        extra += ["--publication", "publication.json"]
    program = folder / "recount.py"
    program.write_bytes(PROGRAM.read_bytes())
    # -I and -S: neither this project nor an installed package can be seen.
    return subprocess.run(
        [sys.executable, "-I", "-S", str(program), "counts.json", *extra],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
        check=False,
    )


@pytest.mark.parametrize("edition", list(Edition))
def test_invariant_08_the_program_agrees_with_the_counters(tmp_path, edition):
    counts, publication = make(edition)
    printed = hashlib.sha256(counts).hexdigest()
    done = run(tmp_path, counts, "--sha256", printed.upper(), publication=publication)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == PASSED
    assert printed in done.stdout
    assert done.returncode == 0


def test_without_the_publication_it_says_what_it_checked(tmp_path):
    done = run(tmp_path, make()[0])
    assert done.stdout.splitlines()[-2:] == ["未提供公布结果文件，只核验了计票数据本身。", PASSED]
    assert done.returncode == 0


def test_s0_19_a_withheld_distribution_passes(tmp_path):
    counts, publication = make(ballots=4)
    done = run(tmp_path, counts, publication=publication)
    assert "票数不足 10 张，按规定不公布分布。" in done.stdout.splitlines()
    assert done.returncode == 0


@pytest.mark.parametrize("file", ["counts", "publication"])
def test_invariant_10_one_changed_byte_fails(tmp_path, file):
    files = dict(zip(("counts", "publication"), make(), strict=True))
    raw = files[file]
    place = raw.index(b"[", len(raw) // 2) + 1
    files[file] = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
    done = run(tmp_path, files["counts"], publication=files["publication"])
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == FAILED
    assert done.returncode == 1


def test_invariant_10_any_changed_byte_of_either_file_fails():
    counts, publication = make()
    assert verdict(counts, publication) == []
    for place in range(len(counts)):
        assert verdict(counts[:place] + bytes([counts[place] ^ 1]) + counts[place + 1 :]) != []
    for place in range(0, len(publication), 3):
        wrong = publication[:place] + bytes([publication[place] ^ 1]) + publication[place + 1 :]
        assert verdict(counts, wrong) != []


@given(st.data())
def test_invariant_10_any_edit_of_the_bytes_fails(data):
    counts, _ = make()
    place = data.draw(st.integers(0, len(counts)))
    cut = data.draw(st.integers(0, 5))
    put = data.draw(st.binary(max_size=5))
    edited = counts[:place] + put + counts[place + cut :]
    assert (verdict(edited) == []) is (edited == counts)


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[]", b"1", b"\xff", b"[" * 100_000, b"9" * 9999, b'{"content":[],"sha256":""}']
)
def test_what_is_no_count_file_is_refused_in_words(tmp_path, raw):
    done = run(tmp_path, raw)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == FAILED
    assert done.returncode == 1


def test_a_missing_file_is_named(tmp_path):
    done = run(tmp_path, make()[0], "--publication", "missing.json")
    assert done.stdout.splitlines() == ["✗ 无法读取文件 missing.json", FAILED]
    assert done.returncode == 1


def test_a_file_made_anew_fails_against_the_printed_digest():
    counts, _ = make()
    forged = changed(counts, lambda content: content.update(title="另一次测评"))
    assert verdict(forged) == []
    assert verdict(forged, printed=hashlib.sha256(counts).hexdigest()) == [
        "计票数据与计票报告上印的校验值不符"
    ]


def move_a_vote(content):
    content["table"][3][1] += 1
    content["table"][3][2] -= 1


def lose_a_vote(content):
    content["table"][3][1] -= 1


@pytest.mark.parametrize(
    ("edition", "change", "problem"),
    [
        (Edition.PUBLISHED, lose_a_vote, "城关工商所“效率质量与服务态度”各等次与弃权合计 22 张，应为 23 张"),
        (Edition.INTERNAL, move_a_vote, "各层面相加与合计不符"),
        (Edition.INTERNAL, lambda c: c["panels"].pop(), "各层面相加与合计不符"),
        (Edition.INTERNAL, lambda c: c["panels"].clear(), "各层面相加与合计不符"),
        (Edition.PUBLISHED, lambda c: c.update(panels=[]), "公布版不得含有分层面数据"),
        (Edition.PUBLISHED, lambda c: c.update(k=24), "票数不足公布下限，不应公布计票表"),
        (Edition.PUBLISHED, lambda c: c.update(table=None), "票数已达到公布下限，却没有公布计票表"),
        (Edition.INTERNAL, lambda c: c.update(table=None), "内部版缺少计票表"),
        (Edition.PUBLISHED, lambda c: c.update(edition="draft"), "计票数据没有写明是内部版还是公布版"),
        (Edition.PUBLISHED, lambda c: c.update(ballots=True), "计票数据的票数不是整数"),
        (Edition.PUBLISHED, lambda c: c["form"]["grades"][0].update(label="好"), "评议表的校验值不符"),
        (Edition.PUBLISHED, lambda c: c["form"]["grades"][0].update(value=True), "评议表的等次编号不连续"),
        (Edition.PUBLISHED, lambda c: c["table"][0].append(0), "计票表的票数不对"),
        (Edition.PUBLISHED, lambda c: c["table"].pop(), "计票表的行数不对"),
        (Edition.PUBLISHED, lambda c: c["figures"].pop("made"), "票数清点数据不全"),
        (Edition.PUBLISHED, lambda c: c["figures"].update(made=-1), "票数清点数据应为不小于 0 的整数"),
        (Edition.INTERNAL, lambda c: c.update(panels=3), "分层面数据的项目不全"),
        (Edition.PUBLISHED, lambda c: c.update(note=""), "计票数据的项目不全或有多余"),
    ],
)
def test_a_forged_count_is_found_out(edition, change, problem):
    counts, _ = make(edition)
    assert verdict(changed(counts, change))[0] == problem


@pytest.mark.parametrize("figure", sorted({*recount.FIGURES} - {"paper"}))
def test_s0_23_invariant_09_every_wrong_figure_is_found(figure):
    counts, _ = make()

    def one_more(content):
        content["figures"][figure] += 1

    assert verdict(changed(counts, one_more)) != []


def test_s0_23_the_urn_is_checked_while_it_is_kept():
    counts, _ = make()
    assert verdict(changed(counts, lambda content: content["figures"].update(urn=23))) == []
    assert verdict(changed(counts, lambda content: content["figures"].update(urn=22))) == [
        "“电子收回 = 票箱张数”不成立：左边 23，右边 22，相差 1"
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            lambda c: c["places"][3]["rates"]["satisfied"].update(percent="99.99%"),
            "城关工商所“效率质量与服务态度”公布的比率与重新计算的不符",
        ),
        (
            lambda c: c["summary"][1]["combined"].update(numerator=23),
            "张三“总体评价合计”公布的比率与重新计算的不符",
        ),
        (lambda c: c["places"].pop(), "公布的比率不全或有多余"),
        (lambda c: c.update(summary=None), "公布的比率不全或有多余"),
        (lambda c: c["places"].__setitem__(0, 5), "城关工商所“履行职责、维护权益”公布的比率与重新计算的不符"),
        (lambda c: c.update(counts_sha256="0" * 64), "公布结果不是由这份计票数据得出的"),
        (lambda c: c.pop("summary"), "公布结果的项目不全或有多余"),
    ],
)
def test_a_forged_rate_is_found_out(change, problem):
    counts, publication = make()
    assert verdict(counts, changed(publication, change)) == [problem]


def test_s0_19_rates_may_not_be_published_for_too_few():
    counts, _ = make(ballots=4)
    _, publication = make(ballots=23)
    bound = changed(publication, lambda c: c.update(counts_sha256=hashlib.sha256(counts).hexdigest()))
    assert verdict(counts, bound) == ["票数不足公布下限，不应公布比率"]


def test_a_name_cannot_feign_a_verdict(tmp_path):
    forged = changed(make()[0], lambda content: content.update(title=f"测评\n{PASSED}\x1b[8m", ballots=22))
    lines = run(tmp_path, forged).stdout.splitlines()
    assert lines[-1] == FAILED
    assert PASSED not in lines


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_both_programs_round_alike(numerator, denominator):
    assert recount.percent(numerator, denominator) == percent_text(Fraction(numerator, denominator))


def test_the_program_is_written_for_python_3_8_and_imports_nothing_of_ours():
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert imported == {"__future__", "argparse", "hashlib", "json", "sys", "pathlib", "typing"}


def on_paper(figures):
    """Three of the ballots came on paper, one form stayed blank."""
    figures.update(
        paper=3, exchanged=3, paper_made=4, paper_left=1, paper_missing=0, paper_valid=3, paper_invalid=0
    )
    figures["voided"] += 3
    figures["receipts"] -= 3


def test_s0_23_a_vote_with_paper_is_checked_with_its_paper_figures():
    raw, _ = make()
    assert not set(recount.PAPER_FIGURES) & set(json.loads(raw)["content"]["figures"]), "none without paper"
    with_paper = changed(raw, lambda content: on_paper(content["figures"]))
    assert verdict(with_paper) == []

    def lost(content):
        on_paper(content["figures"])
        content["figures"]["paper_left"] = 0

    assert verdict(changed(raw, lost)) == [
        "“纸质票印制 = 纸质发出 + 纸质票剩余”不成立：左边 4，右边 3，相差 1"
    ]
