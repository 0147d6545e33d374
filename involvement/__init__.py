"""The sister forms of involvement, one room each."""
