"""The steps of a draw and their refusals."""

import pytest

from draws import queries, services


def test_s0_07_a_draw_walks_from_roster_to_publication(make_draw, advance, origin) -> None:
    draw = advance(make_draw(), "published")
    assert draw.state == "published"
    assert draw.seed == "01234567899876543210"
    assert origin["moves"] == ["locked", "seeded", "drawn", "published"]
    results = {result.name: result for result in queries.results_by_stratum(draw)}
    assert [len(results["企业"].seats), len(results["企业"].standby), results["企业"].waiting] == [4, 3, 8]
    assert [len(results["个体"].seats), len(results["个体"].standby), results["个体"].waiting] == [2, 2, 4]
    assert [entry.rank for entry in results["企业"].seats] == [1, 2, 3, 4]
