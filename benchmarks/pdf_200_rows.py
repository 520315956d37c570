"""How long an official PDF with a table of 200 rows takes, in milliseconds."""

from statistics import median
from time import perf_counter

from printing import fonts
from printing.page import Document, Paragraph, Table, official_pdf

RUNS = 7


def document() -> Document:
    head = ["序号", "姓名", "单位", "职务", "应到", "实到", "满意率"]
    rows = [
        [
            str(n),
            f"王镕{n}",
            f"安澜市工商局第{n % 13}分局",
            "局长",
            "126",
            "118",
            f"{n * 37 % 10000 / 100:.2f}%",
        ]
        for n in range(1, 201)
    ]
    return Document(
        title="关于述职述廉会议计票情况的报告",
        issuer="安澜市工商行政管理局",
        blocks=[Paragraph("现将计票情况报告如下。"), Table(head, rows, caption="计票情况")],
        signature_lines=["监票人：", "计票人："],
        date_text="2026年11月23日",
    )


def measure() -> float:
    """Median of seven runs with warm fonts, as in a worker that has printed before."""
    fonts.register()
    paper = document()
    times = []
    for _ in range(RUNS):
        start = perf_counter()
        official_pdf(paper)
        times.append((perf_counter() - start) * 1000)
    return median(times)


if __name__ == "__main__":
    print(f"pdf_200_rows_ms {measure():.1f}")
