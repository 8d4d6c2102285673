"""Restrictions as dated facts without persons: seizure, mortgage and the like."""

from enum import StrEnum

from cadastre.domain.findings import Text


class RestrictionKind(StrEnum):
    """Kinds of restriction that are disclosed (查封, 抵押, 异议, 预告, 地役权)."""

    SEIZURE = "seizure"
    MORTGAGE = "mortgage"
    OBJECTION = "objection"
    ADVANCE_NOTICE = "advance_notice"
    EASEMENT = "easement"


MEANINGS: dict[RestrictionKind, Text] = {
    RestrictionKind.SEIZURE: Text(
        "有权机关已依法查封，在解除之前不得转移、抵押等处分。",
        "An authority has seized it; it cannot be sold or mortgaged until the seizure is lifted.",
    ),
    RestrictionKind.MORTGAGE: Text(
        "已设立抵押权；处分时须按抵押权的规定办理。",
        "It is mortgaged; disposing of it is subject to the mortgage.",
    ),
    RestrictionKind.OBJECTION: Text(
        "有人对登记内容提出异议，交易前请先核实。",
        "Somebody objects to what is registered; find out more before you deal in it.",
    ),
    RestrictionKind.ADVANCE_NOTICE: Text(
        "已办理预告登记，未经预告登记权利人同意，处分不生物权效力。",
        "A future right is noted; disposing of it without consent has no effect in rem.",
    ),
    RestrictionKind.EASEMENT: Text(
        "设有地役权，他人可按约定利用该不动产。",
        "Others may use it in the agreed way (easement).",
    ),
}
