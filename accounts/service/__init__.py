"""Verbs of the accounts floor."""

from accounts.service.contact import code_of, issue_token, move_tokens, note_contact, opt_in, opt_out, revoke_tokens, unsubscribe_link
from accounts.service.details import erase_account
from accounts.service.keys import sign, void_keys
from accounts.service.opening import give_code, make_code_letters, new_number, open_account, plain_code
from accounts.service.passwords import hash_password
from accounts.service.registry import import_registry
from accounts.service.staff import add_staff

__all__ = [
    "add_staff", "code_of", "erase_account", "give_code", "hash_password", "import_registry", "issue_token", "make_code_letters", "move_tokens",
    "new_number", "note_contact", "open_account", "opt_in", "opt_out", "plain_code", "revoke_tokens",
    "sign", "unsubscribe_link", "void_keys",
]  # fmt: skip
