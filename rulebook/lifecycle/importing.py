"""Life of one import: nothing reaches the registry before the preview was confirmed."""

from enum import StrEnum

from rulebook.lifecycle.table import Lifecycle, table


class ImportState(StrEnum):
    UPLOADED = "uploaded"
    READING = "reading"
    MAPPING = "mapping"
    PREVIEW = "preview"
    APPLYING = "applying"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


S = ImportState
IMPORT = Lifecycle(
    name="导入",
    labels={
        S.UPLOADED: "已上传",
        S.READING: "读取中",
        S.MAPPING: "待对应列",
        S.PREVIEW: "待确认",
        S.APPLYING: "导入中",
        S.DONE: "已导入",
        S.CANCELLED: "已取消",
        S.FAILED: "无法读取",
    },
    initial=S.UPLOADED,
    moves=table(
        {
            S.UPLOADED: [S.READING, S.CANCELLED],
            S.READING: [S.MAPPING, S.PREVIEW, S.FAILED],
            S.MAPPING: [S.READING, S.CANCELLED],
            S.PREVIEW: [S.MAPPING, S.APPLYING, S.CANCELLED],
            S.APPLYING: [S.DONE, S.PREVIEW],
            S.FAILED: [S.CANCELLED],
        }
    ),
)
