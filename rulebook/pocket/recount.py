#!/usr/bin/env python3
"""Check a published count by oneself. Needs Python 3.8 or later and nothing else.

    python recount.py counts.json [--publication publication.json] [--sha256 DIGEST] [--box box.json]

Reads the counts, checks their form, hashes and reconciliation, redoes every rate with exact integers and
compares it with what was published. Shares no code with the program that made the files.
Exit status: 0 all agrees, 1 something does not.
"""

# ruff: noqa: B905 - `strict=` of zip is newer than Python 3.8; lengths are checked while reading.

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

FIGURES = (
    "made", "handed_out", "spoiled", "leftover", "voided", "checked_in", "returned", "not_returned",
    "valid", "invalid", "issued", "open", "receipts", "paper",
)  # fmt: skip
PAPER_FIGURES = ("paper_made", "paper_left", "exchanged", "paper_missing", "paper_valid", "paper_invalid")
EXTRAS = {
    "sealing": (("public_key", "suite"), "加密方式写得不全"),
    "anchors": (("counts", "event", "hash"), "审计记录的校验值写得不全"),
}
COMBINED = ("satisfied", "rather_satisfied", "basically_satisfied")


class Refused(Exception):
    """The file cannot be checked at all; the text is Chinese."""


def main() -> int:
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may not know every character of a name.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    arguments = read_arguments()
    try:
        raw = read_bytes(arguments.counts)
        problems = check_digest(raw, arguments.sha256)
        counts = read_counts(raw)
        problems += check_sums(counts) + check_equations(counts["figures"], counts["ballots"])
        if arguments.box:
            problems += check_box(counts, read_bytes(arguments.box))
        if arguments.publication:
            problems += check_publication(counts, raw, read_bytes(arguments.publication))
    except Refused as refusal:
        say(f"✗ {refusal}")
        say("结论：核验不通过。")
        return 1
    report(counts, bool(arguments.publication), hashlib.sha256(raw).hexdigest())
    for problem in problems:
        say(f"✗ {problem}")
    say("结论：核验不通过。" if problems else "结论：核验通过，全部一致。")
    return 1 if problems else 0


def say(text: str) -> None:
    """Print a line; control characters in a name could otherwise feign a verdict."""
    print("".join(letter for letter in text if letter.isprintable()))


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="重新核算已公布的计票结果")
    parser.add_argument("counts", help="计票数据文件 counts.json")
    parser.add_argument("--publication", help="公布结果文件 publication.json")
    parser.add_argument("--sha256", help="计票报告上印的 counts.json 校验值")
    parser.add_argument("--box", help="开箱文件：从封存票箱取出的全部选票")
    return parser.parse_args()


# Reading: the file must be byte for byte the one canonical form of what it says.


def read_bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Refused(f"无法读取文件 {path}") from error


def canonical(plain: Any) -> bytes:
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def need(condition: bool, text: str) -> None:
    if not condition:
        raise Refused(text)


def is_count(value: Any) -> bool:
    """A whole number from 0 and of sensible size; True and 1.0 are none."""
    return type(value) is int and 0 <= value < 10**9


def read_sealed(raw: bytes, name: str, format_name: str) -> dict[str, Any]:
    """The content of a file, after its canonical form and its own hash were checked."""
    try:
        wrapper = json.loads(raw.decode("utf-8"))
        same = canonical(wrapper) == raw
    except (ValueError, RecursionError) as error:
        raise Refused(f"{name}不是有效的数据文件，可能已被改动") from error
    need(same, f"{name}的写法与原始写法不同，可能已被改动")
    need(isinstance(wrapper, dict) and set(wrapper) == {"content", "sha256"}, f"{name}的结构不对")
    content: dict[str, Any] = wrapper["content"]
    need(isinstance(content, dict), f"{name}的结构不对")
    digest = hashlib.sha256(canonical(content)).hexdigest()
    need(digest == wrapper["sha256"], f"{name}的校验值不符，内容已被改动")
    need(content.get("format") == format_name, f"{name}的格式不是 {format_name}")
    return content


def read_counts(raw: bytes) -> dict[str, Any]:
    content = read_sealed(raw, "计票数据", "aic-counts-1")
    names = {"format", "edition", "title", "k", "form", "form_sha256", "figures", "ballots", "table"}
    need(content.get("edition") in ("internal", "published"), "计票数据没有写明是内部版还是公布版")
    if content["edition"] == "internal":
        names.add("panels")
    need("panels" in names or "panels" not in content, "公布版不得含有分层面数据")
    need(set(content) - {"strata", *EXTRAS} == names, "计票数据的项目不全或有多余")
    need(isinstance(content["title"], str), "计票数据没有标题")
    need(is_count(content["k"]) and is_count(content["ballots"]), "计票数据的票数不是整数")
    read_form(content)
    read_figures(content["figures"])
    if content["table"] is None:
        need(content["edition"] == "published", "内部版缺少计票表")
        need(content["ballots"] < content["k"], "票数已达到公布下限，却没有公布计票表")
    else:
        need(
            content["edition"] == "internal" or content["ballots"] >= content["k"],
            "票数不足公布下限，不应公布计票表",
        )
        read_table(content["form"], content["table"], "计票表")
    panels = content.get("panels", [])
    need(isinstance(panels, list), "分层面数据的项目不全")
    for panel in panels:
        good = isinstance(panel, dict) and set(panel) == {"key", "label", "ballots", "table"}
        need(good and is_count(panel["ballots"]), "分层面数据的项目不全")
        read_table(content["form"], panel["table"], f"层面“{panel['label']}”的计票表")
    if "strata" in content:
        read_strata(content)
    for name in set(EXTRAS) & set(content):
        keys, problem = EXTRAS[name]
        good = isinstance(content[name], dict) and tuple(sorted(content[name])) == keys
        need(good and all(isinstance(part, (str, int)) and part for part in content[name].values()), problem)
    return content


def read_strata(content: dict[str, Any]) -> None:
    """The breakdown of a mass survey: only in the published edition, and no part of it below k."""
    strata = content["strata"]
    good = content["edition"] == "published" and content["table"] is not None
    need(good and isinstance(strata, list) and len(strata) > 1, "分层结果的项目不全或有多余")
    for cell in strata:
        good = isinstance(cell, dict) and set(cell) == {"label", "ballots", "table"}
        need(good and isinstance(cell["label"], str) and is_count(cell["ballots"]), "分层结果的项目不全")
        need(cell["ballots"] >= content["k"], f"“{cell['label']}”票数不足公布下限，不应公布")
        read_table(content["form"], cell["table"], f"“{cell['label']}”的计票表")


def read_form(content: dict[str, Any]) -> None:
    form = content["form"]
    need(isinstance(form, dict), "评议表不完整")
    need(set(form) == {"version", "subjects", "criteria", "grades"}, "评议表不完整")
    for name in ("subjects", "criteria", "grades"):
        entries = form[name]
        need(isinstance(entries, list) and bool(entries), "评议表不完整")
        for entry in entries:
            good = isinstance(entry, dict) and isinstance(entry.get("key"), str)
            need(good and isinstance(entry.get("label"), str), "评议表不完整")
        need(len({entry["key"] for entry in entries}) == len(entries), "评议表有重复的标识")
    values = [grade.get("value") for grade in form["grades"]]
    numbered = all(map(is_count, values)) and values == list(range(1, len(values) + 1))
    need(numbered, "评议表的等次编号不连续")
    digest = hashlib.sha256(canonical(form)).hexdigest()
    need(digest == content["form_sha256"], "评议表的校验值不符")


def check_box(counts: dict[str, Any], raw: bytes) -> list[str]:
    """Count the ballots of an opened box one by one and compare them with the table."""
    box = read_sealed(raw, "开箱文件", "aic-box-1")
    need(set(box) == {"format", "title", "form", "form_sha256", "bodies"}, "开箱文件的项目不全或有多余")
    read_form(box)
    need(box["form"] == counts["form"], "开箱文件与计票数据的评议表不同")
    need(isinstance(box["bodies"], list), "开箱文件没有选票")
    width = len(box["form"]["grades"]) + 1
    table = [[0] * width for _ in range(len(box["form"]["subjects"]) * len(box["form"]["criteria"]))]
    for marks in box["bodies"]:
        need(isinstance(marks, list) and len(marks) == len(table), "开箱文件中有一张选票与评议表不符")
        for place, mark in zip(table, marks):
            need(is_count(mark) and mark < width, "开箱文件中有一张选票与评议表不符")
            place[mark] += 1
    problems = []
    if len(box["bodies"]) != counts["ballots"]:
        problems.append(f"开箱文件有 {len(box['bodies'])} 张选票，计票张数为 {counts['ballots']}")
    if counts["table"] is not None and table != counts["table"]:
        problems.append("开箱文件逐票重新计数，结果与计票表不同")
    return problems


def read_figures(figures: Any) -> None:
    need(isinstance(figures, dict), "票数清点数据不全")
    names = FIGURES + PAPER_FIGURES if set(PAPER_FIGURES) & set(figures) else FIGURES
    need(set(figures) == {*names, "urn"}, "票数清点数据不全")
    for name in (*names, "urn"):
        unknown = figures[name] is None and name in ("urn", "checked_in")
        need(unknown or is_count(figures[name]), "票数清点数据应为不小于 0 的整数")


def read_table(form: dict[str, Any], table: Any, name: str) -> None:
    rows = len(form["subjects"]) * len(form["criteria"])
    width = len(form["grades"]) + 1
    need(isinstance(table, list) and len(table) == rows, f"{name}的行数不对")
    for row in table:
        good = isinstance(row, list) and len(row) == width and all(is_count(votes) for votes in row)
        need(good, f"{name}的票数不对")


# Checking: everything is computed anew, nothing is believed.


def check_digest(raw: bytes, printed: str | None) -> list[str]:
    same = printed is None or hashlib.sha256(raw).hexdigest() == printed.strip().lower()
    return [] if same else ["计票数据与计票报告上印的校验值不符"]


def places(form: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(subject, criterion) for subject in form["subjects"] for criterion in form["criteria"]]


def check_sums(counts: dict[str, Any]) -> list[str]:
    """Every line of every table adds up to its ballots, and the panels to the whole."""
    problems = []
    panels = counts.get("panels", counts.get("strata"))
    tables = [("", counts["ballots"], counts["table"])]
    for panel in panels or []:
        tables.append((f"层面“{panel['label']}”的", panel["ballots"], panel["table"]))
    for owner, ballots, table in tables:
        for (subject, criterion), row in zip(places(counts["form"]), table or []):
            if sum(row) != ballots:
                name = f"{owner}{subject['label']}“{criterion['label']}”"
                problems.append(f"{name}各等次与弃权合计 {sum(row)} 张，应为 {ballots} 张")
    if panels is not None:
        whole = [sum(votes) for rows in zip(*(panel["table"] for panel in panels)) for votes in zip(*rows)]
        if whole != [votes for row in counts["table"] for votes in row]:
            problems.append("各层面相加与合计不符")
        if sum(panel["ballots"] for panel in panels) != counts["ballots"]:
            problems.append("各层面票数相加与总票数不符")
    return problems


def check_equations(f: dict[str, Any], ballots: int) -> list[str]:
    electronic = f["issued"] - f["open"] - f["voided"]
    unused = f["spoiled"] + f["leftover"] + f.get("exchanged", 0)
    equal = [
        ("制发 = 发给 + 作废 + 剩余", f["made"], f["handed_out"] + f["spoiled"] + f["leftover"]),
        ("发给 = 收回 + 未收回", f["handed_out"], f["returned"] + f["not_returned"]),
        ("收回 = 有效 + 无效", f["returned"], f["valid"] + f["invalid"]),
        ("系统登记作废 = 作废 + 剩余 + 换发纸质票", f["voided"], unused),
        ("登记票码 = 制发", f["issued"], f["made"]),
        ("收回 − 纸质票 = 登记票码 − 未使用票码 − 系统登记作废", f["returned"] - f["paper"], electronic),
        ("电子收回 = 回执条数", electronic, f["receipts"]),
        ("有效 = 计票张数", f["valid"], ballots),
    ]
    if f["checked_in"] is not None:
        equal.append(("发给 = 签到人数", f["handed_out"], f["checked_in"]))
    if f["urn"] is not None:
        equal.append(("电子收回 = 票箱张数", electronic, f["urn"]))
    if "exchanged" in f or f["paper"]:
        made, left, exchanged, missing, valid, invalid = (f.get(name, 0) for name in PAPER_FIGURES)
        equal += [
            ("纸质票印制 = 纸质发出 + 纸质票剩余", made, exchanged + left),
            ("纸质发出 = 纸质收回 + 纸质未收回", exchanged, f["paper"] + missing),
            ("纸质收回 = 纸质有效 + 纸质无效", f["paper"], valid + invalid),
            ("电子收回 + 纸质收回 = 收回", electronic + f["paper"], f["returned"]),
        ]
    problems = [
        f"“{text}”不成立：左边 {left}，右边 {right}，相差 {abs(left - right)}"
        for text, left, right in equal
        if left != right
    ]
    bounds = [
        ("电子收回 ≤ 发给 − 纸质票", electronic, f["handed_out"] - f["paper"]),
        ("收回 ≤ 发给", f["returned"], f["handed_out"]),
    ]
    problems += [f"“{text}”不成立：{left} 大于 {right}" for text, left, right in bounds if left > right]
    return problems


def percent(numerator: int, denominator: int) -> str:
    """The rate in hundredths of a percent, half to even, by whole numbers alone."""
    if denominator == 0:
        return "—"
    hundredths, rest = divmod(numerator * 10000, denominator)
    if rest * 2 > denominator or (rest * 2 == denominator and hundredths % 2 == 1):
        hundredths += 1
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def rate(numerator: int, denominator: int) -> dict[str, Any]:
    return {"numerator": numerator, "denominator": denominator, "percent": percent(numerator, denominator)}


def redone_places(counts: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for (subject, criterion), row in zip(places(counts["form"]), counts["table"]):
        rates = {grade["key"]: rate(row[grade["value"]], sum(row[1:])) for grade in counts["form"]["grades"]}
        place = {"subject": subject["key"], "criterion": criterion["key"]}
        found.append({**place, "abstained": row[0], "rates": rates})
    return found


def redone_summary(counts: dict[str, Any]) -> list[dict[str, Any]]:
    grades = {grade["key"]: grade["value"] for grade in counts["form"]["grades"]}
    if "satisfied" not in grades:
        return []
    found = []
    for (subject, criterion), row in zip(places(counts["form"]), counts["table"]):
        if criterion["key"] == "overall":
            given = sum(row[1:])
            together = sum(row[grades[key]] for key in COMBINED if key in grades)
            satisfied, combined = rate(row[grades["satisfied"]], given), rate(together, given)
            found.append({"subject": subject["key"], "satisfied": satisfied, "combined": combined})
    return found


def check_publication(counts: dict[str, Any], counts_raw: bytes, raw: bytes) -> list[str]:
    published = read_sealed(raw, "公布结果", "aic-publication-1")
    names = {"format", "counts_sha256", "places", "summary"} | ({"strata"} & set(counts))
    need(set(published) == names, "公布结果的项目不全或有多余")
    problems = []
    if published["counts_sha256"] != hashlib.sha256(counts_raw).hexdigest():
        problems.append("公布结果不是由这份计票数据得出的")
    if counts["table"] is None:
        if published["places"] is not None or published["summary"] is not None:
            problems.append("票数不足公布下限，不应公布比率")
        return problems
    problems += check_rates(counts, published)
    cells, shown = counts.get("strata", []), published.get("strata", [])
    good = isinstance(shown, list) and all(isinstance(cell, dict) for cell in shown)
    need(good and len(shown) == len(cells), "公布的分层结果不全或有多余")
    for cell, found in zip(cells, shown):
        need(set(found) == {"label", "places", "summary"}, "公布的分层结果不全或有多余")
        if found["label"] != cell["label"]:
            problems.append(f"分层“{cell['label']}”公布的名称不符")
        part = {"form": counts["form"], "table": cell["table"]}
        problems += [f"{cell['label']}：{problem}" for problem in check_rates(part, found)]
    return problems


def check_rates(counts: dict[str, Any], published: dict[str, Any]) -> list[str]:
    """Every rate of a table redone and compared with what was published of it."""
    problems = []
    labels = {subject["key"]: subject["label"] for subject in counts["form"]["subjects"]}
    criteria = {criterion["key"]: criterion["label"] for criterion in counts["form"]["criteria"]}
    for name, redone in (("places", redone_places(counts)), ("summary", redone_summary(counts))):
        shown = published[name]
        if not isinstance(shown, list) or len(shown) != len(redone):
            problems.append("公布的比率不全或有多余")
            continue
        for right, found in zip(redone, shown):
            # Compared as bytes: to Python 1, 1.0 and True would be equal.
            if canonical(right) != canonical(found):
                item = criteria.get(right.get("criterion", ""), "总体评价合计")
                problems.append(f"{labels[right['subject']]}“{item}”公布的比率与重新计算的不符")
    return problems


def report(counts: dict[str, Any], with_publication: bool, digest: str) -> None:
    """What was looked at, with the overall rates as recomputed here."""
    say(counts["title"])
    say(f"计票数据校验值（SHA-256）：{digest}")
    say(f"版本：{'内部版' if counts['edition'] == 'internal' else '公布版'}；计票 {counts['ballots']} 张")
    if "anchors" in counts:
        say(f"封存的计数（SHA-256）：{counts['anchors']['counts']}")
        say(f"审计记录第 {counts['anchors']['event']} 条：{counts['anchors']['hash']}")
    labels = {subject["key"]: subject["label"] for subject in counts["form"]["subjects"]}
    if counts["table"] is None:
        say(f"票数不足 {counts['k']} 张，按规定不公布分布。")
    else:
        for line in redone_summary(counts):
            first, both = line["satisfied"], line["combined"]
            one = f"满意率 {first['numerator']}/{first['denominator']} = {first['percent']}"
            two = f"基本满意以上率 {both['numerator']}/{both['denominator']} = {both['percent']}"
            say(f"{labels[line['subject']]}：{one}，{two}")
    if not with_publication:
        say("未提供公布结果文件，只核验了计票数据本身。")


if __name__ == "__main__":
    sys.exit(main())
