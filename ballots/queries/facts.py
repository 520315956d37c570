"""What two persons see and confirm before a step of a vote."""

from typing import Any

from ballots.models import Vote
from ballots.queries.boxes import box_facts
from ballots.queries.files import COUNTS, digest_of
from ballots.queries.preflight import telltale_settings
from ballots.queries.schedule import schedule_facts
from ballots.queries.tablets import tablets_waited_for
from ballots.queries.votes import CLOSE_WITH_EXCEPTION, DESTROY_BOX, OPEN_VOTE, PUBLISH_VOTE, SCHEDULE_VOTE
from rulebook.ballot.publication import NotPublishable


def step_facts(vote: Vote, action: str) -> dict[str, Any]:
    """What both persons see and confirm: pairs of label and value, for one of ``ACTIONS``."""
    common = {"投票": vote.title, "单位": vote.unit.name, "现在的状态": vote.get_state_display()}
    if action == OPEN_VOTE:
        ballots = vote.test_report.get("ballots", 0)
        return common | {
            "评议表校验值": vote.form_hash,
            "密钥编号（与零票报告相同）": vote.key_id,
            "制发": f"{vote.made} 张",
            "零票检验": f"通过，检验票 {ballots} 张已清空",
            "数据库设置": "；".join(telltale_settings(vote)) or "不留痕迹",
            "封存票箱": f"保留，异议期 {vote.box_days} 天" if vote.keeps_box else "不保留",
        }
    if action == CLOSE_WITH_EXCEPTION:
        tablets = "；".join(tablets_waited_for(vote)) or "都已报告没有未上传的选票"
        return common | {
            "例外": f"{vote.exception_count} 台（张）",
            "说明": vote.exception_note,
            "平板": tablets,
        }
    if action == PUBLISH_VOTE:
        return common | {"有效票": f"{vote.counted} 张", "计票数据 counts.json 的校验值": _publishable(vote)}
    if action == SCHEDULE_VOTE:
        return common | schedule_facts(vote)
    if action == DESTROY_BOX:
        return common | box_facts(vote)
    return common | {"作废原因": vote.void_reason}


def _publishable(vote: Vote) -> str:
    try:
        return digest_of(vote, COUNTS)
    except NotPublishable as refusal:
        return str(refusal)
