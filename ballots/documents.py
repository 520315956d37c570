"""Printed matter of a vote."""

import base64
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import segno
from django.conf import settings
from django.utils.timezone import localtime

from ballots.models import CardBatch, Tablet, Vote
from ballots.queries.files import scan_text
from printing.ballot_paper import BallotPaper, ballot_paper_pdf
from printing.cards import HOW_TO, Card, Cover, card_sheet_pdf
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
    bound_pdf,
    official_pdf,
)
from rulebook.ballot.codes import card_url, display_code
from rulebook.ballot.form import ONE_UNIT, BallotForm, SubjectKind
from rulebook.ballot.keys import KEEPERS

HOW_TO_MARK = (
    "每一项只在一个等次的方框内打“√”。没有打的项为弃权，交回的票仍然有效。",
    "不要写姓名、店名，不要做任何记号；写错了不要涂改，交回这张换一张新的。填好后自己投入票箱。",
)

ZERO_NOTE = "本报告在开启投票之前打印。监督员核对：评议表校验值与投票页、平板所示相同，设备与会场摆放相同；核对无误后两人签字，扫描件交存系统。"

BATCH_NOTES = (
    "本页由发放人留存，不发给受访人。先清点张数，再裁开、对折、打乱，让受访人自己任取一张。",
    "不要登记谁取了哪一张，也不要在选票卡上做记号。发完后把发出、剩余张数填在本页，交回登记；剩余的选票卡封存，不得带走或使用。",
)
BY_PHONE = "用手机扫码或输入票码"


def paper_sheets(vote: Vote, copies: int, label: str = "") -> Iterator[bytes]:
    """The form of the vote on paper, ``copies`` times, as pieces of one PDF. ``ValueError`` if one sheet cannot hold it.

    ``label``: the unit that the sheet rates, where the cards name one, or else the stratum whose voters it is for.
    """
    shape = BallotForm.from_dict(vote.form)
    kinds = {SubjectKind.OFFICE: "单位", SubjectKind.PERSON: "个人"}
    names_unit = shape.criteria == (ONE_UNIT,)
    # A panel's only subject is what to look at, and the units stand where other forms have their criteria.
    guidance = [f"{subject.label}。" for subject in shape.subjects if vote.by_groups]
    voters = [f"本票只发给“{label}”。"] if label and vote.by_slips else []
    ballot = BallotPaper(
        title=vote.title,
        how_to=(*guidance, *voters, *HOW_TO_MARK),
        subjects=["参评单位"]
        if vote.by_groups
        else [f"{subject.label}（{kinds[subject.kind]}）" for subject in shape.subjects],
        criteria=[label] if names_unit else [criterion.label for criterion in shape.criteria],
        grades=[grade.label for grade in shape.grades],
        watermark=vote.marking or ("演示" if settings.DEMO else ""),
    )
    return ballot_paper_pdf(ballot, copies)


def zero_report_pdf(vote: Vote, tablets: Sequence[Tablet]) -> bytes:
    """The zero report 零票报告 to be signed before the opening: what was proved, the form, the devices, two signatures."""
    found = vote.test_report
    done = localtime(datetime.fromisoformat(found["at"]))
    proved = [
        ("检验前票箱", "0 张"),
        ("投入检验票", f"{found['ballots']} 张，内容已知，全部如数计出"),
        ("重复发送", f"{found['repeated']} 次，没有多计"),
        ("同一张卡再投", f"{found['refused']} 次，被拒绝"),
        ("两个计数器", "与预期完全相同"),
        ("检验后票箱", "0 张"),
        ("制发选票卡", f"{vote.made} 张"),
        ("密钥编号", vote.key_id),
        ("检验时间", f"{done:%Y年%-m月%-d日 %H:%M}"),
    ]
    states = [
        (str(each), "已停用" if each.retired else "已登记" if each.token_hash else "未登记")
        for each in tablets
    ]
    devices: list[Block] = (
        [Table(["平板", "状态"], states)]
        if states
        else [Paragraph("没有登记的平板；代表使用的设备：____________")]
    )
    return official_pdf(
        Document(
            title=f"{vote.title}\n零票报告",
            issuer=vote.unit.name,
            blocks=[
                Heading("一、零票检验"),
                KeyValues(proved),
                Heading("二、校验值（上为评议表，下为检验结果）"),
                Mono(vote.form_hash),
                Mono(found["expected"]),
                Heading("三、设备"),
                *devices,
                Heading("四、签字"),
                Paragraph(ZERO_NOTE),
                SignatureBlock(["经办人：", "市纪委监督员：", "签字时间："]),
            ],
            watermark=vote.marking or ("演示" if settings.DEMO else ""),
            compact=True,
        )
    )


def card_sheets(
    vote: Vote, codes: list[str], per_sheet: int, batch: CardBatch | None = None
) -> Iterator[bytes]:
    """The cards as pieces of one PDF, shuffled; made in memory, streamed once, kept nowhere.

    Slips of a ``batch`` bear its stratum and lie under a cover sheet with its number, which no slip bears.
    """
    stratum = batch.label if batch else ""
    pile = list(codes)
    secrets.SystemRandom().shuffle(pile)
    cards = [Card(display_code(code), card_url(settings.PUBLIC_URL, vote.pk, code), stratum) for code in pile]
    return _sheets(vote, cards, per_sheet, _batch_cover(batch) if batch else None)


def panel_sheets(vote: Vote, made: list[tuple[CardBatch, list[str]]], per_sheet: int) -> Iterator[bytes]:
    """The cards of a panel, group by group, each group shuffled; every card bears its group and nothing of its holder."""
    cards = []
    for batch, codes in made:
        pile = list(codes)
        secrets.SystemRandom().shuffle(pile)
        cards += [
            Card(display_code(code), card_url(settings.PUBLIC_URL, vote.pk, code), batch.label)
            for code in pile
        ]
    return _sheets(vote, cards, per_sheet, None)


def _sheets(vote: Vote, cards: list[Card], per_sheet: int, cover: Cover | None) -> Iterator[bytes]:
    return card_sheet_pdf(
        cards,
        title=vote.title,
        per_sheet=per_sheet,
        watermark=vote.marking or ("演示" if settings.DEMO else ""),
        how_to=BY_PHONE if vote.by_batches else HOW_TO,
        notes=_slip_notes(vote) if vote.by_batches else (),
        cover=cover,
    )


def _slip_notes(vote: Vote) -> list[str]:
    """What the holder of a slip must know who is in no hall: where, until when, whom to ask."""
    notes = [f"网址 {settings.PUBLIC_URL.rstrip('/')}/b/{vote.pk}/"]
    if vote.announced_close:
        notes.append(f"截止 {localtime(vote.announced_close):%Y年%-m月%-d日 %H:%M}")
    if vote.phone:
        notes.append(f"咨询电话 {vote.phone}")
    return notes


def _batch_cover(batch: CardBatch) -> Cover:
    return Cover(
        heading=f"选票卡 第 {batch.number} 批",
        facts=[("层", batch.label), ("张数", f"{batch.made} 张"), ("发放", batch.sender or "未登记")],
        blanks=["发出张数", "剩余张数", "发放人", "发放日期"],
        notes=BATCH_NOTES,
    )


RECOVERY_NOTES = (
    "口令忘记时，在“计票并封存”页本人的口令处输入下面的恢复码。恢复码与口令一样能打开票箱的一半，请当场装入信封，本人签封，不交给别人，不拍照。",
    "本单只打印这一次，系统不保存恢复码。口令和恢复单都没有了，选票就打不开，只能作废后重新投票。",
    "计票封存以后本单即无用处，可以销毁。",
)


@dataclass(frozen=True)
class RecoverySheet:
    """The sheet of one keeper, as an address that holds the PDF itself: it is fetched from no server."""

    keeper: str
    name: str
    address: str


def recovery_sheets(made: Sequence[tuple[Vote, dict[str, str]]]) -> list[RecoverySheet]:
    """The recovery codes of each keeper in a file of its own, a page for each vote; made in memory, kept nowhere."""
    return [
        RecoverySheet(
            label, f"恢复单-{made[0][0].pk}-{label}.pdf", _address(_recovery_pdf(keeper, label, made))
        )
        for keeper, label in KEEPERS.items()
    ]


def _address(raw: bytes) -> str:
    return f"data:application/pdf;base64,{base64.b64encode(raw).decode()}"


def _recovery_pdf(keeper: str, label: str, made: Sequence[tuple[Vote, dict[str, str]]]) -> bytes:
    return bound_pdf("投票密钥恢复单", (_recovery_page(vote, label, codes[keeper]) for vote, codes in made))


def _recovery_page(vote: Vote, keeper: str, code: str) -> Document:
    facts = [("投票", vote.title), ("单位", vote.unit.name), ("保管人", keeper), ("密钥编号", vote.key_id)]
    notes = (Paragraph(note) for note in RECOVERY_NOTES)
    blocks: list[Block] = [KeyValues(facts), Heading("恢复码"), Heading(code), *notes]
    mark = vote.marking or ("演示" if settings.DEMO else "")
    return Document(title="投票密钥恢复单", blocks=blocks, watermark=mark)


HOW_TO_COMPARE = (
    "文件名下面是整个文件的校验值（SHA-256），核验程序 recount.py 的“--sha256”填这个值；"
    "其余两个值写在文件里，应与核验程序和公布页显示的相同。"
)


def digest_blocks(heading: str, counts: Mapping[str, Sequence[tuple[str, str]]]) -> list[Block]:
    """What a report prints for comparison: ``queries.files.digests`` of each count as text and as a picture, under what it is called.

    A label is never parted from its value by a page.
    """
    blocks: list[Block] = [Heading(heading), Paragraph(HOW_TO_COMPARE)]
    for name, rows in counts.items():
        blocks += [Heading(name, level=2)] if name else []
        blocks += [block for label, value in rows for block in (Heading(f"{label}：", level=3), Mono(value))]
        blocks.append(QrCode(scan_text(rows), "以上各值", size_mm=38))
    return blocks


@dataclass(frozen=True)
class Enrolment:
    """How a tablet is enrolled: an address to scan, its picture, and the code to type."""

    address: str
    picture: str
    code: str


def tablet_enrolment(vote: Vote, code: str) -> Enrolment:
    """The code in the fragment of an address, which no log sees."""
    base = f"{settings.PUBLIC_URL.rstrip('/')}/b/{vote.pk}/tablet/"
    picture = segno.make(f"{base}#{code}", error="m", micro=False).svg_data_uri(scale=6, border=4)
    groups = [code[start : start + 4] for start in range(0, len(code), 4)]
    return Enrolment(base, picture, "-".join(groups))
