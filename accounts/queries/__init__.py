"""Nouns of the accounts floor."""

from accounts.queries.contact import contacted_households_since, find_token, has_opted_out, opted_out_tenants, standing_token
from accounts.queries.keys import both_signed, keys_on
from accounts.queries.people import (
    FEATURES,
    account_of,
    features_of,
    letter_address,
    mail_address,
    margins,
    tenants_with_address,
)

__all__ = [
    "FEATURES", "account_of", "both_signed", "contacted_households_since", "features_of", "find_token", "has_opted_out", "keys_on",
    "letter_address", "mail_address", "margins", "opted_out_tenants", "standing_token", "tenants_with_address",
]  # fmt: skip
