#!/usr/bin/env python3
"""抽取复核程序（AICDRAW1）。用法：python verify.py 抽取包.zip    或    python verify.py 解开的文件夹

Redoes a published draw with nothing but Python 3.8 and its standard library. It shares no code with the
program that made the draw. Exit status: 0 accepted, 1 rejected, 2 wrong use.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import struct
import sys
import unicodedata
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    Files = dict[str, bytes]
    Value = dict[str, Any]

FILES = (
    "README.txt",
    "alternates.json",
    "commitment.json",
    "exclusions.tsv",
    "manifest.json",
    "minutes.json",
    "result.json",
    "roster.tsv",
    "substitutions.json",
    "tickets.tsv",
    "verify.py",
)


class Rejected(Exception):
    """The bundle is not what it claims to be; the message says why."""


def require(condition: object, reason: str) -> None:
    if not condition:
        raise Rejected(reason)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# Reading the bundle


def load(path: str) -> Files:
    """Name → bytes of every file of a zip or of a folder."""
    if os.path.isdir(path):
        names = sorted(os.listdir(path))
        files = {}
        for name in names:
            full = os.path.join(path, name)
            require(os.path.isfile(full), f"文件夹中多出“{name}”")
            with open(full, "rb") as source:
                files[name] = source.read()
        return files
    with open(path, "rb") as source:
        return unzip(source.read())


def unzip(data: bytes) -> Files:
    """Name → bytes of every file of a zip in its only form."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    except Exception as error:
        raise Rejected(f"压缩包损坏，无法读取（{error}）") from error
    require(pack(files) == data, "压缩包不是规范形式：有字节被改动、增加或重新压缩过")
    return files


def pack(files: Files) -> bytes:
    """The only zip these files may come in: stored, sorted, dated 1980-01-01."""
    body, directory = b"", b""
    for name in sorted(files):
        data, raw = files[name], name.encode()
        common = struct.pack(
            "<5H3L2H", 20, 0, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(raw), 0
        )
        tail = struct.pack("<3H2L", 0, 0, 0, 0o644 << 16, len(body))
        directory += b"PK\1\2" + struct.pack("<2B", 20, 3) + common + tail + raw
        body += b"PK\3\4" + common + raw + data
    count = len(files)
    end = struct.pack("<4H2LH", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + b"PK\5\6" + end


def check_manifest(files: Files) -> str:
    names = set(files)
    missing = sorted(set(FILES) - names)
    extra = sorted(names - set(FILES))
    require(not missing, "缺少文件：{}".format("、".join(missing)))
    require(not extra, "多出文件：{}".format("、".join(extra)))
    manifest = read_json(files, "manifest.json")
    require(set(manifest) == {"format", "files"}, "manifest.json 的字段不符合规范")
    require(manifest["format"] == "AICDRAW1-BUNDLE", "manifest.json 的格式名不符合规范")
    listed = manifest["files"]
    require(set(listed) == set(FILES) - {"manifest.json"}, "manifest.json 所列文件不齐")
    for name in sorted(listed):
        require(listed[name] == sha256(files[name]), f"文件 {name} 与清单中的散列值不一致，已被改动")
    return f"清单中 {len(listed)} 个文件的散列值全部一致"


# Canonical forms


def canonical(value: object) -> str:
    """RFC 8785, for integers, strings, lists and dicts."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53:
        return str(value)
    raise Rejected("JSON 文件中只允许文字、整数、列表和字典")


def read_json(files: Files, name: str) -> Value:
    try:
        value: Value = json.loads(files[name].decode("utf-8"))
        same = canonical(value).encode("utf-8") == files[name]
    except ValueError as error:
        raise Rejected(f"{name} 不是有效的 JSON") from error
    require(same, f"{name} 不是规范形式的 JSON")
    require(isinstance(value, dict), f"{name} 的内容不是字典")
    return value


def read_table(files: Files, name: str, second: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a canonical table, sorted by the UTF-8 bytes of the id."""
    try:
        text = files[name].decode("utf-8")
    except UnicodeDecodeError as error:
        raise Rejected(f"{name} 不是 UTF-8 编码") from error
    require(text.endswith("\n"), f"{name} 没有以换行结尾")
    lines = [line.split("\t") for line in text[:-1].split("\n")]
    header = lines[0]
    require(header[:2] == ["id", second], f"{name} 的表头不符合规范")
    require(len(set(header)) == len(header), f"{name} 的表头有重复")
    before = b""
    for number, line in enumerate(lines):
        where = f"{name} 第 {number} 行"
        require(len(line) == len(header), where + "列数不对")
        for field in line:
            require(unicodedata.normalize("NFC", field).strip() == field, where + "未规范（NFC、去空白）")
            bad = any(unicodedata.category(char) == "Cc" or char == "\ufeff" for char in field)
            require(not bad, where + "含有控制字符")
        require(line[0] and line[1], where + "编号或第二列为空")
        if number:
            require(before < line[0].encode("utf-8"), where + "没有按编号排序，或编号重复")
            before = line[0].encode("utf-8")
    return header, lines[1:]


# Redoing the draw


def ticket(seed: str, label: str, id: str) -> str:
    return sha256((f"AICDRAW1\n{seed}\n{label}\n{id}").encode())


def in_order(seed: str, label: str, ids: Iterable[str]) -> list[tuple[str, str]]:
    """(ticket, id) of every id, by ticket, then by the bytes of the id."""
    return sorted(((ticket(seed, label, id), id) for id in ids), key=lambda pair: (pair[0], pair[1].encode()))


def seed_of(commitment: Value, minutes: Value) -> str:
    """The seed that the parties' digits make under the committed rule; every mask is checked."""
    require(set(minutes) == {"kind", "entries", "seed", "revealed_at", "remarks"}, "minutes.json 字段不符")
    require(minutes["kind"] in ("formal", "rehearsal"), "minutes.json 没有写明正式还是演示")
    rule, entries = commitment["seed_rule"], minutes["entries"]
    require(len(rule) >= 2 and len(entries) == len(rule), "产生种子的方数与承诺不一致")
    seed = ""
    for part, entry in zip(rule, entries):  # noqa: B905 - equal lengths were required; strict= needs Python 3.10
        digits = entry["digits"]
        require(entry["party"] == part["party"], "产生种子的各方或其顺序与承诺不一致")
        good = all(char in "0123456789" for char in digits) and len(digits) == part["digits"]
        require(good, "{}的数字不是 {} 位阿拉伯数字".format(part["party"], part["digits"]))
        masked = sha256(("AICDRAW1-MASK\n{}\n{}".format(entry["salt"], digits)).encode("utf-8"))
        require(masked == entry["mask"], "{}的数字与锁定时的掩码不一致".format(part["party"]))
        seed += digits
    require(minutes["seed"] == seed, "种子不是各方数字依次相连")
    return seed


def redo(commitment: Value, header: list[str], rows: list[list[str]], seed: str) -> list[Value]:
    """Every lot of the draw: stage, label, stratum, tickets, selected, alternates, minimums."""
    lots: list[Value] = []
    chosen: dict[str, list[str]] = {}
    for stage in commitment["stages"]:
        strata = [item["stratum"] for item in stage["strata"]]
        label = "{}/{}/".format(commitment["draw_number"], stage["unit"])
        sources = [id for source in stage["sources"] for id in chosen[source]]
        pool = [row for row in rows if row[1] in strata]
        drawn = []
        if stage["kind"] == "linked":
            column = header.index(stage["column"])
            for parent in sources:
                ids = [row[0] for row in pool if row[column] == parent]
                name = "{}/{}".format(stage["name"], parent)
                drawn.append(first(stage, label + name, parent, seed, ids, stage["size"]))
        else:
            if stage["sources"]:
                came_in = set(sources)
                pool = [row for row in pool if row[0] in came_in]
            if stage["kind"] == "exact":
                for item in stage["strata"]:
                    ids = [row[0] for row in pool if row[1] == item["stratum"]]
                    drawn.append(
                        first(stage, label + item["stratum"], item["stratum"], seed, ids, item["size"])
                    )
            else:
                require(stage["kind"] == "minimums", "环节“{}”的抽取方式不认识".format(stage["name"]))
                drawn.append(mixed(stage, label + stage["name"], seed, pool))
        require(stage["name"] not in chosen, "环节“{}”重复".format(stage["name"]))
        chosen[stage["name"]] = [id for lot in drawn for id in lot["selected"]]
        lots.extend(drawn)
    require(len({lot["label"] for lot in lots}) == len(lots), "有两组签号同名")
    return lots


def first(stage: Value, label: str, stratum: str, seed: str, ids: list[str], size: int) -> Value:
    """The first tickets of one stratum."""
    tickets = in_order(seed, label, ids)
    require(0 <= size <= len(ids), f"“{stratum}”需要 {size} 名，可抽的只有 {len(ids)} 名")
    order = [id for _, id in tickets]
    return lot_of(stage, label, stratum, tickets, order[:size], order[size:], {})


def mixed(stage: Value, label: str, seed: str, pool: list[list[str]]) -> Value:
    """One order over several strata: the minimum of a stratum goes to its first tickets, the free
    seats to the first of all the rest."""
    stratum_of = {row[0]: row[1] for row in pool}
    minimums = {item["stratum"]: item["minimum"] for item in stage["strata"]}
    tickets = in_order(seed, label, stratum_of)
    order = [id for _, id in tickets]
    reserved = set()
    for stratum in minimums:
        own = [id for id in order if stratum_of[id] == stratum]
        require(len(own) >= minimums[stratum], f"“{stratum}”不足最低名额")
        reserved.update(own[: minimums[stratum]])
    free = stage["size"] - len(reserved)
    rest = [id for id in order if id not in reserved]
    require(0 <= free <= len(rest), "“{}”名额无法满足".format(stage["name"]))
    taken = reserved.union(rest[:free])
    selected = [id for id in order if id in taken]
    return lot_of(stage, label, "", tickets, selected, rest[free:], minimums)


def lot_of(
    stage: Value,
    label: str,
    stratum: str,
    tickets: list[tuple[str, str]],
    selected: list[str],
    alternates: list[str],
    minimums: Mapping[str, int],
) -> Value:
    return {
        "stage": stage["name"],
        "label": label,
        "stratum": stratum,
        "tickets": tickets,
        "selected": selected,
        "alternates": alternates,
        "minimums": minimums,
    }


def listing(lots: list[Value], part: str) -> list[Value]:
    return [{key: lot[key] for key in ("stage", "label", "stratum", part)} for lot in lots]


def check_steps(steps: list[Value], lots: list[Value], stratum_of: Mapping[str, str]) -> str:
    """Every substitution brings in the next of the kept order that keeps the minimums."""
    by_label = {lot["label"]: lot for lot in lots}
    seated = {lot["label"]: list(lot["selected"]) for lot in lots}
    waiting = {lot["label"]: list(lot["alternates"]) for lot in lots}
    for number, step in enumerate(steps, 1):
        where = f"第 {number} 次递补"
        keys = {"label", "out", "in", "reason", "evidence", "at", "actor"}
        require(set(step) == keys and step["reason"], where + "的字段不符合规范，或没有理由")
        label, leaving, entering = step["label"], step["out"], step["in"]
        require(label in by_label, where + "的签号名称不存在")
        require(entering in waiting[label], where + f"：{entering} 不在未用的候补之中")
        if leaving:
            require(leaving in seated[label], where + f"：{leaving} 不是入选者")
            seated[label].remove(leaving)
        fits = [id for id in waiting[label] if may_enter(by_label[label], seated[label], id, stratum_of)]
        if not leaving:
            fits = [id for id in waiting[label] if stratum_of[id] == stratum_of[entering]]
        require(fits and fits[0] == entering, where + "没有按签号顺序")
        waiting[label].remove(entering)
        seated[label].append(entering)
    return f"递补 {len(steps)} 次，全部按签号顺序"


def may_enter(lot: Value, seated: list[str], id: str, stratum_of: Mapping[str, str]) -> bool:
    present = [stratum_of[other] for other in seated] + [stratum_of[id]]
    return all(present.count(stratum) >= least for stratum, least in lot["minimums"].items())


# The verdict


def verify(files: Files) -> tuple[list[str], Value, Value]:
    """The lines to print for an accepted bundle; raises Rejected otherwise."""
    lines = [check_manifest(files)]
    header, rows = read_table(files, "roster.tsv", "stratum")
    excluded = read_table(files, "exclusions.tsv", "reason")[1]
    both = {row[0] for row in rows} & {row[0] for row in excluded}
    require(not both, "“{}”既在名册中又在排除名单中".format("、".join(sorted(both))))
    commitment = read_json(files, "commitment.json")
    fields = "spec draw_number purpose unit stages roster_hash exclusions_hash seed_rule locked_at previous"
    require(set(commitment) == set(fields.split()), "commitment.json 的字段不符合规范")
    require(commitment["spec"] == "AICDRAW1", "commitment.json 的规范名不是 AICDRAW1")
    require(commitment["roster_hash"] == sha256(files["roster.tsv"]), "名册与承诺中的散列值不一致")
    lines.append(f"名册 {len(rows)} 条，规范，与承诺一致")
    require(
        commitment["exclusions_hash"] == sha256(files["exclusions.tsv"]), "排除名单与承诺中的散列值不一致"
    )
    lines.append(f"排除名单 {len(excluded)} 条，各有理由，与承诺一致")
    minutes = read_json(files, "minutes.json")
    seed = seed_of(commitment, minutes)
    lines.append("种子 {} 由 {} 方的数字依次相连，掩码一致".format(seed, len(minutes["entries"])))
    lots = redo(commitment, header, rows, seed)
    text = "".join("{}\t{}\t{}\n".format(lot["label"], *pair) for lot in lots for pair in lot["tickets"])
    require(("label\tticket\tid\n" + text).encode("utf-8") == files["tickets.tsv"], "签号与重算的不一致")
    lines.append("签号 {} 个，逐一重算一致".format(sum(len(lot["tickets"]) for lot in lots)))
    commitment_hash = sha256(files["commitment.json"])
    result = {"draw_number": commitment["draw_number"], "commitment": commitment_hash, "seed": seed}
    result["lots"] = listing(lots, "selected")
    require(read_json(files, "result.json") == result, "抽取结果与重算的不一致")
    lines.append("入选 {} 名，重算一致".format(sum(len(lot["selected"]) for lot in lots)))
    alternates = {"lots": listing(lots, "alternates")}
    require(read_json(files, "alternates.json") == alternates, "候补顺序与重算的不一致")
    lines.append("候补 {} 名，顺序重算一致".format(sum(len(lot["alternates"]) for lot in lots)))
    substitutions = read_json(files, "substitutions.json")
    require(set(substitutions) == {"steps"}, "substitutions.json 的字段不符合规范")
    lines.append(check_steps(substitutions["steps"], lots, {row[0]: row[1] for row in rows}))
    return lines, commitment, minutes


def main(argv: Sequence[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console without Chinese must not stop the check
    here = os.path.dirname(os.path.abspath(__file__))
    if len(argv) > 1 or (not argv and not os.path.exists(os.path.join(here, "manifest.json"))):
        print("用法：python verify.py 抽取包.zip（或解开的文件夹）")
        return 2
    path = argv[0] if argv else here
    if not os.path.exists(path):
        print(f"找不到 {path}")
        return 2
    try:
        files = load(path)
        lines, commitment, minutes = verify(files)
    except Rejected as error:
        print(f"不通过  {error}")
        print("结论：拒绝。此抽取包与规范不符，或已被改动。")
        return 1
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError) as error:
        print(f"不通过  文件内容的结构不符合规范（{type(error).__name__}: {error}）")
        print("结论：拒绝。此抽取包与规范不符，或已被改动。")
        return 1
    for line in lines:
        print(f"通过  {line}")
    print("抽取编号：{}    {}".format(commitment["draw_number"], commitment["purpose"]))
    print("承诺值：{}".format(sha256(files["commitment.json"])))
    print("上次抽取的承诺值：{}".format(commitment["previous"] or "无"))
    print("清单值：{}".format(sha256(files["manifest.json"])))
    if minutes["kind"] == "rehearsal":
        print("注意：本次抽取为演示，不作正式依据。")
    print("结论：接受。请把承诺值与抽取前公布的核对，把清单值与证书上的核对，两者都相同才算数。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
