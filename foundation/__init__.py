"""The ground floor: what any house needs. It knows no word of the domain."""
