"""Several documents in one file."""

from collections.abc import Iterator

from printing.page import Document, PageBreak, Paragraph, bound_pdf, official_pdf
from tests.printing.reading import pages


def letter(name: str) -> Document:
    return Document(title="通知书", addressee=name, blocks=[Paragraph("请到会。")], footer_note="仅供本人。")


def test_each_document_begins_on_a_page_of_its_own_numbered_from_one() -> None:
    long = Document(title="通知书", blocks=[Paragraph("甲"), PageBreak(), Paragraph("乙")])
    found = pages(bound_pdf("通知书", [long, letter("张三")]))
    assert len(found) == 3
    assert ["— 1 —" in text for text in found] == [True, False, True]
    assert "张三" in found[2]


def test_equal_documents_give_equal_bytes_and_one_alone_looks_as_ever() -> None:
    both = [letter("张三"), letter("李四")]
    assert bound_pdf("通知书", both) == bound_pdf("通知书", iter(both))
    assert pages(bound_pdf("通知书", both[:1])) == pages(official_pdf(both[0]))


def test_documents_are_taken_one_by_one() -> None:
    taken = []

    def each() -> Iterator[Document]:
        for name in ("张三", "李四"):
            taken.append(name)
            yield letter(name)

    bound_pdf("通知书", each())
    assert taken == ["张三", "李四"]
