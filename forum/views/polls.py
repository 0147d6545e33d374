"""A poll: its question with the vote and the result, and making one with two keys."""

from __future__ import annotations

from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from accounts.access import MEMBERS, open_to, the_account, viewer
from accounts.models import Account, Channel, Role, Tenant
from accounts.queries.keys import keys_on
from accounts.rules.keys import text_fingerprint
from forum import queries
from forum.forms.polls import PaperVoteForm, PollForm, VoteForm
from forum.models import Poll, PollKind, PollOption, Topic
from forum.queries.polls import choices_of, get_poll, polls_in
from forum.rules.agenda import why_not_propose
from forum.rules.polls import MAKERS, PollResult, PollStage, poll_stage, result_of, why_not_make_poll, why_not_sign_poll, why_not_vote
from forum.service.polls import SUBJECT, Question, make_poll, sign_poll, the_text, vote, voter_of, withdraw_poll
from forum.views import blueprint
from forum.views.agenda import the_topic
from forum.views.words import party_name
from foundation import clock
from foundation.charts import funnel
from foundation.db import db, transaction
from foundation.errors import NotFound, Refused
from foundation.i18n import _
from foundation.small_groups import ENOUGH_FOR_SHARES, cell_words

Ballot = TypeVar("Ballot", bound=VoteForm)
TYPISTS = (Role.COORDINATOR, Role.MODERATOR)


def polls_of(topic: Topic) -> list[tuple[Poll, PollStage]]:
    """For `forum/_polls.html`; one query."""
    today = clock.local_day(clock.now())
    return [(poll, poll_stage(poll, topic, today)) for poll in polls_in(topic.id)]


@blueprint.get("/peilingen/<int(max=2147483647):poll_id>")
@open_to(MEMBERS)
def poll(poll_id: int) -> ResponseReturnValue:
    found = _to_read(poll_id)
    return _page(found, _ballot(VoteForm(), found, _chosen(found)))


@blueprint.post("/peilingen/<int(max=2147483647):poll_id>")
@open_to(Role.TENANT)
def cast_vote(poll_id: int) -> ResponseReturnValue:
    form = _ballot(VoteForm(), _to_read(poll_id))
    try:
        with transaction():
            found = get_poll(poll_id)
            vote(found, found.topic, _tenant(), form.chosen, Channel.WEB, clock.now())
    except Refused as refusal:
        form.answer.errors = [refusal.reason]
        return _page(_to_read(poll_id), form), 422
    flash(_("Uw stem is bewaard. Niemand kan zien wat u koos."))
    return redirect(url_for("forum.poll", poll_id=poll_id), 303)


@blueprint.get("/peilingen/<int(max=2147483647):poll_id>/invoeren")
@open_to(*TYPISTS)
def paper_vote_form(poll_id: int) -> ResponseReturnValue:
    found = _to_read(poll_id)
    return render_template("forum/poll_paper.html", poll=found, form=_ballot(PaperVoteForm(), found), why_not=_why_closed(found))


@blueprint.post("/peilingen/<int(max=2147483647):poll_id>/invoeren")
@open_to(*TYPISTS)
def paper_vote(poll_id: int) -> ResponseReturnValue:
    form, me = _ballot(PaperVoteForm(), _to_read(poll_id)), the_account().id
    try:
        if form.validate():
            with transaction():
                tenant = queries.find_tenant(form.number.data or "")
                if tenant is None:
                    raise Refused(_("Wij vinden geen huurder met dit nummer."))
                found = get_poll(poll_id)
                vote(found, found.topic, tenant, form.chosen, Channel(form.channel.data), clock.now(), by=db.session.get_one(Account, me))
            flash(_("De stem is geteld. U kunt de volgende invoeren."))
            return redirect(url_for("forum.paper_vote_form", poll_id=poll_id), 303)
        if form.answer.errors:
            form.answer.errors = [_("Kies een van de antwoorden.")]
    except Refused as refusal:
        form.form_errors = [*form.form_errors, refusal.reason]
    found = _to_read(poll_id)
    return render_template("forum/poll_paper.html", poll=found, form=form, why_not=_why_closed(found)), 422


@blueprint.get("/agenda/<int(max=2147483647):topic_id>/peiling")
@open_to(MAKERS)
def make_poll_form(topic_id: int) -> ResponseReturnValue:
    """`van` brings the texts of a poll of this topic back, for who withdrew it to change something."""
    topic = the_topic(topic_id)
    if refusal := why_not_make_poll(topic, the_account(), clock.local_day(clock.now())):
        raise Refused(refusal)
    form = PollForm()
    if (number := request.args.get("van", "")).isascii() and number.isdigit() and len(number) < 10:
        before = get_poll(int(number))
        if before.topic_id == topic.id:
            form.kind.data, form.question.data, form.explanation.data = before.kind.value, before.question, before.explanation
            form.closes_on.data = before.closes_on
            if before.kind is not PollKind.STATEMENT:
                form.options.data = "\n".join(option.text for option in before.options)
    return render_template("forum/poll_make.html", topic=topic, form=form)


@blueprint.post("/agenda/<int(max=2147483647):topic_id>/peiling")
@open_to(MAKERS)
def make(topic_id: int) -> ResponseReturnValue:
    form, me = PollForm(), the_account().id
    try:
        if form.validate_in_words():
            asked = Question(
                kind=PollKind(form.kind.data), question=form.question.data or "", explanation=form.explanation.data or "",
                options=tuple((form.options.data or "").splitlines()), closes_on=form.closes_on.data,
            )  # fmt: skip
            with transaction():
                poll_id = make_poll(the_topic(topic_id), asked, db.session.get_one(Account, me), clock.now()).id
            flash(_("De peiling staat klaar. Huurders kunnen stemmen als beide partijen akkoord zijn."))
            return redirect(url_for("forum.poll", poll_id=poll_id), 303)
    except Refused as refusal:
        form.form_errors = [*form.form_errors, refusal.reason]
    return render_template("forum/poll_make.html", topic=the_topic(topic_id), form=form), 422


@blueprint.post("/peilingen/<int(max=2147483647):poll_id>/tekenen")
@open_to(Role.POLICY_OWNER, Role.BOARD)
def sign_poll_question(poll_id: int) -> ResponseReturnValue:
    me, read = the_account().id, request.form.get("read", "")
    with transaction():
        found = get_poll(poll_id)
        done = sign_poll(found, found.topic, read, db.session.get_one(Account, me), clock.now())
    flash(_("Beide partijen zijn akkoord. Huurders kunnen nu stemmen.") if done else _("Uw akkoord is vastgelegd."))
    return redirect(url_for("forum.poll", poll_id=poll_id), 303)


@blueprint.post("/peilingen/<int(max=2147483647):poll_id>/intrekken")
@open_to(MAKERS)
def withdraw_poll_question(poll_id: int) -> ResponseReturnValue:
    me = the_account().id
    with transaction():
        found = get_poll(poll_id)
        withdraw_poll(found, db.session.get_one(Account, me), clock.now())
        topic_id = found.topic_id
    flash(_("De peiling is ingetrokken. U kunt haar veranderen en nog een keer voorstellen."))
    return redirect(url_for("forum.make_poll_form", topic_id=topic_id, van=poll_id), 303)


def _to_read(poll_id: int) -> Poll:
    """A poll this person may see: readers those of both keys, staff those that wait as well."""
    found = get_poll(poll_id)
    hidden = found.withdrawn_at is not None or found.topic.agreed_at is None or found.topic.withdrawn_at is not None
    if hidden or (found.agreed_at is None and not viewer.is_staff):
        raise NotFound
    return found


def _tenant() -> Tenant | None:
    tenant_id = viewer.account.tenant_id if viewer.account is not None else None
    return db.session.get(Tenant, tenant_id) if tenant_id else None


def _why_closed(found: Poll) -> str | None:
    """Why nobody at all can vote."""
    return why_not_vote(found, found.topic, Tenant(), clock.local_day(clock.now()))


def _chosen(found: Poll) -> set[int]:
    tenant = _tenant()
    return choices_of(found.id, voter_of(found.id, tenant.id)) if tenant is not None and found.counted_at is None else set()


def _ballot(form: Ballot, found: Poll, chosen: set[int] | None = None) -> Ballot:
    form.ask(found.question, [(option.id, answer(found, option)) for option in found.options], found.kind is PollKind.SEVERAL, chosen)
    return form


def answer(found: Poll, option: PollOption) -> str:
    """The answers of a statement are ours and speak the reader's language."""
    return _(option.text) if found.kind is PollKind.STATEMENT else option.text


def _page(found: Poll, form: VoteForm) -> str:
    today, topic = clock.local_day(clock.now()), found.topic
    stage, chosen = poll_stage(found, topic, today), _chosen(found)
    result = picture = None
    if stage is PollStage.COUNTED:
        votes = {option.place: option.votes or 0 for option in found.options}
        result = result_of(found.kind, votes, found.voters or 0, found.on_paper or 0)
        picture = _picture(found, result)
    standing = keys_on(SUBJECT, found.id) if stage is PollStage.WAITING else {}
    party = viewer.party
    signs = stage is PollStage.WAITING and viewer.account is not None and why_not_propose(viewer.account) is None
    return render_template(
        "forum/poll.html", poll=found, topic=topic, form=form, stage=stage.value, result=result, picture=picture, cell_words=cell_words,
        enough=ENOUGH_FOR_SHARES, answers={option.place: answer(found, option) for option in found.options},
        may_vote=viewer.role is Role.TENANT and why_not_vote(found, topic, _tenant(), today) is None,
        mine=[answer(found, option) for option in found.options if option.id in chosen],
        signed=[party_name(one) for one in standing], to_sign=signs and party not in standing and why_not_sign_poll(found, topic, today) is None,
        may_withdraw=stage is PollStage.WAITING and viewer.role in MAKERS, types=viewer.role in TYPISTS and stage is PollStage.OPEN,
        fingerprint=text_fingerprint(the_text(found, topic)) if signs else "",
    )  # fmt: skip


def _picture(found: Poll, result: PollResult) -> Markup | None:
    if not result.voters:
        return None
    rows = [(answer(found, option), result.votes[option.place]) for option in found.options]
    return funnel(
        rows, found.question, _("Hoe vaak elk antwoord is gekozen. Dezelfde getallen staan in de tabel."), unknown=cell_words(None)
    )
