"""Life of a piece of work that runs later."""

from enum import StrEnum

from rulebook.lifecycle.table import Lifecycle, table


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


S = JobState
JOB = Lifecycle(
    name="任务",
    labels={
        S.QUEUED: "排队中",
        S.RUNNING: "进行中",
        S.DONE: "已完成",
        S.FAILED: "未完成",
        S.STOPPED: "已取消",
    },
    initial=S.QUEUED,
    moves=table(
        {
            S.QUEUED: [S.RUNNING, S.STOPPED],
            S.RUNNING: [S.DONE, S.FAILED, S.QUEUED, S.STOPPED],
            S.FAILED: [S.QUEUED],
        }
    ),
)
