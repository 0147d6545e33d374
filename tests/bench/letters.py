"""Letters on paper."""

from __future__ import annotations

from factories import NOW

from foundation.house import house
from foundation.letters import pdf
from foundation.letters.standard import standard_letter
from tests.bench.harness import Figure, figure, seconds_of, site, within

PAGES = 1_000


@figure
def a_pile() -> Figure:
    with site():
        text = [
            "Geachte heer De Vries,",
            *["Wij nodigen u uit voor een avond over de lift en de hal in uw gebouw. Er is koffie en thee."] * 4,
        ]
        letters = [
            standard_letter(
                house(), [f"Huurder {number}", f"Lindelaan {number}", "5611 AB Lindehoven"], "Een uitnodiging", text, NOW,
                code=f"{number:013}", url=f"https://meedenkers.example/antwoord/{number:013}",
            )
            for number in range(PAGES)
        ]  # fmt: skip
        spent = seconds_of(lambda: pdf(letters, "Brieven", NOW))
    return within(f"a pile of {PAGES:,} letters", spent, 30, more=f", {PAGES / spent:.0f} letters/s")
