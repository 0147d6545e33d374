"""Mail that comes in: bounces mark what bounced, machines are ignored, an area may take an answer to a mail of its own, and what else a
person wrote waits for a person. Nothing is decided by who a message says it is from.
"""

from foundation.incoming.machines import why_a_machine
from foundation.incoming.own_text import CUT_LINE, Own, own_text
from foundation.incoming.receiving import Arrived, Incoming, bounced, receive, takes

__all__ = ["CUT_LINE", "Arrived", "Incoming", "Own", "bounced", "own_text", "receive", "takes", "why_a_machine"]
