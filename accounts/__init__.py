"""Parties and their keys, the registry, households, logins, roles, access and privacy."""
