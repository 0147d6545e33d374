"""Forms of recruitment."""
