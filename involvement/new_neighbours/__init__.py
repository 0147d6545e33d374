"""Nieuwe Buren. By law of the house it may reach neither forum nor recruitment (see the import contracts)."""
