"""Large lists as workbooks, made later."""

from desk.models import Job
from desk.services.jobs import queue_job
from registry.models import User
from registry.ports import Export

EXPORT = "desk.export_list"


def queue_export(*, actor: User, export: Export, query: str) -> Job:
    """Have the list made as the actor sees it under the address's query."""
    return queue_job(
        actor=actor,
        kind=EXPORT,
        title=f"导出{export.title}",
        params={"list": export.kind, "query": query},
    )
