"""Reports, decisions with reasons, and the log both parties can read."""
