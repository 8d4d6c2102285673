"""The materials (材料) of a case: which the office extracts itself, and which an applicant brings.

What an authority made, or shares in real time, is extracted and may not be demanded; an applicant
who brings it all the same is not sent away.
"""

from dataclasses import dataclass

from cadastre.domain.findings import Text

LIST = "湖南省“最多跑一次”改革意见（2018-07-17）附件2 表1"
NOT_AGAIN = "焦“放管服”组〔2019〕2号 三(一)1、三(二)2"

SHARED_SOURCES: dict[str, Text] = {
    "natural_resources": Text("自然资源部门自有档案", "the natural-resources office's own files"),
    "planning": Text("规划部门共享", "shared by the planning department"),
    "housing": Text("住建（房管）部门共享", "shared by the housing department"),
    "surveys": Text("本系统测绘成果库", "the survey results kept here"),
    "tax": Text("税务部门共享", "shared by the tax office"),
    "register": Text("不动产登记簿", "the register itself"),
}
"""Where materials are extracted from."""


@dataclass(frozen=True, slots=True)
class MaterialKind:
    """A kind of material; one with a ``shared_source`` is extracted, never demanded."""

    code: str
    name: Text
    shared_source: str = ""

    @property
    def is_extracted(self) -> bool:
        """Whether the state holds it already."""
        return bool(self.shared_source)


KINDS: dict[str, MaterialKind] = {
    kind.code: kind
    for kind in (
        MaterialKind("application", Text("登记申请书", "application")),
        MaterialKind("identity", Text("身份证明、委托书", "proof of identity, power of attorney")),
        MaterialKind(
            "land_origin",
            Text("土地权属来源材料", "origin of the land right"),
            "natural_resources",
        ),
        MaterialKind(
            "planning_conformity",
            Text("建设工程符合规划的材料", "conformity with planning"),
            "planning",
        ),
        MaterialKind(
            "completion_record", Text("房屋已经竣工的材料", "completion of the building"), "housing"
        ),
        MaterialKind(
            "survey_report",
            Text("房地产调查或者测绘报告", "investigation or survey report"),
            "surveys",
        ),
        MaterialKind(
            "common_parts",
            Text("业主共有的道路、绿地等材料", "roads, green spaces owned in common"),
        ),
        MaterialKind("taxes", Text("税费缴纳凭证", "taxes and fees paid"), "tax"),
        MaterialKind("tax_relief", Text("税费优惠证明", "proof of tax relief")),
        MaterialKind("repair_fund", Text("维修资金凭证", "payment into the repair fund")),
        MaterialKind(
            "registered_right", Text("不动产登记簿记载", "what the register says"), "register"
        ),
        MaterialKind("change_proof", Text("变更事实的材料", "proof of the change")),
        MaterialKind("error_proof", Text("登记错误的证明材料", "proof of the error")),
    )
}

HOUSE_FIRST = (
    "application",
    "identity",
    "land_origin",
    "planning_conformity",
    "completion_record",
    "survey_report",
    "common_parts",
    "taxes",
    "tax_relief",
    "repair_fund",
)
LISTS: dict[str, tuple[str, ...]] = {
    "house_first": HOUSE_FIRST,
    "land_first": ("application", "identity", "land_origin", "survey_report", "taxes"),
    "house_change": (
        "application",
        "identity",
        "registered_right",
        "change_proof",
        "survey_report",
    ),
    "land_change": ("application", "identity", "registered_right", "change_proof", "survey_report"),
    "correction": ("application", "identity", "registered_right", "error_proof"),
}
"""What belongs to each item, in the order of the list."""

FORBIDDEN_WORDS: dict[str, tuple[str, ...]] = {
    "AREA_INACCURATE": ("面积不准", "面积不准确"),
    "NO_COORDINATES": ("没有坐标", "无坐标", "缺少坐标"),
    "NOT_HANDED_OVER": ("没有移交", "未移交", "资料未交"),
}
"""How the grounds that may not be used for asking a survey are usually written."""


def forbidden_grounds(text: str) -> tuple[str, ...]:
    """Return the forbidden grounds that a reason names, by code or in usual words."""
    return tuple(
        code
        for code, words in FORBIDDEN_WORDS.items()
        if code in text or any(word in text for word in words)
    )
