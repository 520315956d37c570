"""AICDRAW1 step 9: the published bundle, and the pocket program that redoes the draw."""

import ast
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.draw import bundle, canonical, errors, selection
from rulebook.draw.roster import build_exclusions, build_roster
from rulebook.draw.seed import SeedError, mask
from rulebook.draw.stages import LinkedStage
from rulebook.pocket import verify
from tests.rulebook.draw_cases import EXCLUSIONS, commitment_of, exact, mixed, pools, roster_of, seeds, step

PROGRAM = Path(verify.__file__)
DIGITS = ("2718281828", "4590452353")


def minutes_of(digits=DIGITS, rehearsal=False):
    entries = [
        bundle.SeedEntry(part, f"salt-{index}", mask(f"salt-{index}", part), f"2026-11-24 09:0{index}")
        for index, part in enumerate(digits)
    ]
    return bundle.Minutes(tuple(entries), "2026-11-24 09:10", rehearsal, "两方当场掷骰")


def make(roster, *stages, steps=(), digits=DIGITS, rehearsal=False):
    return bundle.bundle_files(
        roster=roster,
        exclusions=EXCLUSIONS,
        commitment=commitment_of(roster, *stages),
        minutes=minutes_of(digits, rehearsal),
        steps=steps,
    )


def exact_draw():
    """A draw of businesses with two substitutions and one top-up."""
    roster = build_roster([(f"E{i:02}", "甲乙"[i % 2], f"“店”{i}\U00020000") for i in range(12)], ["名称"])
    commitment = commitment_of(roster, exact(("甲", 2, 1), ("乙", 1)))
    lot, other = selection.run_draw(commitment, roster, "".join(DIGITS))
    steps = [
        step(lot, lot.selected[1], lot.alternates[0]),
        step(lot, lot.alternates[0], lot.alternates[1]),
        step(other, "", other.alternates[0]),
    ]
    return make(roster, *commitment.stages, steps=steps)


def mixed_draw():
    """Persons by code: minimums, a stage derived from two others, and a substitution that skips one."""
    pool = {f"P{i:02}": "甲乙丙"[i % 3] for i in range(18)}
    roster = roster_of(pool)
    stages = (
        mixed(5, ("甲", 2), ("乙", 2)),
        exact(("丙", 4), name="丙组"),
        mixed(4, ("甲", 2), ("乙",), ("丙", 1), name="二次", unit="D", sources=("混合", "丙组")),
    )
    lot = selection.run_draw(commitment_of(roster, *stages), roster, "".join(DIGITS))[0]
    leaving = next(id for id in lot.selected if pool[id] == "甲")
    entering = selection.next_substitute(lot, roster, [], leaving)
    return make(roster, *stages, steps=[step(lot, leaving, entering)])


def linked_draw():
    """Inspector, street, business; a rehearsal."""
    rows = [(f"P{i}", "人员", "") for i in range(3)] + [(f"S{i}", "街道", f"P{i % 3}") for i in range(6)]
    roster = build_roster(rows, ["属于"])
    street = LinkedStage("街", "so-01", 1, "属于", ("街道",), ("代表",))
    return make(roster, exact(("人员", 2)), street, rehearsal=True)


def empty_draw():
    return make(build_roster([]), exact(("甲", 0)))


DRAWS = {"exact": exact_draw(), "mixed": mixed_draw(), "linked": linked_draw(), "empty": empty_draw()}
NAMES = sorted(DRAWS["exact"])


def sealed(files):
    """The files again under a manifest that fits them: what a forger would publish."""
    hashes = {name: canonical.sha256_hex(data) for name, data in files.items() if name != "manifest.json"}
    return {
        **files,
        "manifest.json": canonical.canonical_json({"format": "AICDRAW1-BUNDLE", "files": hashes}),
    }


def rejection(files):
    with pytest.raises(verify.Rejected) as caught:
        verify.verify(files)
    return str(caught.value)


def verdict(path, capsys):
    status = verify.main([str(path)])
    return status, capsys.readouterr().out.splitlines()


# Accepts


@pytest.mark.parametrize("name", DRAWS)
def test_every_kind_of_draw_is_accepted(name, tmp_path, capsys):
    path = tmp_path / "draw.zip"
    path.write_bytes(bundle.zip_bundle(DRAWS[name]))
    status, lines = verdict(path, capsys)
    assert status == 0
    assert lines[-1].startswith("结论：接受")
    assert f"清单值：{bundle.manifest_hash(DRAWS[name])}" in lines
    assert f"承诺值：{canonical.sha256_hex(DRAWS[name]['commitment.json'])}" in lines
    assert ("注意：本次抽取为演示，不作正式依据。" in lines) == (name == "linked")


@given(pools, st.lists(seeds.map(lambda seed: seed[:10]), min_size=2, max_size=2))
@settings(max_examples=25, deadline=None)
def test_any_draw_is_accepted(pool, digits):
    sizes = roster_of(pool).sizes
    exact_stage = exact(*((name, (count + 1) // 2) for name, count in sizes.items()))
    mixed_stage = mixed(len(pool) // 2, *((name,) for name in sizes))
    files = make(roster_of(pool), exact_stage, mixed_stage, digits=digits)
    lines, commitment, _ = verify.verify(files)
    assert commitment["draw_number"] == "2026-0001"
    assert lines[0] == "清单中 10 个文件的散列值全部一致"


def test_the_program_runs_alone_on_a_zip_and_in_an_unpacked_folder(tmp_path):
    archive = tmp_path / "draw.zip"
    archive.write_bytes(bundle.zip_bundle(DRAWS["exact"]))
    folder = tmp_path / "unpacked"
    folder.mkdir()
    for name, data in DRAWS["exact"].items():
        (folder / name).write_bytes(data)
    alone = [sys.executable, "-I", str(folder / "verify.py")]
    for arguments in ([str(archive)], [str(folder)], []):
        done = subprocess.run(alone + arguments, capture_output=True, cwd=tmp_path, env={"PYTHONUTF8": "1"})
        assert (done.returncode, done.stderr) == (0, b"")
        assert "结论：接受" in done.stdout.decode()
    damaged = bytearray(archive.read_bytes())
    damaged[200] ^= 1
    archive.write_bytes(damaged)
    done = subprocess.run([*alone, str(archive)], capture_output=True, env={"PYTHONUTF8": "1"})
    assert (done.returncode, done.stderr) == (1, b"")
    assert "结论：拒绝" in done.stdout.decode()


def test_a_console_without_chinese_does_not_stop_the_check(tmp_path):
    archive = tmp_path / "draw.zip"
    archive.write_bytes(bundle.zip_bundle(DRAWS["exact"]))
    done = subprocess.run(
        [sys.executable, "-I", str(PROGRAM), str(archive)],
        capture_output=True,
        env={"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"},
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("arguments", [["one", "two"], ["/no/such/file.zip"], []])
def test_wrong_use_says_how(arguments, capsys):
    assert verify.main(arguments) == 2
    assert capsys.readouterr().out


def test_the_program_is_independent_and_old_pythons_can_read_it():
    tree = ast.parse(PROGRAM.read_text(), feature_version=(3, 8))
    nodes = list(ast.walk(tree))
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {module.partition(".")[0] for module in modules} <= sys.stdlib_module_names
    assert DRAWS["exact"]["verify.py"] == PROGRAM.read_bytes()


def test_the_zip_has_one_form():
    files = DRAWS["exact"]
    data = bundle.zip_bundle(files)
    assert bundle.zip_bundle(dict(reversed(files.items()))) == data
    assert verify.pack(files) == data


def test_the_page_gets_the_same_files_as_text():
    page = bundle.page_data(DRAWS["mixed"])
    assert {name: text.encode() for name, text in page["files"].items()} == DRAWS["mixed"]
    assert json.loads(json.dumps(page)) == page


# Rejects


@pytest.mark.parametrize("name", NAMES)
def test_one_changed_byte_in_any_file_is_rejected(name):
    files = DRAWS["exact"]
    data = files[name]
    for position in {0, 1, len(data) // 3, len(data) // 2, len(data) - 2, len(data) - 1}:
        for change in (1, 32, 128):
            changed = data[:position] + bytes([data[position] ^ change]) + data[position + 1 :]
            assert rejection({**files, name: changed})
    for changed in (data + b"\n", data[:-1], b"", b"\xef\xbb\xbf" + data):
        assert rejection({**files, name: changed})


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_changed_byte_of_any_draw_is_rejected(data):
    files = DRAWS[data.draw(st.sampled_from(sorted(DRAWS)))]
    name = data.draw(st.sampled_from(NAMES))
    position = data.draw(st.integers(0, len(files[name]) - 1))
    changed = bytearray(files[name])
    changed[position] ^= data.draw(st.integers(1, 255))
    assert rejection({**files, name: bytes(changed)})


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_any_changed_byte_of_the_zip_is_rejected(data):
    whole = bytearray(bundle.zip_bundle(DRAWS["exact"]))
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(verify.Rejected):
        verify.verify(verify.unzip(bytes(whole)))


def test_every_changed_byte_of_the_zip_directory_is_rejected():
    """No hash covers the directory: dates, modes, comments, counts."""
    whole = bundle.zip_bundle(DRAWS["empty"])
    for position in range(whole.index(b"PK\1\2"), len(whole)):
        changed = bytearray(whole)
        changed[position] ^= 1 << position % 8
        with pytest.raises(verify.Rejected):
            verify.verify(verify.unzip(bytes(changed)))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data + b"\0",
        lambda data: b"\0" + data,
        lambda data: data[:-1],
        lambda data: b"",
        lambda data: b"not a zip",
    ],
)
def test_a_zip_with_more_or_fewer_bytes_is_rejected(spoil, tmp_path, capsys):
    path = tmp_path / "draw.zip"
    path.write_bytes(spoil(bundle.zip_bundle(DRAWS["exact"])))
    status, lines = verdict(path, capsys)
    assert status == 1
    assert lines[0].startswith("不通过  压缩包")


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file_is_named(name):
    files = {other: data for other, data in DRAWS["exact"].items() if other != name}
    assert rejection(files) == f"缺少文件：{name}"


def test_an_extra_file_or_folder_is_named(tmp_path, capsys):
    assert rejection({**DRAWS["exact"], "x.txt": b""}) == "多出文件：x.txt"
    for name, data in DRAWS["exact"].items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "sub").mkdir()
    assert verdict(tmp_path, capsys) == (
        1,
        ["不通过  文件夹中多出“sub”", "结论：拒绝。此抽取包与规范不符，或已被改动。"],
    )


def edited(name, change):
    """The exact draw with one JSON file changed by a forger who also mends the manifest."""
    value = json.loads(DRAWS["exact"][name])
    change(value)
    return sealed({**DRAWS["exact"], name: canonical.canonical_json(value)})


def swap(lots, part):
    members = lots[0][part]
    members[0], members[1] = members[1], members[0]


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("result.json", lambda value: swap(value["lots"], "selected"), "抽取结果与重算的不一致"),
        ("result.json", lambda value: value.update(commitment="0" * 64), "抽取结果与重算的不一致"),
        ("alternates.json", lambda value: swap(value["lots"], "alternates"), "候补顺序与重算的不一致"),
        ("minutes.json", lambda value: value.update(seed="0" * 20), "种子不是各方数字依次相连"),
        ("minutes.json", lambda value: value["entries"].reverse(), "产生种子的各方或其顺序与承诺不一致"),
        ("minutes.json", lambda value: value["entries"].pop(), "产生种子的方数与承诺不一致"),
        ("minutes.json", lambda value: value["entries"][0].update(digits="1" * 10), "市纪委监督员的数字与锁定时的掩码不一致"),
        ("minutes.json", lambda value: value["entries"][0].update(digits="1" * 9), "市纪委监督员的数字不是 10 位阿拉伯数字"),
        ("minutes.json", lambda value: value.update(kind="other"), "minutes.json 没有写明正式还是演示"),
        ("commitment.json", lambda value: value.update(roster_hash="0" * 64), "名册与承诺中的散列值不一致"),
        ("commitment.json", lambda value: value.update(exclusions_hash="0" * 64), "排除名单与承诺中的散列值不一致"),
        ("commitment.json", lambda value: value.update(spec="AICDRAW2"), "commitment.json 的规范名不是 AICDRAW1"),
        ("commitment.json", lambda value: value.update(extra=""), "commitment.json 的字段不符合规范"),
        ("commitment.json", lambda value: value.update(purpose="别的目的"), "抽取结果与重算的不一致"),
        ("commitment.json", lambda value: value["stages"][0]["strata"][0].update(size=3), "抽取结果与重算的不一致"),
        ("commitment.json", lambda value: value["stages"][0]["strata"][0].update(size=7), "“甲”需要 7 名，可抽的只有 6 名"),
        ("substitutions.json", lambda value: value["steps"].reverse(), "第 2 次递补："),
        ("substitutions.json", lambda value: value["steps"].pop(0), "第 1 次递补："),
        ("substitutions.json", lambda value: value["steps"][0].update(reason=""), "第 1 次递补的字段不符合规范，或没有理由"),
        ("substitutions.json", lambda value: value["steps"][0].update(label="x"), "第 1 次递补的签号名称不存在"),
        ("substitutions.json", lambda value: value.update(more=[]), "substitutions.json 的字段不符合规范"),
    ],
)  # fmt: skip
def test_a_forger_who_mends_the_manifest_is_still_caught(name, change, reason):
    files = edited(name, change)
    assert reason in rejection(files)


def test_a_substitution_out_of_order_is_caught():
    def jump(value):
        del value["steps"][1:]
        value["steps"][0]["in"] = json.loads(DRAWS["exact"]["alternates.json"])["lots"][0]["alternates"][1]

    assert rejection(edited("substitutions.json", jump)) == "第 1 次递补没有按签号顺序"


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("tickets.tsv", b"so-01", b"so-02", "签号与重算的不一致"),
        ("roster.tsv", b"E00\t", b"E99\t", "没有按编号排序"),
        ("roster.tsv", b"\t\xe7\x94\xb2\t", b"\t\t", "编号或第二列为空"),
        ("roster.tsv", b"id\tstratum", b"id\treason", "roster.tsv 的表头不符合规范"),
        ("exclusions.tsv", b"Z9", b"E01", "“E01”既在名册中又在排除名单中"),
        ("exclusions.tsv", b"Z9", b" Z9", "未规范"),
        ("commitment.json", b'","', b'", "', "commitment.json 不是规范形式的 JSON"),
        ("manifest.json", b"BUNDLE", b"BUNDLF", "manifest.json 的格式名不符合规范"),
    ],
)
def test_text_that_is_not_canonical_is_named(name, old, new, reason):
    data = DRAWS["exact"][name]
    assert old in data
    changed = {**DRAWS["exact"], name: data.replace(old, new, 1)}
    assert reason in rejection(changed if name == "manifest.json" else sealed(changed))


def test_a_structure_of_another_kind_is_rejected_without_a_traceback(tmp_path, capsys):
    path = tmp_path / "draw.zip"
    for name in ("commitment.json", "minutes.json", "result.json", "substitutions.json", "manifest.json"):
        for value in ([], "x", 1, {}, {"steps": [1]}, {"files": 1, "format": "AICDRAW1-BUNDLE"}):
            files = {**DRAWS["exact"], name: canonical.canonical_json(value)}
            path.write_bytes(bundle.zip_bundle(files if name == "manifest.json" else sealed(files)))
            status, lines = verdict(path, capsys)
            assert (status, lines[-1][:5]) == (1, "结论：拒绝")


# What is never made


def test_a_bundle_that_would_be_rejected_is_never_made():
    roster = roster_of({"A": "甲", "B": "甲", "C": "甲"})
    commitment = commitment_of(roster, exact(("甲", 1)))
    lot = selection.run_draw(commitment, roster, "".join(DIGITS))[0]
    good = {"roster": roster, "exclusions": EXCLUSIONS, "commitment": commitment, "minutes": minutes_of()}
    entry = minutes_of().entries[0]
    false_mask = replace(minutes_of(), entries=(replace(entry, mask="0" * 64), minutes_of().entries[1]))
    wrong = [
        ({"minutes": false_mask}, errors.PlanError, "市纪委监督员的数字与锁定时的掩码不一致"),
        ({"minutes": minutes_of(("1", "2"))}, SeedError, "10 位"),
        ({"exclusions": build_exclusions([("A", "回避")])}, errors.PlanError, "散列值不一致"),
        ({"steps": [step(lot, lot.selected[0], lot.alternates[1])]}, errors.PlanError, "第 1 次递补应为"),
    ]
    for change, kind, message in wrong:
        with pytest.raises(kind, match=message):
            bundle.bundle_files(**{**good, **change})
