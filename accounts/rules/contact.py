"""How often a household may be asked something."""

from datetime import timedelta

COOL_DOWN = timedelta(days=180)
"""After one invitation a household is left alone this long, whatever the form of involvement."""

SCOPES = ("invitations", "scoring", "forum_mail")
"""What somebody can be left out of. The place in this row is the subject of an `unsubscribe` token: only ever add at the end."""
UNSUBSCRIBE_LASTS = timedelta(days=3 * 365)
