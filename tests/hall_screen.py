"""What a person in the last row can read: measures taken in the browser of a hall's screen."""

from playwright.sync_api import Page

FULL = {"width": 1920, "height": 1080}
SMALLER = {"width": 1280, "height": 720}
LEAST = 40
"""Pixels of type at 1920 × 1080 that are read from ten metres."""

SEEN_TEXT = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.textContent.trim() || parent.closest("script, style, noscript, .visually-hidden")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    if (!range.getClientRects().length) continue;
    found.push([node.textContent.trim(), parseFloat(getComputedStyle(parent).fontSize)]);
  }
  return found;
}"""

EDGES = """() => {
  const page = document.documentElement, found = [];
  if (page.scrollHeight > innerHeight + 1) found.push(`${page.scrollHeight - innerHeight} px too high`);
  if (page.scrollWidth > innerWidth + 1) found.push(`${page.scrollWidth - innerWidth} px too wide`);
  for (const part of document.querySelectorAll(".projector-sheet, .projector-foot, .projector-rail li, .sheet-parties li, h2")) {
    if (part.scrollWidth > part.clientWidth + 1) found.push(`${part.className || part.tagName} is cut off`);
  }
  return found;
}"""


def too_small(page: Page) -> list[str]:
    """Texts on the screen in type below the least size."""
    texts = page.evaluate(SEEN_TEXT)
    assert len(texts) > 3, "nothing was measured"
    return [f"{text} in {size} px" for text, size in texts if size < LEAST]


def beyond_the_edge(page: Page) -> list[str]:
    """What does not fit the screen."""
    found: list[str] = page.evaluate(EDGES)
    return found
