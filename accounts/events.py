"""What the accounts floor announces. Sent inside the transaction; a listener may write rows."""

from blinker import Signal

account_opened = Signal()
"""sender: Account; now."""
account_erased = Signal()
"""sender: Account; now. Sent before the row is blanked."""
tenant_moved = Signal()
"""sender: Tenant; now. Another household in the newest registry."""
tenant_gone = Signal()
"""sender: Tenant; now."""
keys_stand = Signal()
"""sender: subject word (`topic`, `scoring_policy`, ...); subject_id, now. Both parties' keys stand on one text."""
key_voided = Signal()
"""sender: subject word; subject_id, now."""
author_linked = Signal()
"""sender: Account that came with an import of another forum; tenant, now. Its posts now belong to this tenant's household."""
