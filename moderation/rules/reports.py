"""Why people report a post."""

from __future__ import annotations

from foundation.i18n import N_

REASONS = {
    "illegal": N_("Het is verboden door de wet, zoals bedreiging of discriminatie"),
    "insult": N_("Het is een belediging of scheldpartij"),
    "privacy": N_("Er staan gegevens van iemand in, zoals een huisnummer of naam"),
    "spam": N_("Het is reclame of onzin"),
    "off_topic": N_("Het hoort niet bij dit onderwerp"),
    "other": N_("Iets anders"),
}
