"""The registry's own kinds of file, in the order in which they are brought in: later ones refer to earlier ones.

A wing adds its own in ``AppConfig.ready()``::

    register_import(ImportKind("plans", "检查计划", PlanRows()))
"""

from registry.ports import ImportKind, imports
from registry.services.importing.businesses import BusinessRows
from registry.services.importing.people import PeopleRows
from registry.services.importing.tables import Column
from registry.services.importing.territory import AreaRows, TownshipRows
from registry.services.importing.units import UnitRows

OWN_KINDS = (
    ImportKind("units", "单位与负责人", UnitRows()),
    ImportKind("areas", "片区与监管责任人", AreaRows()),
    ImportKind("townships", "乡镇街道", TownshipRows()),
    ImportKind("businesses", "经济户口", BusinessRows()),
    ImportKind("people", "评议人员", PeopleRows()),
)


def columns_of(kind: str) -> tuple[Column, ...]:
    """The columns that a kind of file may have, in the template's order."""
    return imports[kind].rows.columns
