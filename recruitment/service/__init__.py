"""Verbs of recruitment."""
