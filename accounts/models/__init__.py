"""Rows of the accounts floor, one file per noun."""

from accounts.models.contact import AnswerToken, Channel, Contact, OptOut
from accounts.models.logins import AccessCode, Account, Role, SignInCode, SignInTry
from accounts.models.parties import Key, Party
from accounts.models.registry import AgeBand, Complex, Dwelling, Household, RegistryImport, Tenant

__all__ = [
    "AccessCode", "Account", "AgeBand", "AnswerToken", "Channel", "Complex", "Contact", "Dwelling", "Household", "Key", "OptOut",
    "Party", "RegistryImport", "Role", "SignInCode", "SignInTry", "Tenant",
]  # fmt: skip
