import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.registry.coordinates import (
    Datum,
    WrongBoundary,
    WrongDatum,
    boundary_text,
    contains,
    gcj02_to_bd09,
    in_china,
    looks_swapped,
    parse_boundary,
    parse_datum,
    to_wgs84,
    wgs84_to_gcj02,
)

longitudes = st.floats(75, 134)
latitudes = st.floats(5, 52)
SQUARE = ((120.60, 27.95), (120.63, 27.95), (120.63, 27.99), (120.60, 27.99))
METRE = 1e-5


def near(found, expected, within=1e-6):
    return math.hypot(found[0] - expected[0], found[1] - expected[1]) < within


def test_known_points_are_shifted_as_the_maps_do():
    assert near(wgs84_to_gcj02(116.404, 39.915), (116.41024449916938, 39.91640428150164))
    assert near(gcj02_to_bd09(116.404, 39.915), (116.41036949371029, 39.92133699351021))


def test_wgs84_stays_and_points_abroad_are_never_shifted():
    assert to_wgs84(120.65, 27.99, Datum.WGS84) == (120.65, 27.99)
    assert to_wgs84(2.35, 48.85, Datum.GCJ02) == (2.35, 48.85)
    assert wgs84_to_gcj02(2.35, 48.85) == (2.35, 48.85)


@given(longitudes, latitudes)
def test_every_point_comes_back_within_a_millimetre(lon, lat):
    shifted = wgs84_to_gcj02(lon, lat)
    assert near(to_wgs84(*shifted, Datum.GCJ02), (lon, lat), within=METRE / 1000)
    assert near(to_wgs84(*gcj02_to_bd09(*shifted), Datum.BD09), (lon, lat), within=METRE / 1000)


@pytest.mark.parametrize(
    ("text", "datum"),
    [
        ("WGS-84", Datum.WGS84),
        ("wgs84", Datum.WGS84),
        ("ＧＣＪ－０２", Datum.GCJ02),
        (" gcj 02 ", Datum.GCJ02),
        ("BD_09", Datum.BD09),
        ("", None),
        ("  ", None),
    ],
)
def test_a_datum_is_read_however_it_is_written(text, datum):
    assert parse_datum(text) is datum


def test_an_unknown_datum_is_named():
    with pytest.raises(WrongDatum, match="不认识的坐标系“北京54”"):
        parse_datum("北京54")


@pytest.mark.parametrize(
    ("lon", "lat", "swapped", "inside"),
    [
        (120.65, 27.99, False, True),
        (27.99, 120.65, True, False),
        (0.0, 0.0, False, False),
        (120.65, 91.0, False, False),
        (200.0, 27.99, False, False),
        (math.nan, 27.99, False, False),
    ],
)
def test_exchanged_coordinates_are_noticed(lon, lat, swapped, inside):
    assert looks_swapped(lon, lat) is swapped
    assert in_china(lon, lat) is inside


@pytest.mark.parametrize(
    "text",
    [
        "120.6 27.95;120.63 27.95;120.63 27.99;120.6 27.99;120.6 27.95",
        "120.60000 27.95000;120.63 27.95;120.63 27.99;120.6 27.99",
        "120.6,27.95；120.63，27.95；120.63　27.99；120.6 27.99；",
        " 120.6 27.95\n120.63 27.95\n120.63 27.99\n120.6 27.99\n",
    ],
)
def test_s1_01_a_boundary_is_read_without_its_closing_point(text):
    assert parse_boundary(text) == SQUARE


def test_a_boundary_is_written_closed():
    text = boundary_text(SQUARE)
    assert text == (
        "120.60000 27.95000;120.63000 27.95000;120.63000 27.99000;120.60000 27.99000;120.60000 27.95000"
    )
    assert parse_boundary(text) == SQUARE


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "边界至少要有三个不同的点"),
        ("120.6 27.95;120.63 27.95;120.6 27.95", "边界至少要有三个不同的点"),
        ("120.6 27.95;甲 乙", "边界第 2 点“甲 乙”应为“经度 纬度”"),
        ("120.6", "边界第 1 点“120.6”应为“经度 纬度”"),
        ("120.6 27.95 3", "边界第 1 点“120.6 27.95 3”应为“经度 纬度”"),
        ("27.95 120.6", "边界第 1 点“27.95 120.6”的经度、纬度像是写反了"),
        ("120.6 nan", "边界第 1 点“120.6 nan”不在中国境内"),
        ("2.3 48.8", "边界第 1 点“2.3 48.8”不在中国境内"),
    ],
)
def test_a_wrong_boundary_is_named(text, problem):
    with pytest.raises(WrongBoundary) as caught:
        parse_boundary(text)
    assert str(caught.value) == problem


def test_a_point_lies_inside_or_outside():
    assert contains(SQUARE, 120.61, 27.96)
    assert not contains(SQUARE, 120.64, 27.96)
    assert not contains(SQUARE, 120.61, 28.0)


def test_a_hollow_shape_keeps_its_hollow_outside():
    hook = ((0, 0), (3, 0), (3, 3), (2, 3), (2, 1), (1, 1), (1, 3), (0, 3))
    assert contains(hook, 0.5, 2)
    assert contains(hook, 2.5, 2)
    assert not contains(hook, 1.5, 2)


@given(st.floats(0, 3, exclude_max=True), st.floats(0, 2, exclude_max=True))
def test_of_areas_side_by_side_exactly_one_contains_a_point(lon, lat):
    areas = [((x, 0), (x + 1, 0), (x + 1, 2), (x, 2)) for x in range(3)]
    assert [contains(area, lon, lat) for area in areas].count(True) == 1
