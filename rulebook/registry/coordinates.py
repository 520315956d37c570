"""Places on the map: the three data in use in China, and the outlines of areas (S1-01, S1-10).

Coordinates are degrees, longitude first. Maps of Chinese vendors shift WGS-84 into GCJ-02, one of them
further into BD-09; everything is kept as WGS-84 here.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum

Point = tuple[float, float]

LONGITUDES = (73.0, 136.0)
LATITUDES = (3.0, 54.0)

_SEMI_MAJOR_AXIS = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BD_ANGLE = math.pi * 3000.0 / 180.0
_CLOSE_ENOUGH = 1e-9
_MAX_STEPS = 30


class Datum(StrEnum):
    WGS84 = "WGS-84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"


class WrongDatum(ValueError):
    """A datum that is not known; the text is Chinese."""


class WrongBoundary(ValueError):
    """A boundary that cannot be read; the text is Chinese."""


def parse_datum(text: str) -> Datum | None:
    """The datum a cell names, however it is written; None for an empty cell. Raises WrongDatum."""
    letters = re.sub(r"[\s\-_]", "", unicodedata.normalize("NFKC", text)).upper()
    if not letters:
        return None
    for datum in Datum:
        if letters == datum.value.replace("-", ""):
            return datum
    raise WrongDatum(f"不认识的坐标系“{text.strip()}”，可用 WGS-84、GCJ-02、BD-09")


def in_china(lon: float, lat: float) -> bool:
    """Whether the point lies in the box 73–136 °E, 3–54 °N."""
    return LONGITUDES[0] <= lon <= LONGITUDES[1] and LATITUDES[0] <= lat <= LATITUDES[1]


def looks_swapped(lon: float, lat: float) -> bool:
    """Whether longitude and latitude seem exchanged: wrong as they stand, right the other way round."""
    return not in_china(lon, lat) and in_china(lat, lon)


def to_wgs84(lon: float, lat: float, datum: Datum) -> Point:
    """The same place in WGS-84. Points outside China are never shifted."""
    if datum is Datum.BD09:
        lon, lat = bd09_to_gcj02(lon, lat)
    return (lon, lat) if datum is Datum.WGS84 else gcj02_to_wgs84(lon, lat)


def wgs84_to_gcj02(lon: float, lat: float) -> Point:
    """WGS-84 shifted into GCJ-02."""
    if not in_china(lon, lat):
        return lon, lat
    east, north = _shift(lon, lat)
    return lon + east, lat + north


def gcj02_to_wgs84(lon: float, lat: float) -> Point:
    """GCJ-02 back to WGS-84, by steps until the shift of the result meets the given point."""
    if not in_china(lon, lat):
        return lon, lat
    guess_lon, guess_lat = lon, lat
    for _ in range(_MAX_STEPS):
        east, north = _shift(guess_lon, guess_lat)
        miss_lon, miss_lat = lon - guess_lon - east, lat - guess_lat - north
        guess_lon, guess_lat = guess_lon + miss_lon, guess_lat + miss_lat
        if max(abs(miss_lon), abs(miss_lat)) < _CLOSE_ENOUGH:
            break
    return guess_lon, guess_lat


def gcj02_to_bd09(lon: float, lat: float) -> Point:
    """GCJ-02 turned and moved into BD-09."""
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * _BD_ANGLE)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * _BD_ANGLE)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def bd09_to_gcj02(lon: float, lat: float) -> Point:
    """BD-09 back to GCJ-02, by steps until it meets the given point."""
    guess_lon, guess_lat = lon - 0.0065, lat - 0.006
    for _ in range(_MAX_STEPS):
        found_lon, found_lat = gcj02_to_bd09(guess_lon, guess_lat)
        miss_lon, miss_lat = lon - found_lon, lat - found_lat
        guess_lon, guess_lat = guess_lon + miss_lon, guess_lat + miss_lat
        if max(abs(miss_lon), abs(miss_lat)) < _CLOSE_ENOUGH:
            break
    return guess_lon, guess_lat


def _shift(lon: float, lat: float) -> Point:
    """How far GCJ-02 moves a WGS-84 point, in degrees east and north."""
    x, y = lon - 105.0, lat - 35.0
    ripple = 20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    north += (ripple + _waves(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    east += (ripple + _waves(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))) * 2.0 / 3.0
    sine = math.sin(math.radians(lat))
    root = math.sqrt(1.0 - _ECCENTRICITY_SQUARED * sine * sine)
    meridian = _SEMI_MAJOR_AXIS * (1.0 - _ECCENTRICITY_SQUARED) / root**3
    parallel = _SEMI_MAJOR_AXIS / root * math.cos(math.radians(lat))
    return math.degrees(east / parallel), math.degrees(north / meridian)


def _waves(value: float, *terms: tuple[float, float]) -> float:
    total = 0.0
    for height, frequency in terms:
        total += height * math.sin(frequency * value * math.pi)
    return total


def parse_boundary(text: str) -> tuple[Point, ...]:
    """The corners of an outline written `lon lat;lon lat;…`, without the closing repetition.

    Full-width separators and commas between the two numbers are taken too. Raises WrongBoundary.
    """
    parts = [part for part in re.split(r"[;\n]", unicodedata.normalize("NFKC", text)) if part.strip()]
    corners = [_parse_corner(number, part) for number, part in enumerate(parts, 1)]
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if len(set(corners)) < 3:
        raise WrongBoundary("边界至少要有三个不同的点")
    return tuple(corners)


def _parse_corner(number: int, part: str) -> Point:
    numbers = re.split(r"[\s,、]+", part.strip())
    try:
        lon, lat = map(float, numbers)
    except ValueError as error:
        raise WrongBoundary(f"边界第 {number} 点“{part.strip()}”应为“经度 纬度”") from error
    if looks_swapped(lon, lat):
        raise WrongBoundary(f"边界第 {number} 点“{part.strip()}”的经度、纬度像是写反了")
    if not in_china(lon, lat):
        raise WrongBoundary(f"边界第 {number} 点“{part.strip()}”不在中国境内")
    return lon, lat


def boundary_text(corners: Sequence[Point]) -> str:
    """An outline as text, closed, with five decimals (about one metre)."""
    closed = [*corners, corners[0]]
    return ";".join(f"{lon:.5f} {lat:.5f}" for lon, lat in closed)


def contains(corners: Sequence[Point], lon: float, lat: float) -> bool:
    """Whether the point lies inside the outline.

    Points on an edge count for the side east or north of them only, so that of two outlines sharing an edge
    exactly one contains it.
    """
    inside = False
    previous_lon, previous_lat = corners[-1]
    for corner_lon, corner_lat in corners:
        if (corner_lat > lat) != (previous_lat > lat):
            share = (lat - previous_lat) / (corner_lat - previous_lat)
            if lon < previous_lon + share * (corner_lon - previous_lon):
                inside = not inside
        previous_lon, previous_lat = corner_lon, corner_lat
    return inside
