"""The items of business (事项) that time limits are set for, under the numbers of their table."""

from dataclasses import dataclass

from cadastre.domain.findings import Text
from registration.domain.case import CaseKind


@dataclass(frozen=True, slots=True)
class Item:
    """An item of business: its code here, its number in the table of limits, its name."""

    code: str
    number: int
    name: Text


ITEMS: dict[str, Item] = {
    code: Item(code, number, Text(zh, en))
    for number, (code, zh, en) in enumerate(
        (
            ("land_first", "国有建设用地使用权首次登记", "land use right, first registration"),
            ("land_change", "国有建设用地使用权变更登记", "land use right, change"),
            ("land_transfer", "国有建设用地使用权转移登记", "land use right, transfer"),
            ("land_cancel", "国有建设用地使用权注销登记", "land use right, cancellation"),
            (
                "house_first",
                "国有建设用地使用权及房屋所有权首次登记",
                "land use right and house ownership, first registration",
            ),
            (
                "house_change",
                "国有建设用地使用权及房屋所有权变更登记",
                "land use right and house ownership, change",
            ),
            (
                "house_transfer",
                "国有建设用地使用权及房屋所有权转移登记",
                "land use right and house ownership, transfer",
            ),
            (
                "house_cancel",
                "国有建设用地使用权及房屋所有权注销登记",
                "land use right and house ownership, cancellation",
            ),
            ("mortgage_first", "抵押权首次登记", "mortgage, first registration"),
            ("mortgage_change", "抵押权变更登记", "mortgage, change"),
            ("mortgage_transfer", "抵押权转移登记", "mortgage, transfer"),
            ("mortgage_cancel", "抵押权注销登记", "mortgage, cancellation"),
            ("presale_notice", "预购商品房预告登记", "advance notice of a presold house"),
            (
                "presale_mortgage_notice",
                "预购商品房抵押权预告登记",
                "advance notice of a mortgage on a presold house",
            ),
            (
                "presale_both_notices",
                "预购商品房预告登记与预购商品房抵押权预告登记（合并办理）",
                "both advance notices of a presold house at once",
            ),
            ("easement_first", "地役权首次登记", "easement, first registration"),
            ("easement_change", "地役权变更登记", "easement, change"),
            ("easement_transfer", "地役权转移登记", "easement, transfer"),
            ("easement_cancel", "地役权注销登记", "easement, cancellation"),
            ("correction", "更正登记", "correction"),
            ("objection", "异议登记", "objection"),
            ("seizure", "查封登记", "seizure"),
            ("certificate_again", "补（换）证登记", "certificate issued again"),
            ("records_query", "不动产登记资料查询", "query of registration records"),
            ("house_trade", "房屋交易管理", "administration of house sales"),
        ),
        start=1,
    )
}


def item_of(kind: CaseKind, *, with_building: bool) -> str:
    """Return the item of a case: the land alone, or land and building."""
    if kind is CaseKind.CORRECTION:
        return "correction"
    what = "house" if with_building else "land"
    return f"{what}_{'first' if kind is CaseKind.FIRST else 'change'}"
