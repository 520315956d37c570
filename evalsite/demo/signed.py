"""What a scanner would give of a paper that was signed by hand: a picture of the page, invented as all of the demo."""

from io import BytesIO

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

FACES = settings.BASE_DIR / "printing" / "faces"
WIDE, HIGH = 1240, 1754
"""A4 at 150 dots per inch."""


def signed_page(title: str, *signers: str) -> bytes:
    """A PNG with the paper's title and who signed it."""
    page = Image.new("L", (WIDE, HIGH), 255)
    draw = ImageDraw.Draw(page)
    lines = [title, "（演示用的签字扫描件）", *signers]
    for place, line in enumerate(lines):
        face = "title.ttf" if place == 0 else "kai.ttf"
        draw.text((140, 200 + place * 140), line, fill=0, font=ImageFont.truetype(str(FACES / face), 44))
    out = BytesIO()
    page.save(out, "PNG", optimize=True)
    return out.getvalue()
