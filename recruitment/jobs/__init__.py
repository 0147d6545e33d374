"""What recruitment does in the background, and the mails and letters it writes."""

from recruitment.jobs import asking, drawing, outcomes, scoring  # noqa: F401
