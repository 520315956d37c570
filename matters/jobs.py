"""The register of problems as a workbook, at once or made by a job (see ``registry.ports.Export``)."""

from django.db.models import QuerySet
from django.http import QueryDict

from matters import access, documents
from matters.forms.matters import MatterFilterForm
from matters.models import Matter
from matters.queries.matters import HOT_FIRST
from matters.queries.numbers import numbers_by_unit, tally
from printing.sheet import Sheet
from registry.models import User
from registry.ports import Export


def _rows(user: User, query: QueryDict) -> QuerySet[Matter]:
    seen = access.matters_for(user)
    found, _ = MatterFilterForm(query, seen).narrowed(seen)
    return found.select_related("unit", "clock").order_by(*HOT_FIRST.terms())


def _numbers(user: User) -> list[Sheet]:
    return [documents.unit_sheet(numbers_by_unit(tally(access.matters_for(user))))]


MATTERS = Export("matter", "问题整改台账", _rows, documents.matter_sheet, access.may_use_matters, _numbers)
