"""The year's log of conduct: a few visits, contact points, a pledge, two handed-in self-checks, findings from outside. All invented."""

from datetime import date, timedelta

from evalsite.demo.signed import signed_page
from evaluations.conduct import services
from evaluations.conduct.models import ContactPoint, OutsideFinding, Visit
from registry.models import Unit, User
from rulebook.conduct.self_check import QUESTIONS
from rulebook.matter.matters import Triage

VISITS = [
    ("SO01", "firm", "安澜机械厂", "办理变更要跑两趟", "没有一次告知", "印发一次告知单"),
    ("SO02", "township", "东湖镇", "夜市占道", "几个部门各管各的", "同镇里每月会商一次"),
    ("KS02", "community", "文昌社区", "", "", ""),
]
POINTS = [("SJ00", "顾秉正", "township", "城关靳乡"), ("SO01", "吴辉", "community", "文昌社区")]
FINDINGS = [
    ("SO02", "covert", "市纠风办", "窗口上班时间无人值守", Triage.HOT),
    ("KS05", "questionnaire", "市效能办", "投诉电话占线时间长", Triage.SHORT),
]


def keep_log(users: dict[str, User], today: date) -> None:
    """Entered by the inspectorate."""
    actor, units = users["jiancha"], {unit.code: unit for unit in Unit.objects.all()}
    for days, (code, kind, whom, problem, cause, measure) in enumerate(VISITS, start=3):
        visit = Visit(
            unit=units[code], kind=kind, visited_on=today - timedelta(days=days), whom=whom, visitors="本单位负责人",
            problem=problem, cause=cause, measure=measure,
        )  # fmt: skip
        services.save_entry(actor=actor, entry=visit, version=0)
    for code, leader, kind, place in POINTS:
        point = ContactPoint(
            unit=units[code], leader=leader, kind=kind, place=place, valid_from=date(today.year, 1, 1)
        )
        services.save_entry(actor=actor, entry=point, version=0)
    services.register_pledge(
        actor=actor,
        unit=units["SO01"],
        year=today.year,
        signer="吴辉",
        signed_on=today,
        name="责任书.png",
        content=signed_page("行风建设责任书", "签订人：吴辉"),
    )
    answers = {str(number): {"answer": "yes"} for number in range(1, len(QUESTIONS) + 1)}
    answers["3"] = {
        "answer": "partly",
        "problem": "收费依据没有上墙",
        "cause": "更换门头后未补",
        "measure": "三日内补齐",
    }
    services.save_self_check(
        actor=actor, unit=units["SO01"], year=today.year, version=0, answers=answers, submit=True
    )
    for code, source, found_by, text, triage in FINDINGS:
        finding = OutsideFinding(
            unit=units[code], source=source, found_on=today, found_by=found_by, text=text
        )
        services.enter_finding(actor=actor, finding=finding, triage=triage)
