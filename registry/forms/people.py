"""Form of a person."""

from typing import Any

from registry.access import AnyUser, at_the_top, kept_units
from registry.forms.territory import ContactForm
from registry.models import Person
from registry.roles import Capability


class PersonForm(ContactForm):
    """A person; the telephone is stored encrypted."""

    class Meta:
        model = Person
        fields = ["name", "category", "unit", "workplace", "phone", "specially_invited", "remark", "active"]
        help_texts = {
            "unit": "工作人员填所在单位；其他人员填邀请、联系他的工商所。",
            "specially_invited": "特邀行风监督员勾选。",
            "active": "不再担任代表、监督员或调离的，取消勾选；记录都保留。",
        }

    def __init__(self, *args: Any, user: AnyUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = kept_units(user)  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["unit"].empty_label = "未定单位"  # type: ignore[attr-defined]  # as above
        # A person of no unit belongs to the top of the tree.
        self.fields["unit"].required = not at_the_top(user, Capability.IMPORT_REGISTRY)
