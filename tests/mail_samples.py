"""Messages as mail programs really make them, in foundation/messages, and what is to become of each: the exact text that is posted, or why it
is not. All were written for these tests; names, addresses and texts are invented."""

from pathlib import Path

FOLDER = Path(__file__).parent / "foundation" / "messages"
SAMPLES: dict[str, tuple[str, str]] = {
    "android-huawei-en": ("placed", "Same here, three scooters in the hall."),
    "answers-from-address": ("placed", "Ik antwoord op het gewone adres."),
    "answers-from-no-thread": ("person", ""),
    "apple-mail-nl": ("placed", "Goedemiddag,\n\nIk zou graag een hek om de stalling zien."),
    "arabic": ("placed", "أوافق على هذا الاقتراح.\n\nالمدخل ضيق جدا."),
    "bounce-delayed": ("machine", ""),
    "bounce-full": ("bounce", ""),
    "bounce-unknown": ("bounce", ""),
    "calendar-reply": ("machine", ""),
    "closing-inside": (
        "placed",
        "Met vriendelijke mensen kom je verder.\n\nGroeten doen we elkaar al in de gang. Dat is het probleem niet.\n\nHet gaat om de fietsen.",
    ),
    "closing-words": ("placed", "Er moet meer licht in de gang."),
    "disclaimer": ("placed", "Namens mijzelf: doen."),
    "empty": ("refused", "Wij vonden in uw mail geen tekst van uzelf."),
    "format-flowed": (
        "placed",
        "Ik denk dat een stalling met een dak het beste is, want dan worden de fietsen niet nat en blijven de mensen hem ook in de winter gebruiken.\n\n"
        "Zo is het bij mijn zus ook.",
    ),
    "forwarded-only": ("refused", "Wij vonden in uw mail geen tekst van uzelf."),
    "forwarded-with-words": ("placed", "Dit kreeg ik, en ik vind het een goed plan."),
    "gmail-app-html-only": ("placed", "Kan de gemeente niet een stalling bouwen?\n\nBij het station is er ook een."),
    "gmail-signature": ("placed", "Wie ruimt de oude fietsen op?"),
    "gmail-web-en": ("placed", "A rack near the front door would help."),
    "gmail-web-nl": ("placed", "Ja, een rek bij de voordeur zou helpen."),
    "gmail-wrapped-lines": (
        "placed",
        "In ons portiek hebben we het zelf opgelost. Iedereen zet de fiets in de kelder, en wie dat niet kan krijgt hulp van de buren. Dat werkt nu al een jaar goed.\n\n"
        "Misschien is dat iets voor jullie.",
    ),
    "hostile-html": ("placed", "Gewone tekst vet <script>alert(2)</script>"),
    "ipad-html-only": ("placed", "De lift is te klein voor een fiets.\n\nDus boven zetten kan niet."),
    "iphone-en": ("placed", "The hallway is also an escape route."),
    "iphone-nl": ("placed", "Prima plan 👍"),
    "k9-bottom": ("placed", "Wie heeft er een sleutel van de kelder?"),
    "k9-nl": ("placed", "De huismeester kan erop letten."),
    "kpn-webmail-html": ("placed", "Wij willen graag meedenken over de plek."),
    "latin1-8bit": ("placed", "Dat kost minstens één maand huur. Ik vind het te veel geld voor zo'n rek, naïef bijna."),
    "list-and-lines": ("placed", "Drie dingen:\n\n- een rek\n- een lamp\n- een slot\n\n1. eerst het rek\n2. dan de lamp"),
    "logo-in-signature": ("placed", "Ik steun dit voorstel."),
    "mail-nl-windows": ("placed", "Kan het ook in de oude wasruimte?"),
    "mailing-list": ("machine", ""),
    "no-quote": ("placed", "Ik kom graag meedenken.\nWanneer is de volgende avond?"),
    "only-quote": ("refused", "Wij vonden in uw mail geen tekst van uzelf."),
    "only-sent-from": ("refused", "Wij vonden in uw mail geen tekst van uzelf."),
    "ooo-exchange-nl": ("machine", ""),
    "ooo-gmail": ("machine", ""),
    "ooo-subject-only-nl": ("machine", ""),
    "outlook-android-nl": ("placed", "Bij ons staan er wel twintig!"),
    "outlook-desktop-nl": ("placed", "Beste Mia,\n\nEen stalling op straat lijkt mij beter. Dan blijft de gang vrij."),
    "outlook-html-only": ("placed", "Twee rekken per portiek is genoeg.\n\nDan kan iedereen erlangs."),
    "outlook-ios-en": ("placed", "We have the same problem at number 40."),
    "outlook-ios-nl": ("placed", "Goed idee van die kinderwagen."),
    "outlook-mac-nl-original-message": ("placed", "De gang is ook een vluchtweg. Daar mag niets staan."),
    "outlook-web-html-only": ("placed", "Mijn buurvrouw met rollator komt er niet langs."),
    "outlook-web-nl": ("placed", "Ik ben het met Mia eens. Kan er een rek komen bij de voordeur?"),
    "own-line-with-colon": ("placed", "Ik wil drie dingen zeggen over 2026:\neen rek, een lamp en een slot."),
    "photo-only": ("refused", "Wij vonden in uw mail geen tekst van uzelf."),
    "photo": ("placed", "Zo ziet het er nu uit."),
    "polish-gmail": ("placed", "Zgadzam się. Korytarz jest za wąski."),
    "proton-nl": ("placed", "Ik wil liever geen hek."),
    "read-receipt": ("machine", ""),
    "samsung-html-only": ("placed", "Het is al jaren zo."),
    "samsung-nl": ("placed", "Ik heb er foto's van gemaakt."),
    "seven-bit-no-charset": ("placed", "Ik ben tegen. De gang is van ons allemaal."),
    "stop": ("stopped", ""),
    "thunderbird-bottom": ("placed", "De sleutel ligt bij nummer 8. Vraag het daar gerust."),
    "thunderbird-html-only": ("placed", "Een tekening zou helpen.\n\nOnderaan nog dit: is er al geld voor?"),
    "thunderbird-inline": ("placed", "Hoeveel zijn het er dan?\n\nDat is bij ons gelukkig niet zo."),
    "too-long": ("refused", "Uw bijdrage is te lang"),
    "turkish-iphone": ("placed", "Bence bodruma koyalım."),
    "unknown-charset": ("placed", "Eén rek is genoeg."),
    "windows1252-smart": ("placed", "Het kost € 200 per rek – en dat is “goedkoop”…"),
    "wrong-charset": ("placed", "Cafés hebben ook rekken."),
    "wrong-code": ("person", ""),
    "yahoo-nl": ("placed", "Bij de Aldi staan ook vaak lege rekken."),
    "ziggo-webmail": ("placed", "Dat is een goed idee, maar wie betaalt dat?"),
}
"""Name -> (what the door makes of it, the text that is posted or the reason that is mailed back)."""


def sample(name: str, *, code: str = "CODE", message_id: str = "<OURS@meedenkers.invalid>", recipient: str = "") -> bytes:
    """The message with the code and the id of a real mail of ours filled in."""
    raw = (FOLDER / f"{name}.eml").read_bytes()
    raw = raw.replace(b"+CODE@", f"+{code}@".encode()).replace(b"<OURS@meedenkers.invalid>", message_id.encode())
    return raw.replace(b"RECIPIENT", recipient.encode()) if recipient else raw
