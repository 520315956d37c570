"""Sums over the paper ballots: a sheet counts only where exactly two people read the same, and that is what was agreed."""

from collections.abc import Iterator

from ballots.sql.connecting import on_postgresql, rows

PAIRED = """
    ballots_papersheet sheet JOIN (
        SELECT sheet_id, min(body) AS body FROM ballots_paperentry GROUP BY sheet_id
        HAVING count(*) = 2 AND count(DISTINCT entered_by_id) = 2
           AND min(body) = max(body) AND max(invalid) = ''
    ) pair ON pair.sheet_id = sheet.id AND pair.body = sheet.agreed
    WHERE sheet.vote_id = %s AND sheet.agreed <> '' AND sheet.invalid = ''
"""


def count_paper(vote: int) -> dict[str, int]:
    """Valid sheets with an equal pair of readings, by stratum; strata without any are left out."""
    statement = (
        f"SELECT counted.stratum, count(*) FROM (SELECT sheet.stratum FROM {PAIRED}) counted GROUP BY 1"  # noqa: S608  # a constant of this room
    )
    return {str(stratum): int(n) for part in rows(statement, vote) for stratum, n in part}


def paper_place_counts(vote: int) -> Iterator[tuple[str, int, int, int]]:
    """(stratum, place from 0, mark, votes) of the sheets that ``count_paper`` counts, summed by the database."""
    if on_postgresql():
        places = "SELECT counted.stratum, mark.place - 1, mark.value::integer, count(*)"
        marks = "jsonb_array_elements_text(counted.agreed::jsonb) WITH ORDINALITY AS mark(value, place)"
    else:
        places, marks = (
            "SELECT counted.stratum, mark.key, mark.value, count(*)",
            "json_each(counted.agreed) mark",
        )
    statement = (
        f"{places} FROM (SELECT sheet.stratum, sheet.agreed FROM {PAIRED}) counted, {marks} GROUP BY 1, 2, 3"  # noqa: S608  # constants of this room
    )
    for part in rows(statement, vote):
        yield from ((str(stratum), int(place), int(mark), int(votes)) for stratum, place, mark, votes in part)
