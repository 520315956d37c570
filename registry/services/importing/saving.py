"""Good rows of 经济户口 as they are written into the registry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

from registry.models import Business, Industry, Street
from registry.sql import merge_rows
from rulebook.patrol.grading import INDUSTRY_GRADES

# Fields whose stored value is the staged one; the others are looked up.
PLAIN = (
    "code",
    "name",
    "kind",
    "scale",
    "grade",
    "address",
    "longitude",
    "latitude",
    "datum",
    "responsible",
    "phone",
    "status",
)
DATES = ("established_on", "last_patrol_on")
INDEXED = ("id", "name", "code", "address", "responsible", "area_id")

_encrypted = Business._meta.get_field("phone").get_prep_value


@dataclass
class Lookups:
    """What an import looks up once: industries by name and streets by area and name, made when first named."""

    industries: dict[str, int] = field(default_factory=dict)
    streets: dict[tuple[int, str], int] = field(default_factory=dict)

    def learn(self, chunk: Sequence[Mapping[str, Any]]) -> None:
        """Have at hand all that these rows name. A new industry takes the grade of the first row that names it."""
        grades = {values["industry"]: values["grade"] for values in reversed(chunk) if values["industry"]}
        if unknown := grades.keys() - self.industries.keys():
            Industry.objects.bulk_create(
                [Industry(name=name, grade=grades[name]) for name in sorted(unknown)], ignore_conflicts=True
            )
            self.industries |= Industry.objects.filter(name__in=unknown).values_list("name", "pk")
        named = {(values["area"], values["street"]) for values in chunk if values.get("street")}
        if new := named - self.streets.keys():
            Street.objects.bulk_create(
                [Street(area_id=area, name=name) for area, name in sorted(new)], ignore_conflicts=True
            )
            found = Street.objects.filter(
                area__in={area for area, _ in new}, name__in={name for _, name in new}
            )
            self.streets |= {
                (area, name): pk for pk, area, name in found.values_list("pk", "area_id", "name")
            }


def save(chunk: Sequence[dict[str, Any]], lookups: Lookups, today: date) -> list[tuple[Any, ...]]:
    """Write rows of one file, which all have the same fields, and return ``INDEXED`` of each as it stands now.

    What the file has no column for stays as it was; a new business has it empty.
    """
    lookups.learn(chunk)
    fields, empty = (*PLAIN, *DATES), Business()
    said = [name for name in fields if name in chunk[0]]
    unsaid = [name for name in fields if name not in chunk[0]]
    places = ["area_id", "industry_id", *(["street_id"] if "street" in chunk[0] else [])]
    texts_of = itemgetter(*said)
    rest = (*(getattr(empty, name) for name in unsaid), today.isoformat())
    rows = []
    for values in chunk:
        if values.get("phone"):
            # Each by itself: equal cipher texts would tell who shares a number.
            values["phone"] = _encrypted(values["phone"])
        ids = [values["area"], lookups.industries.get(values["industry"])]
        if "street" in values:
            ids.append(lookups.streets.get((values["area"], values["street"])))
        rows.append((*texts_of(values), *ids, *rest))
    return merge_rows(
        Business._meta.db_table,
        [*said, *places, *unsaid, "entered_on"],
        rows,
        key=["code"],
        updated=[*said, *places],
        returned=INDEXED,
    )


def seed_industries() -> None:
    """The document's industries stand in the table before the first business needs them."""
    Industry.objects.bulk_create(
        [Industry(name=name, grade=grade.value) for name, grade in INDUSTRY_GRADES.items()],
        ignore_conflicts=True,
    )
