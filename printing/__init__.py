"""Plain data → official documents: PDF pages, ballot cards, charts, workbooks. No Django in here."""
