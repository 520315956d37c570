from desk.views.calendar import (
    calendar_edit,
    calendar_load,
    calendar_show,
    local_day_create,
    local_day_remove,
    workday_show,
)
from desk.views.imports import (
    import_apply,
    import_cancel,
    import_list,
    import_map,
    import_problems,
    import_progress,
    import_remap,
    import_show,
    import_template,
    import_upload,
)
from desk.views.jobs import job_list, job_progress, job_retry, job_show

__all__ = [
    "calendar_edit",
    "calendar_load",
    "calendar_show",
    "import_apply",
    "import_cancel",
    "import_list",
    "import_map",
    "import_problems",
    "import_progress",
    "import_remap",
    "import_show",
    "import_template",
    "import_upload",
    "job_list",
    "job_progress",
    "job_retry",
    "job_show",
    "local_day_create",
    "local_day_remove",
    "workday_show",
]
