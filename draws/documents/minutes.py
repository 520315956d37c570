"""Minutes of a draw 抽取记录: what was done, when, by whom, with lines to sign for everybody who was there (S0-03, S0-07)."""

from draws.documents.certificate import moment, verify_address, watermark
from draws.models import Draw
from draws.queries.facts import way_text
from draws.queries.minutes import minutes_steps, minutes_strata
from draws.queries.records import bundle_of
from draws.queries.results import substitutions
from printing.page import (
    Block,
    Document,
    Heading,
    KeyValues,
    Mono,
    Paragraph,
    QrCode,
    SignatureBlock,
    Table,
    official_pdf,
)
from rulebook.draw.bundle import manifest_hash
from rulebook.draw.canonical import sha256_hex
from rulebook.lifecycle.draw import DrawState

NOT_WRITTEN = "未登记"


def minutes_pdf(draw: Draw) -> bytes:
    """The minutes as far as the draw has come; digits appear only once all of them were revealed."""
    files = bundle_of(draw) if draw.drawn_at else {}
    parts = [
        _particulars(draw),
        _steps(draw),
        _commitment(draw),
        _seed(draw),
        _result(draw),
        _hashes(draw, files),
        _signatures(draw),
    ]
    return official_pdf(
        Document(
            title="随机抽取记录",
            blocks=[block for part in parts for block in part],
            watermark=watermark(draw),
            footer_note=f"{draw.number}　{draw.origin_label}",
            compact=True,
        )
    )


def _particulars(draw: Draw) -> list[Block]:
    held = getattr(draw, "ceremony", None)
    witnesses = "、".join(held.witnesses.splitlines()) if held else ""
    rows = [
        ("抽取编号", draw.number),
        ("用途", draw.purpose),
        ("来源", draw.origin_label),
        ("单位", draw.unit.name),
        ("抽取主体", draw.drawing_body),
        ("地点", held.place if held else NOT_WRITTEN),
        ("报数方", "、".join(draw.parties)),
        ("在场人员", witnesses or NOT_WRITTEN),
        ("名册", f"{draw.entries.count()} 条，排除 {draw.exclusions.count()} 条"),
    ]
    if draw.marking:
        rows.append(("标记", f"{draw.get_marking_display()}，不作正式依据"))
    if draw.state == DrawState.VOID:
        rows.append(("作废原因", draw.void_reason))
    if held and held.note:
        rows.append(("情况记录", held.note))
    return [Heading("一、抽取事项"), KeyValues(rows)]


def _steps(draw: Draw) -> list[Block]:
    rows = [
        [moment(step.at), step.title, step.actor or "系统", step.confirmer or "—"]
        for step in minutes_steps(draw)
    ]
    head = ["时间", "事项", "经办人", "第二人"]
    return [Heading("二、经过"), Table(head, rows, widths=(5, 5, 5, 4), align=("left",) * 4)]


def _commitment(draw: Draw) -> list[Block]:
    words = "承诺值在任何一方报数之前公布，名册、名额、排除名单和报数方自此不能更改。"
    return [Heading("三、承诺值"), Paragraph(words), Mono(draw.commitment_hash)]


def _seed(draw: Draw) -> list[Block]:
    if not draw.seed:
        return [Heading("四、报数"), Paragraph("各方的数字尚未一起揭示，本记录不写出任何一方的数字。")]
    rows = [
        [part.party, part.digits, moment(part.entered_at), way_text(part)]
        for part in draw.seed_parts.select_related("given_by").order_by("position")
    ]
    words = f"各方数字依次相连，得种子 {draw.seed}，于 {moment(draw.revealed_at)} 一起揭示。"
    return [
        Heading("四、报数"),
        Table(["报数方", "数字", "锁定时间", "报数方式"], rows, widths=(4, 4, 5, 5), align=("left",) * 4),
        Paragraph(words),
    ]


def _result(draw: Draw) -> list[Block]:
    if not draw.drawn_at:
        return [Heading("五、结果"), Paragraph("尚未抽取。")]
    strata = minutes_strata(draw)
    rows = [[row.name, str(row.pool), str(row.drawn), str(row.left)] for row in strata]
    drawn, left = sum(row.drawn for row in strata), sum(row.left for row in strata)
    rows.append(["合计", str(sum(row.pool for row in strata)), str(drawn), str(left)])
    align = ("left", "right", "right", "right")
    blocks: list[Block] = [
        Heading("五、结果"),
        Table(["层", "名册", "抽中", "其中后来退出"], rows, widths=(6, 2, 2, 3), align=align),
    ]
    steps = [
        [
            str(step.number),
            moment(step.made_at),
            step.withdrawn.code,
            step.replacement.code,
            step.get_reason_display(),
        ]
        for step in substitutions(draw)
    ]
    if not steps:
        return [*blocks, Paragraph("至本记录打印时没有递补。")]
    head = ["序号", "时间", "退出", "递补", "原因"]
    return [*blocks, Table(head, steps, widths=(2, 5, 4, 4, 5), caption="递补")]


def _hashes(draw: Draw, files: dict[str, bytes]) -> list[Block]:
    rows = [("名册校验值", draw.roster_hash), ("排除名单校验值", draw.exclusions_hash)]
    how = "结果公布之后，任何人都可以重做核对。"
    if files:
        rows += [("结果校验值", sha256_hex(files["result.json"])), ("清单值", manifest_hash(files))]
        how = (
            "任何人可扫下方二维码打开核对页，在浏览器中重做本次抽取；或下载抽取包，用包内的 verify.py 核对，不需要联网。"
            "所得承诺值、清单值应与本记录相同。"
        )
    address = verify_address(draw)
    return [
        Heading("六、校验值和核对办法"),
        KeyValues(rows),
        Paragraph(how),
        QrCode(address, f"核对地址：{address}", size_mm=24),
    ]


def _signatures(draw: Draw) -> list[Block]:
    held = getattr(draw, "ceremony", None)
    witnesses = held.witnesses.splitlines() if held else []
    lines = [*(f"报数方（{party}）：" for party in draw.parties), "抽取人（监督员）：", "第二人（确认）："]
    seen = [f"在场人员（{each}）：" for each in witnesses] or ["在场人员："]
    return [Heading("七、签字"), SignatureBlock([*lines, *seen, "记录人："])]
