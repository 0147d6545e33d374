"""The demo corporation: two years of a housing corporation that does not exist, told by the same services that a real one uses."""
