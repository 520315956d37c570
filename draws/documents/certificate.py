"""One page of a draw: before it what is committed to, after it the certificate."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from draws.models import Draw
from draws.queries.facts import seats_in_all, stage_lines
from draws.queries.records import bundle_of
from draws.queries.results import substitutions
from printing.page import Block, Document, KeyValues, Paragraph, QrCode, official_pdf
from rulebook.draw.bundle import manifest_hash
from rulebook.draw.canonical import sha256_hex
from rulebook.lifecycle.draw import DrawState

LISTED_STRATA = 6
COMMITMENT_SIGNERS = ("抽取人：", "确认人：")


def verify_address(draw: Draw) -> str:
    """Where anybody checks the draw."""
    return f"{settings.PUBLIC_URL}{reverse('draws:draw-verify', args=[draw.number])}"


def certificate_pdf(draw: Draw) -> bytes:
    """One page. A draw that is locked but not drawn gives the sheet of its commitment, to be shown before any digits."""
    files = bundle_of(draw) if draw.drawn_at else {}
    document = Document(
        title="随机抽取证书" if files else "随机抽取承诺单",
        blocks=[KeyValues(_particulars(draw, files)), Paragraph(_how_to_verify(bool(files))), _code(draw)],
        signature_lines=[*COMMITMENT_SIGNERS, *(f"{party}：" for party in draw.parties)],
        watermark=watermark(draw),
        footer_note=f"{draw.number}　{draw.origin_label}",
        compact=True,
    )
    return official_pdf(document)


def _particulars(draw: Draw, files: dict[str, bytes]) -> list[tuple[str, str]]:
    rows = [
        ("抽取编号", draw.number),
        ("用途", draw.purpose),
        ("单位", f"{draw.unit.name}（抽取主体：{draw.drawing_body}）"),
        ("锁定时间", moment(draw.locked_at)),
        ("名册", f"{draw.entries.count()} 条，排除 {draw.exclusions.count()} 条"),
        ("名额", _seats(draw)),
        ("名册校验值", draw.roster_hash),
        ("承诺值", draw.commitment_hash),
    ]
    if not files:
        return [*rows, ("报数", f"{'、'.join(draw.parties)}，各 {draw.digits_each} 位")]
    return [
        *rows,
        ("种子", f"{draw.seed}（{'、'.join(draw.parties)}）"),
        ("报数", "；".join(f"{part.party}：{part.get_way_display()}" for part in draw.seed_parts.all())),
        ("抽取时间", moment(draw.drawn_at)),
        ("递补", f"{substitutions(draw).count()} 次"),
        ("结果校验值", sha256_hex(files["result.json"])),
        ("清单值", manifest_hash(files)),
    ]


def _seats(draw: Draw) -> str:
    """Every stratum while they fit on the page, else how many there are: the commitment has them all."""
    lines = stage_lines(draw)
    if len(lines) <= LISTED_STRATA:
        return "；".join(lines)
    return f"共 {len(lines)} 层，合计抽 {seats_in_all(draw)}，各层名额见承诺全文"


def moment(at: datetime | None) -> str:
    """A moment to the second as papers of a draw write it."""
    return date_format(timezone.localtime(at), "Y年n月j日 H:i:s") if at else "—"


def _how_to_verify(drawn: bool) -> str:
    if drawn:
        return (
            "任何人可扫下方二维码打开核对页，在浏览器中重做本次抽取；或下载抽取包，运行其中的 verify.py。"
            "所得承诺值应与抽取前公布的承诺值相同，清单值应与本页相同。"
        )
    return "名册、名额、排除名单和报数方自此不能更改。承诺值在报数之前公布，抽取之后可据此核对。"


def _code(draw: Draw) -> Block:
    return QrCode(verify_address(draw), f"核对地址：{verify_address(draw)}", size_mm=24)


def watermark(draw: Draw) -> str:
    """What lies across every page of a paper that is not of a valid draw in earnest."""
    if draw.state == DrawState.VOID:
        return "已作废"
    return draw.get_marking_display() if draw.marking else ""
