"""Verbs of the accounts floor."""

from accounts.service.contact import code_of, issue_token, note_contact, opt_in, opt_out, revoke_tokens
from accounts.service.keys import sign, void_keys

__all__ = ["code_of", "issue_token", "note_contact", "opt_in", "opt_out", "revoke_tokens", "sign", "void_keys"]
