"""Forms of moderation."""

from moderation.forms.decisions import AgreeForm, AnswerForm, CodeForm, DecideForm, NoteForm, ObjectForm
from moderation.forms.reports import ReportForm

__all__ = ["AgreeForm", "AnswerForm", "CodeForm", "DecideForm", "NoteForm", "ObjectForm", "ReportForm"]
