"""The reuse rules as data: what each adopts, for whom it is in force, and which clause says so.

Pages, decisions and the register name a rule by its id. The sentences are ours; what a policy
document says is found under its number and clause.
"""

from dataclasses import dataclass

from cadastre.domain.findings import Text

_NATIONAL = Text("全国", "national")
_JIAOZUO = Text("焦作市", "Jiaozuo")

_NATIONAL_LETTER = "自然资办函〔2019〕753号"
_JIAOZUO_LETTER = "焦“放管服”组〔2019〕2号"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of reuse.

    Parameters
    ----------
    rule_id
        Stable id, for example ``R-02B``.
    title, says
        Short title, and the rule in our own words.
    scope
        Where it is in force.
    document, clause
        Number of the policy document, law or standard, and the clause in it.
    adopts
        Words of :class:`surveys.domain.decision.Datum` that it lets into the register; empty for
        a rule that only says what must not be done.
    """

    rule_id: str
    title: Text
    says: Text
    scope: Text
    document: str
    clause: str
    adopts: tuple[str, ...] = ()

    @property
    def cites(self) -> str:
        """Document and clause, as they are quoted beside a figure."""
        return f"{self.document} {self.clause}".strip()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules an office decides by; a decision names id and version, so it can be replayed."""

    rule_set_id: str
    version: str
    rules: tuple[Rule, ...]

    def __getitem__(self, rule_id: str) -> Rule:
        """Return a rule by its id.

        Raises
        ------
        KeyError
            The set has no such rule.
        """
        for rule in self.rules:
            if rule.rule_id == rule_id:
                return rule
        raise KeyError(rule_id)

    def in_order(self, rule_ids: set[str]) -> tuple[str, ...]:
        """Return the ids in the order of the set, each once.

        Raises
        ------
        KeyError
            One of them is not in the set.
        """
        for rule_id in rule_ids:
            self[rule_id]
        return tuple(rule.rule_id for rule in self.rules if rule.rule_id in rule_ids)


RULE_SET = RuleSet(
    "jiaozuo",
    "2019.1",
    (
        Rule(
            "R-01",
            Text("不重复测绘", "No repeated survey"),
            Text(
                "前期成果审核合格、可以提取的，首次登记直接使用，不另行要求测绘和调查。",
                "An accepted earlier result that can be extracted serves the first registration; "
                "no further survey or investigation is asked for.",
            ),
            _NATIONAL,
            _NATIONAL_LETTER,
            "附件 二(四)第4项",
            ("boundary", "land_area"),
        ),
        Rule(
            "R-02A",
            Text("供地调查成果沿用", "Supply-stage investigation serves again"),
            Text(
                "调查表、宗地图、界址点坐标已用于供地手续的，沿用，不再调查。",
                "Where investigation form, parcel map and point coordinates were used for the "
                "land supply, they serve again without a new investigation.",
            ),
            _JIAOZUO,
            _JIAOZUO_LETTER,
            "三(三)2",
            ("boundary",),
        ),
        Rule(
            "R-02B",
            Text("供地文件面积直接登记", "Area of the supply document is registered"),
            Text(
                "出让合同、划拨决定书等供地文件的土地面积直接用于登记，不再审核面积。",
                "The land area of the contract or allocation decision is registered as it stands; "
                "the area is not audited again.",
            ),
            _JIAOZUO,
            _JIAOZUO_LETTER,
            "三(三)2",
            ("land_area",),
        ),
        Rule(
            "R-02C",
            Text("供地文件坐标应当采用", "Coordinates of the supply document bind"),
            Text(
                "供地文件含坐标等空间数据的，作为宗地界址点坐标采用。",
                "Coordinates contained in the supply documents are the parcel's boundary points.",
            ),
            _JIAOZUO,
            _JIAOZUO_LETTER,
            "三(三)2",
            ("boundary",),
        ),
        Rule(
            "R-03",
            Text("验收复核成果直接采用", "Accepted completion results are adopted"),
            Text(
                "竣工联合验收通过的复核面积直接登记，不再审核；成果含坐标的，坐标一并采用。",
                "Areas verified in a passed joint completion acceptance are registered without "
                "another audit; coordinates in that result are adopted with them.",
            ),
            _JIAOZUO,
            _JIAOZUO_LETTER,
            "三(三)3",
            ("footprint", "floor_area", "unit_areas"),
        ),
        Rule(
            "R-04",
            Text("预售面积让位于验收面积", "Presale areas yield to accepted areas"),
            Text(
                "预销售面积与验收通过的复核面积不一致的，按后者登记；预售面积留作历史。",
                "Where presale areas differ from the accepted areas, the accepted ones are "
                "registered and the presale ones are kept as history.",
            ),
            _JIAOZUO,
            _JIAOZUO_LETTER,
            "三(三)3",
            ("floor_area", "unit_areas"),
        ),
        Rule(
            "R-05",
            Text("统一登记前成果沿用", "Results from before unified registration serve"),
            Text(
                "统一登记前的成果审核合格且界址未变的，沿用；面积不准、没有坐标、资料未移交都不能"
                "作为要求重测的理由。",
                "An accepted result from before unified registration serves while the boundary is "
                "unchanged; inaccurate areas, missing coordinates or papers not handed over are no "
                "reasons for a new survey.",
            ),
            _JIAOZUO,
            _JIAOZUO_LETTER,
            "三(三)1",
            ("boundary", "land_area", "footprint", "floor_area", "unit_areas"),
        ),
        Rule(
            "R-06",
            Text("只补所缺", "Only what is missing is supplemented"),
            Text(
                "不能直接沿用的，补充调查限于所缺的内容；受理时取得的成果同时入库。",
                "What cannot be reused is supplemented, and nothing beyond it; a result received "
                "with the application is stored at once.",
            ),
            _NATIONAL,
            _NATIONAL_LETTER,
            "附件 二(四)第4项",
        ),
        Rule(
            "R-08",
            Text("统一单元代码", "One code standard"),
            Text(
                "入库的宗地和不动产单元须有合格代码。",
                "Every parcel and unit that is stored has a valid code.",
            ),
            _NATIONAL,
            "GB/T 37346-2019",
            "",
        ),
        Rule(
            "R-09",
            Text("测绘成果审核", "Survey results are reviewed"),
            Text(
                "不再审核面积，不等于不审核成果：完整性、代码、重叠和界址仍须审核。",
                "Not auditing areas again is not leaving results unreviewed: completeness, codes, "
                "overlaps and boundaries are still reviewed.",
            ),
            _NATIONAL,
            _NATIONAL_LETTER,
            "二(四)第2项",
        ),
        Rule(
            "R-16",
            Text("已登记界址沿用", "Registered boundary stands"),
            Text(
                "登记簿上现行的界址点和面积，界址未变的继续使用。",
                "Boundary points and area current in the register go on being used while the "
                "boundary is unchanged.",
            ),
            _NATIONAL,
            "《中华人民共和国测绘法》",
            "第二十二条",
            ("boundary", "land_area"),
        ),
    ),
)

FORBIDDEN_REASONS: dict[str, Text] = {
    "AREA_INACCURATE": Text("原房屋面积不准", "the earlier floor area is inaccurate"),
    "NO_COORDINATES": Text("原宗地图没有坐标", "the earlier parcel map has no coordinates"),
    "NOT_HANDED_OVER": Text("资料没有移交", "the papers were not handed over"),
}
"""Reasons that R-05 forbids as grounds for a new survey."""

PRESALE_DIFFERENCE_PERCENT = 3
"""Above it 商品房销售管理办法 第二十条 gives the buyer a choice; the register never asks."""
