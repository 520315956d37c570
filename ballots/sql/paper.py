"""Sums over the paper ballots: a sheet counts only where exactly two people read the same, and that is what was agreed."""

from collections.abc import Iterator

from django.db import connection

from ballots.sql.connecting import on_postgresql, row

PAIRED = """
    ballots_papersheet sheet JOIN (
        SELECT sheet_id, min(body) AS body FROM ballots_paperentry GROUP BY sheet_id
        HAVING count(*) = 2 AND count(DISTINCT entered_by_id) = 2
           AND min(body) = max(body) AND max(invalid) = ''
    ) pair ON pair.sheet_id = sheet.id AND pair.body = sheet.agreed
    WHERE sheet.vote_id = %s AND sheet.agreed <> '' AND sheet.invalid = ''
"""


def count_paper(vote: int) -> int:
    """Valid sheets with an equal pair of readings."""
    return int(row(f"SELECT count(*) FROM (SELECT sheet.id FROM {PAIRED}) counted", [vote])[0])  # noqa: S608  # a constant of this room


def paper_place_counts(vote: int) -> Iterator[tuple[int, int, int]]:
    """(place from 0, mark, votes) of the sheets that ``count_paper`` counts, summed by the database."""
    if on_postgresql():
        places = "SELECT mark.place - 1, mark.value::integer, count(*)"
        marks = "jsonb_array_elements_text(counted.agreed::jsonb) WITH ORDINALITY AS mark(value, place)"
    else:
        places, marks = "SELECT mark.key, mark.value, count(*)", "json_each(counted.agreed) mark"
    statement = f"{places} FROM (SELECT sheet.agreed FROM {PAIRED}) counted, {marks} GROUP BY 1, 2"  # noqa: S608  # constants of this room
    with connection.cursor() as cursor:
        cursor.execute(statement, [vote])
        yield from ((int(place), int(mark), int(votes)) for place, mark, votes in cursor.fetchall())
