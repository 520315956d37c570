"""What both persons see before a draw is locked, its seed revealed, or it is given up."""

from django.db.models import Count, QuerySet

from draws.models import Draw, SeedPart
from draws.queries.records import stages_of
from registry.models import Confirmation
from registry.queries.confirmations import waiting_confirmations
from registry.services.confirmations import subject_key
from rulebook.draw.stages import ExactStage, LinkedStage, Stage

LOCK, REVEAL, VOID = "draws.lock", "draws.reveal", "draws.void"
LABELS = {LOCK: "锁定名册", REVEAL: "揭示种子", VOID: "作废抽取"}


def stratum_sizes(draw: Draw) -> dict[str, int]:
    """Entries of the roster by stratum."""
    counted = draw.entries.order_by("stratum").values_list("stratum").annotate(n=Count("pk"))
    return dict(counted)


def stage_lines(draw: Draw) -> list[str]:
    """One line a stratum (or mixed stage): how many of how many, and how many stand by."""
    sizes = stratum_sizes(draw)
    return [line for stage in stages_of(draw) for line in _lines(stage, sizes)]


def seats_in_all(draw: Draw) -> int:
    """Seats of the stages that no other stage draws from."""
    stages = stages_of(draw)
    sources = {source for stage in stages for source in stage.sources}
    final = [stage for stage in stages if stage.name not in sources]
    return sum(
        sum(quota.size for quota in stage.quotas) if isinstance(stage, ExactStage) else stage.size
        for stage in final
    )


def _lines(stage: Stage, sizes: dict[str, int]) -> list[str]:
    if isinstance(stage, ExactStage):
        return [
            f"{quota.stratum}：{sizes.get(quota.stratum, 0)} 抽 {quota.size}，候补 {quota.alternates}"
            for quota in stage.quotas
        ]
    if isinstance(stage, LinkedStage):
        return [f"{stage.name}：按来源逐一抽 {stage.size}"]
    least = "，".join(f"{each.stratum}至少 {each.least}" for each in stage.minimums)
    return [f"{stage.name}：共抽 {stage.size}（{least}），候补 {stage.alternates}"]


def facts_for(action: str, draw: Draw) -> dict[str, str]:
    """Label → text of everything that the asker and the second person agree on."""
    facts = {
        "抽取编号": draw.number,
        "用途": draw.purpose,
        "单位": draw.unit.name,
        "抽取主体": draw.drawing_body,
    }
    if draw.marking:
        facts["标记"] = draw.get_marking_display()
    if action == LOCK:
        entries, excluded = draw.entries.count(), draw.exclusions.count()
        return facts | {
            "名册": f"{entries} 条",
            "各层名额": "；".join(stage_lines(draw)),
            "排除": f"{excluded} 条",
            "报数": f"{'、'.join(draw.parties)}，各 {draw.digits_each} 位",
            "名册校验值": draw.roster_hash,
            "排除名单校验值": draw.exclusions_hash,
        }
    if action == REVEAL:
        parts = draw.seed_parts.select_related("given_by", "entered_by").order_by("position")
        return (
            facts
            | {"承诺值": draw.commitment_hash}
            | {f"{part.party}掩码": part.mask for part in parts}
            | {f"{part.party}报数": way_text(part) for part in parts}
        )
    return facts | {"状态": draw.get_state_display(), "作废原因": draw.void_reason}


def way_text(part: SeedPart) -> str:
    """How a party's digits came in, with the name of its person: for pages and papers of the house, never for the bundle."""
    person = part.given_by.name if part.given_by else part.signer
    return f"{part.get_way_display()}（{person}）" if person else part.get_way_display()


def open_confirmations() -> QuerySet[Confirmation]:
    """Requests on draws that still wait for their second person."""
    return waiting_confirmations(LABELS)


def open_confirmation(draw: Draw, action: str) -> Confirmation | None:
    """The request of this step that still waits for its second person, or None."""
    return open_confirmations().filter(action=action, subject=subject_key(draw)).first()
