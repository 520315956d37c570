"""The kinds of file there are."""

from registry.models.importing import ImportKind
from registry.services.importing.businesses import BusinessRows
from registry.services.importing.people import PeopleRows
from registry.services.importing.rows import RowKind
from registry.services.importing.tables import Column
from registry.services.importing.territory import AreaRows, TownshipRows
from registry.services.importing.units import UnitRows

ROW_KINDS: dict[str, RowKind] = {
    ImportKind.UNITS: UnitRows(),
    ImportKind.AREAS: AreaRows(),
    ImportKind.TOWNSHIPS: TownshipRows(),
    ImportKind.BUSINESSES: BusinessRows(),
    ImportKind.PEOPLE: PeopleRows(),
}


def columns_of(kind: str) -> tuple[Column, ...]:
    """The columns that a kind of file may have, in the template's order."""
    return ROW_KINDS[kind].columns
