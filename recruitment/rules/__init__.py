"""What may and what may not in recruitment: functions without clock, query or request."""

from recruitment.rules.panels import PanelStage, first_day, panel_stage

__all__ = ["PanelStage", "first_day", "panel_stage"]
