"""How long the letters to 300 members take as one PDF, in seconds: each a page with a QR code of its own."""

from __future__ import annotations

import os
from datetime import date, time
from statistics import median
from time import perf_counter

import django

RUNS = 3


def measure(count: int = 300) -> float:
    """Median of three runs with warm fonts, as in a worker that has printed before."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
    django.setup()
    from evaluations.meetings.documents import letters
    from evaluations.meetings.queries.notices import LetterFacts, NoticeFacts

    facts = NoticeFacts(
        activity="2026年面向监管服务对象述职述廉社会评议",
        occasion="述职述廉",
        collective=False,
        bureau="安澜市工商行政管理局",
        office="城关工商所",
        drawing_body="市纪委",
        draw_number="SZ-2026-SO01-1",
        contact="监察室 12345678",
        held_on=date(2026, 10, 20),
        held_at=time(9, 0),
        place="城关工商所三楼会议室",
        edition=2,
        mark="演示",
    )
    rows = [
        LetterFacts(
            name=f"安澜市第{n}号五金交电商行（负责人：王镕{n}）",
            drawn=n % 5 > 0,
            category="个体工商户",
            address=f"https://pingyi.example.cn/r/{n + 1000}-2-k3mdx7qpa2vbn5t{'abcdefgh'[n % 8]}/",
        )
        for n in range(count)
    ]
    letters.letters_pdf(facts, rows[:2])
    times = []
    for _ in range(RUNS):
        start = perf_counter()
        letters.letters_pdf(facts, rows)
        times.append(perf_counter() - start)
    return median(times)


if __name__ == "__main__":
    print(f"letters_300_seconds {measure():.2f}")
