"""Forms of moderation."""

from moderation.forms.decisions import HideForm, NoteForm
from moderation.forms.reports import ReportForm

__all__ = ["HideForm", "NoteForm", "ReportForm"]
