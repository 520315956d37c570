"""What a process loads at its start."""

import subprocess
import sys

from django.conf import settings

PROGRAM = """
import sys
import evalsite.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
rare = {"chinese_calendar", "holidays", "openpyxl", "pypinyin", "python_calamine", "redis", "reportlab"}
print(*sorted(set(sys.modules) & {"django", *rare}))
"""


def test_a_web_process_starts_without_what_few_requests_need() -> None:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["django"]
