"""The office's own stages and kinds of result."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.domain.evidence import BaseStage

BASE_STAGES = [
    (BaseStage.SUPPLY.value, _("Land supply")),
    (BaseStage.PLANNING.value, _("Planning")),
    (BaseStage.PRESALE.value, _("Presale")),
    (BaseStage.COMPLETION.value, _("Completion")),
    (BaseStage.LEGACY.value, _("Before unified registration")),
]


class Stage(models.Model):
    """A stage of the office's procedure: data, mapped to one of the rules' base stages."""

    code = models.SlugField(_("code"), max_length=30, primary_key=True)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    base = models.CharField(_("base stage"), max_length=12, choices=BASE_STAGES)
    position = models.PositiveSmallIntegerField(_("position"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name_zh


class ResultKind(models.Model):
    """A kind of result (勘测定界, 房产预测绘 …) of the office, and what it should hold.

    It is delivered from ``valid_from`` until the day before ``valid_to``, empty for without bound.
    """

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="kinds")
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    expects_boundary = models.BooleanField(_("expects a boundary"), default=False)
    expects_footprint = models.BooleanField(_("expects a footprint"), default=False)
    expects_units = models.BooleanField(_("expects a building table"), default=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("kind of result")
        verbose_name_plural = _("kinds of result")
        ordering = ("stage__position", "code")

    def __str__(self) -> str:
        return self.name_zh
