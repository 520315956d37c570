"""Letters to the members 通知书 and 聘请函: one file for a meeting, a page for each member, by GB/T 9704 (S0-07, S0-09)."""

from collections.abc import Callable, Iterator, Sequence

from django.utils.timezone import localdate

from evaluations.meetings.queries.notices import LetterFacts, NoticeFacts
from printing.page import Block, Document, KeyValues, Paragraph, QrCode, bound_pdf

Said = Callable[[int], None]
WEEKDAYS = "一二三四五六日"


def letters_pdf(facts: NoticeFacts, rows: Sequence[LetterFacts], said: Said = lambda done: None) -> bytes:
    """All letters in the order given; ``said`` hears how many are set."""
    title = f"{facts.activity}（{facts.office}）通知书"
    return bound_pdf(title, _each(facts, rows, said), author=facts.bureau)


def _each(facts: NoticeFacts, rows: Sequence[LetterFacts], said: Said) -> Iterator[Document]:
    made = localdate()
    for number, row in enumerate(rows):
        said(number)
        yield Document(
            title=f"{facts.occasion}会议{'评议代表通知书' if row.drawn else '评议员聘请函'}",
            issuer=facts.bureau,
            addressee=row.name,
            blocks=_blocks(facts, row),
            date_text=f"{made:%Y年%-m月%-d日}",
            watermark=facts.mark,
            footer_note="本页二维码和网址只供收件人本人答复使用，请勿转给他人。",
            compact=True,
        )


def _blocks(facts: NoticeFacts, row: LetterFacts) -> list[Block]:
    weekday = WEEKDAYS[facts.held_on.weekday()]
    when = f"{facts.held_on:%Y年%-m月%-d日}（星期{weekday}）{facts.held_at:%H:%M}"
    particulars = [("会议时间", when), ("会议地点", facts.place), ("您的身份", _capacity(row))]
    if facts.contact:
        particulars.append(("联系方式", facts.contact))
    return [
        Paragraph(_why(facts, row)),
        KeyValues(particulars),
        Paragraph(
            "请您到会听取报告，可以当面问询、提出建议，并当场以无记名方式填写评议表。"
            "评议不记姓名和先后，任何人不能查知您评了什么。"
        ),
        Paragraph(_how(facts, row)),
        QrCode(row.address, row.address, size_mm=30),
    ]


def _capacity(row: LetterFacts) -> str:
    return f"{'随机抽取的评议代表' if row.drawn else '聘请的评议员'}（{row.category}）"


def _why(facts: NoticeFacts, row: LetterFacts) -> str:
    again = "会议时间或地点有变，先前的通知作废，请以本通知为准。" if facts.edition > 1 else ""
    report = (
        "由领导班子主要负责人向服务对象代表和监督员述职，接受评议和满意度测评"
        if facts.collective
        else "由正、副职负责人面向监管服务对象代表述职述廉，接受评议"
    )
    meeting = f"{again}{facts.activity}定于下列时间召开{facts.office}会议，{report}。"
    if row.drawn:
        return (
            f"{meeting}会议代表由{facts.drawing_body}随机抽取产生（抽取编号{facts.draw_number}，任何人可以核验），"
            "您（贵单位）已被抽中，特此通知。"
        )
    return f"{meeting}现聘请您为本次会议的评议员，特此函告。"


def _how(facts: NoticeFacts, row: LetterFacts) -> str:
    after = "，由抽取次序的下一名递补" if row.drawn else ""
    call = "，也可以打上面的电话" if facts.contact else ""
    return (
        f"参加完全自愿；不能参加的不用说明理由，告知一声即可{after}。"
        f"请用手机扫二维码或打开下面的网址答复{call}。会后可在同一页查看公布的结果。"
    )
