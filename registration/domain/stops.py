"""Why a clock may stand: the reasons that do not count into the time limit, each with its clause.

The list is closed: what is not on it does not stop a clock.
"""

from dataclasses import dataclass

from cadastre.domain.findings import Text

TABLE_OF_LIMITS = "湖南省“最多跑一次”改革意见（2018-07-17）"


@dataclass(frozen=True, slots=True)
class StopReason:
    """A reason for which time does not count, and the document and clause that say so."""

    code: str
    name: Text
    document: str
    clause: str

    @property
    def cites(self) -> str:
        """Document and clause as they are quoted."""
        return f"{self.document} {self.clause}".strip()


SUPPLEMENT = "supplement"
"""Waiting for a material asked of the applicant; only a request for a supplement begins it."""

STOP_REASONS: dict[str, StopReason] = {
    reason.code: reason
    for reason in (
        StopReason(
            SUPPLEMENT, Text("补正材料", "supplement of materials"), TABLE_OF_LIMITS, "附件2 五(一)"
        ),
        StopReason(
            "announcement", Text("依法公告", "announcement by law"), TABLE_OF_LIMITS, "附件2 五(二)"
        ),
        StopReason(
            "site_visit", Text("实地查看", "visit to the site"), TABLE_OF_LIMITS, "附件2 五(二)"
        ),
        StopReason(
            "investigation", Text("调查", "investigation"), TABLE_OF_LIMITS, "附件2 五(二)"
        ),
        StopReason(
            "policy_review",
            Text("政策审核（政策性住房、补缴出让金、限购等）", "review under a housing policy"),
            TABLE_OF_LIMITS,
            "附件2 五(三)",
        ),
        StopReason(
            "taxes_unpaid", Text("相关税费未缴清", "taxes or fees not paid"), TABLE_OF_LIMITS,
            "附件2 五(四)",
        ),
    )
}  # fmt: skip
STOPS_BY_HAND = tuple(code for code in STOP_REASONS if code != SUPPLEMENT)
"""What a registrar may choose when stopping a clock."""
