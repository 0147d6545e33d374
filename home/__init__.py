"""Front page, the person's own page, the coordinator's day and the demo corporation."""
