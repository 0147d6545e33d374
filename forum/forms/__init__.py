"""Forms of the forum. What may be placed is for the rules; a form only reads."""

from __future__ import annotations

import secrets
from datetime import date

from flask_wtf import FlaskForm
from itsdangerous import BadData, URLSafeTimedSerializer
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from accounts.models import Channel
from forum.models import Consent, Regime, ReservedMatter
from forum.rules import language_names
from foundation.house import house
from foundation.i18n import _

WRITER_HOURS = 72


def _writers() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(house().secret, salt="forum.writer")


class WritingForm(FlaskForm):  # type: ignore[misc]
    place = ""
    """Where its draft and its files wait."""
    title = StringField()
    body = TextAreaField()
    lang = SelectField(validate_choice=False)
    form_key = HiddenField()
    seen = HiddenField()
    writer = HiddenField()
    """Signed: whose form this is and where. It lets a text be kept as a draft when the session ended meanwhile, and nothing else."""
    preview = HiddenField()
    """Not in the page: the name of the button that shows the text first."""
    hide = HiddenField()
    """Likewise, of the button that takes personal data out of the text."""

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.lang.label.text = _("In welke taal schrijft u?")
        self.lang.choices = [SelectChoice(code, name) for code, name in (*language_names().items(), ("", _("Een andere taal")))]

    def label(self, title: str, body: str) -> None:
        self.title.label.text, self.body.label.text = title, body

    def give_key(self, account_id: int, place: str) -> None:
        """A key of its own for every form handed out: pressing twice makes one post."""
        self.form_key.data = secrets.token_hex(16)
        self.writer.data = _writers().dumps([account_id, place])

    @property
    def written_by(self) -> tuple[int, str] | None:
        """Account and place this form was handed out for."""
        try:
            account_id, place = _writers().loads(self.writer.data or "", max_age=WRITER_HOURS * 3600)
        except BadData:
            return None
        return int(account_id), str(place)

    @property
    def key(self) -> str | None:
        return str(self.form_key.data or "")[:40] or None

    @property
    def seen_keys(self) -> frozenset[str]:
        return frozenset(key for key in str(self.seen.data or "")[:1000].split(",") if key)


class AssistedForm(WritingForm):
    form = HiddenField()
    """Number of the paper form this came back on."""
    number = StringField()
    unnamed = BooleanField()
    name = StringField()
    channel = RadioField()
    said_on = DateField(format="%Y-%m-%d")
    consent = RadioField()

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.number.label.text = _("Huurdernummer")
        self.unnamed.label.text = _("Deze persoon wil het huurdernummer niet geven")
        self.name.label.text = _("Welke naam komt erbij te staan?")
        self.channel.label.text = _("Hoe kwam de bijdrage binnen?")
        self.channel.choices = [
            SelectChoice(Channel.LETTER.value, _("Op papier")),
            SelectChoice(Channel.PHONE.value, _("Aan de telefoon")),
            SelectChoice(Channel.DESK.value, _("Aan de balie")),
            SelectChoice(Channel.HALLWAY.value, _("In een gesprek, bijvoorbeeld op de gang")),
        ]
        self.said_on.label.text = _("Wanneer is dit gezegd of geschreven?")
        self.consent.label.text = _("Wie vond het goed dat dit op het forum komt?")
        self.consent.choices = [
            SelectChoice(Consent.WRITTEN.value, _("De persoon zelf, op het papier")),
            SelectChoice(Consent.SPOKEN.value, _("De persoon zelf, met woorden")),
            SelectChoice(Consent.HELPER.value, _("Iemand die deze persoon helpt")),
        ]

    @property
    def form_id(self) -> int | None:
        number = str(self.form.data or "")
        return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None

    def validate_number(self, field: StringField) -> None:
        typed = (field.data or "").strip()
        if not typed and not self.unnamed.data:
            raise ValidationError(_("Vul het huurdernummer in. Wil deze persoon dat niet geven? Zet dan het vinkje eronder."))
        if typed and self.unnamed.data:
            raise ValidationError(_("Vul het huurdernummer in, of zet het vinkje. Niet allebei."))

    def explain(self) -> None:
        """WTForms speaks English about choices that were not made and days it cannot read."""
        for field, text in (
            (self.channel, _("Kies hoe de bijdrage binnenkwam.")),
            (self.said_on, _("Vul een dag in, zoals 2027-03-01.")),
            (self.consent, _("Plaats alleen iets als deze persoon dat goed vindt. Kies wie dat zei.")),
        ):
            if field.errors:
                field.errors = [text]


class CodeForm(FlaskForm):  # type: ignore[misc]
    """A code from paper: of a card, or of a form that came back."""

    code = StringField()

    def __init__(self, label: str) -> None:
        super().__init__()
        self.code.label.text = label

    @property
    def typed(self) -> str:
        return (self.code.data or "").strip()


class ProposalForm(FlaskForm):  # type: ignore[misc]
    year = SelectField(coerce=int)
    title = StringField()
    summary = TextAreaField()
    body = TextAreaField()
    regime = RadioField()
    reserved_matter = SelectField()
    opens_on = DateField(format="%Y-%m-%d")
    closes_on = DateField(format="%Y-%m-%d")

    def __init__(self, years: list[int], regimes: dict[Regime, str], matters: dict[ReservedMatter, str], **values: object) -> None:
        super().__init__(**values)
        self.year.choices = [(year, str(year)) for year in years]
        self.regime.choices = [(regime.value, text) for regime, text in regimes.items()]
        self.reserved_matter.choices = [("", _("nee")), *((matter.value, text) for matter, text in matters.items())]
        self.year.label.text, self.title.label.text = _("Jaar"), _("Titel")
        self.summary.label.text, self.body.label.text = _("Samenvatting"), _("Achtergrond")
        self.regime.label.text = _("Welk recht heeft de huurdersorganisatie?")
        self.reserved_matter.label.text = _("Gaat het over iets waar een panel niet over mag beslissen?")
        self.opens_on.label.text, self.closes_on.label.text = _("Eerste dag van het forum"), _("Laatste dag van het forum")
        for field in (self.opens_on, self.closes_on):
            field.validators = [InputRequired(message=_("Vul een dag in."))]

    def process_errors_in_words(self) -> None:
        """WTForms speaks English about days it cannot read."""
        for field in (self.opens_on, self.closes_on):
            if field.errors:
                field.errors = [_("Vul een dag in, zoals 2027-03-01.")]
        for field, text in (
            (self.regime, _("Kies een van de antwoorden.")),
            (self.year, _("Kies een jaar.")),
            (self.reserved_matter, _("Kies een van de antwoorden.")),
        ):
            if field.errors:
                field.errors = [text]


class TextForm(FlaskForm):  # type: ignore[misc]
    """One text: a decision, a public summary."""

    text = TextAreaField()


class DayForm(FlaskForm):  # type: ignore[misc]
    on = StringField()

    @property
    def day(self) -> date | None:
        try:
            return date.fromisoformat((self.on.data or "").strip())
        except ValueError:
            return None


class LevelForm(FlaskForm):  # type: ignore[misc]
    """What somebody wants to hear of a topic, or of a conversation: there a fourth choice, as in its topic."""

    level = RadioField()

    def __init__(self, labels: dict[str, str], **values: object) -> None:
        super().__init__(**values)
        self.level.label.text = _("Wat wilt u horen?")
        self.level.choices = [SelectChoice(value, label) for value, label in labels.items()]


class FrequencyForm(FlaskForm):  # type: ignore[misc]
    frequency = RadioField()

    def __init__(self, labels: dict[str, str], **values: object) -> None:
        super().__init__(**values)
        self.frequency.label.text = _("Hoe vaak wilt u mail?")
        self.frequency.choices = [SelectChoice(value, label) for value, label in labels.items()]
