"""Where a topic stands on its whole road: forum, panel, outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forum.models import Topic
from forum.rules import Stage
from foundation.i18n import _, day, moment
from recruitment.rules import PanelStage


@dataclass(frozen=True)
class Standing:
    """`current` is the step that is under way (`forum`, `panel`, `outcome`), None when all is done; `status` says it in a sentence."""

    current: str | None
    status: str
    kind: str


def standing(topic: Topic, stage: Stage, panel: PanelStage | None, evening_at: datetime | None) -> Standing:
    """`evening_at`: start of the panel's next evening, where one is planned."""
    if stage is Stage.CLOSED:
        return Standing(None, _("Klaar. Lees wat ermee is gedaan."), "done")
    if stage is Stage.PROPOSED:
        return Standing("forum", _("Dit is een voorstel. Beide partijen moeten nog akkoord gaan."), "wait")
    if stage is Stage.AGREED:
        return Standing("forum", _("Het forum opent op %(day)s.", day=day(topic.opens_on)), "wait")
    if panel in (PanelStage.HELD, PanelStage.DONE):
        return Standing("outcome", _("Het panel is geweest. De antwoorden komen eraan."), "wait")
    if panel is PanelStage.SEATED and evening_at is not None:
        return Standing("panel", _("Het panel komt bij elkaar op %(when)s.", when=moment(evening_at)), "info")
    if stage is Stage.OPEN:
        return Standing("forum", _("U kunt meepraten tot en met %(day)s.", day=day(topic.closes_on)), "open")
    if panel is PanelStage.ASKING:
        return Standing("panel", _("Wij vragen nu mensen voor het klantenpanel."), "info")
    if panel is PanelStage.FROZEN:
        return Standing("panel", _("Wij loten wie in het klantenpanel komt."), "info")
    if panel is PanelStage.PREPARING:
        return Standing("panel", _("Wij bereiden het klantenpanel voor."), "wait")
    return Standing("outcome", _("Het forum is klaar. De antwoorden komen eraan."), "wait")
