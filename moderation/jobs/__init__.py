"""Mail, letters and jobs of moderation."""

from moderation.jobs import decisions  # noqa: F401 - registers its renderers
