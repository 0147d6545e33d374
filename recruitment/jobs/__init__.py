"""What recruitment does in the background, and the mails and letters it writes."""

from recruitment.jobs import scoring  # noqa: F401
