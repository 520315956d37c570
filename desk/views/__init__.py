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
]
