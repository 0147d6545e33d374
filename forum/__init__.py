"""Policy years, topics, threads and posts. It does not know that it is scored or moderated."""
