"""Letters in the boxes and problems in every state of the register. All invented."""

from datetime import date

from matters.models import Letter, Matter
from matters.services import letters, matters, measures, replies
from registry.models import Unit, User
from rulebook.matter.letters import Box, Channel, ReplyKind
from rulebook.matter.matters import Audience, Finding, Source, Treatment, Triage

ENQUIRIES = [
    (
        "个体户换照要带什么",
        "我在南街开小店，执照快到期，换照要带哪些材料？",
        "带身份证、旧执照和经营场所证明，当场可以换。",
    ),
    (
        "年报怎么补",
        "去年的年报忘了报，现在还能补吗？",
        "可以。带执照到所里，或者在网上补报，补报后移出经营异常名录。",
    ),
    ("名称能不能改", "想把店名改短一些，要不要重新登记？", "办理名称变更即可，三个工作日内领新照。"),
    (
        "食品标签看不清",
        "超市里进口饼干没有中文标签，可以卖吗？",
        "不可以。已转辖区工商所检查，结果另行答复。",
    ),
    ("办照几天能拿到", "新开的理发店，办照要等几天？", ""),
]
PROBLEMS = [
    ("午间窗口无人值守", "中午十二点到两点办事要等。", "SO01", Source.PUBLIC, Triage.SHORT, "closed"),
    ("同一条街一个月检查四次", "商户反映检查太密。", "SO01", Source.COMPLAINT, Triage.HOT, "reported"),
    ("收费依据没有上墙", "大厅看不到收费项目和依据。", "SO01", Source.MEDIA, Triage.SHORT, "treating"),
    ("办公用房狭小，没有等候座位", "老年人办事要站着等。", "SO02", Source.PUBLIC, Triage.LONG, "planned"),
    ("热线无人接听", "上周三上午打了五次没有人接。", "SO02", Source.HOTLINE, Triage.HOT, "verifying"),
    (
        "上门检查不出示证件",
        "来信人反映一次检查没有出示证件。",
        "SO02",
        Source.LETTER,
        Triage.SHORT,
        "clarified",
    ),
]
PROOF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n"
)


def fill_boxes(users: dict[str, User], bureau: Unit) -> None:
    """Five enquiries, of which four are answered, a letter to the director and a report about an office."""
    clerk = users["xinfang"]
    for title, text, answer in ENQUIRIES:
        letter = _receive(bureau, letters.Written(box=Box.ENQUIRY, title=title, text=text))
        if answer:
            _answer(clerk, letter, answer)
    _receive(
        bureau,
        letters.Written(
            box=Box.DIRECTOR,
            title="建议夏天晚一点关门",
            text="集市收摊晚，办事赶不上下班。",
            name="冯来",
            phone="13900000001",
        ),
    )
    office = Unit.objects.get(code="SO02")
    report = letters.Written(
        box=Box.REPORT, title="反映检查时收下礼品", text="请查一查。", about_unit=office, about_text="袁建平"
    )
    _receive(bureau, report)


def _receive(bureau: Unit, written: letters.Written) -> Letter:
    return letters.receive_letter(actor=None, bureau=bureau, written=written, code=letters.fresh_code())


def _answer(clerk: User, letter: Letter, text: str) -> None:
    letters.accept_letter(actor=clerk, letter=letter, handler=clerk, about_units=[], about_people=[])
    reply = replies.write_reply(actor=clerk, letter=letter, kind=ReplyKind.FINAL, text=text)
    replies.send_reply(actor=clerk, reply=reply, channel=Channel.WEB)


def fill_register(users: dict[str, User], today: date) -> None:
    """One problem in each state that a supervisor has to know."""
    for title, text, code, source, triage, state in PROBLEMS:
        matter = matters.raise_matter(
            actor=users["jiancha"], unit=Unit.objects.get(code=code), title=title, text=text, source=source,
            raised_on=today, triage=triage,
        )  # fmt: skip
        _walk(users, matter, state, today)


def _walk(users: dict[str, User], matter: Matter, state: str, today: date) -> None:
    actor = users["jiancha"]
    matters.start_verifying(actor=actor, matter=matter)
    if state == "verifying":
        return
    if state == "clarified":
        matters.record_finding(
            actor=actor, matter=matter, finding=Finding.UNTRUE, basis="调看执法记录",
            clarification="检查人员当场出示了证件，执法记录可证。",
        )  # fmt: skip
        return
    matters.record_finding(actor=actor, matter=matter, finding=Finding.TRUE, basis="现场查看，询问商户")
    if state == "planned":
        matters.choose_treatment(
            actor=actor, matter=matter, treatment=Treatment.PLAN, text="列入明年的用房调整。",
            review_on=today.replace(year=today.year + 1, day=1),
        )  # fmt: skip
        return
    matters.choose_treatment(actor=actor, matter=matter, treatment=Treatment.SOLVE)
    if state == "treating":
        return
    head = users["suozhang"]
    measures.add_measure(actor=head, matter=matter, text="排出值班表，所长每周抽查", done_on=today)
    measures.add_evidence(
        actor=head, matter=matter, says="值班表", proves_on=today, name="值班表.pdf", content=PROOF
    )
    matters.report_result(actor=head, matter=matter)
    if state == "closed":
        matters.check_result(actor=actor, matter=matter, note="两次中午到现场，有人值守")
        matters.tell_raisers(
            actor=actor, matter=matter, on=today, note="在大厅和网上公告", audience=Audience.RAISERS
        )
        matters.close_matter(actor=actor, matter=matter)
