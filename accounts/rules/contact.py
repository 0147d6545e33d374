"""How often a household may be asked something."""

from datetime import timedelta

COOL_DOWN = timedelta(days=180)
"""After one invitation a household is left alone this long, whatever the form of involvement."""
