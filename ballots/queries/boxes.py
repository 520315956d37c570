"""What can be read of a sealed box without opening it."""

from collections.abc import Sequence

from ballots.models import BoxOpening, SealedBox, Vote


def box_of(vote: Vote) -> SealedBox | None:
    """The vote's sealed box, if it kept one; its file only while it is not destroyed."""
    return SealedBox.objects.filter(vote=vote).first()


def box_openings(box: SealedBox) -> Sequence[BoxOpening]:
    """Every opening on record, the first first."""
    return list(BoxOpening.objects.filter(box=box).select_related("opened_by", "watched_by"))


def box_facts(vote: Vote) -> dict[str, str]:
    """What two persons see before they destroy the box."""
    box = SealedBox.objects.get(vote=vote)
    return {
        "票数": f"{box.ballots} 张",
        "封存文件校验值": box.sha256,
        "异议期至": f"{box.objections_until}",
        "销毁原因": box.destroyed_reason,
    }
