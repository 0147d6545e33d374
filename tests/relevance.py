"""Dutch questions with the posts that answer them, over the demo's conversations and a day of parliament.

The posts were chosen by reading the texts, before any of these questions was asked of a search. A post is named by where it stands: `rep/2/0` is the
first post of the third conversation in `reparaties-en-bereikbaarheid`; `H70-9.24` is a turn in the debates.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import servers
import sqlalchemy as sa
from factories import NOW, make_topic

from forum import queries, service
from forum.models import Post, Thread
from forum.queries import Reader
from forum.rules import read_question
from foundation.db import db, transaction

THREADS = Path(__file__).parent.parent / "home" / "demo" / "content" / "threads"
FIRST = 5
"""Success is one of the right posts among these first ones."""


@dataclass(frozen=True)
class Case:
    kind: str
    words: str
    right: tuple[str, ...]


def _cases(text: str) -> Iterator[Case]:
    for line in filter(None, map(str.strip, text.splitlines())):
        kind, words, right = (part.strip() for part in line.split("|"))
        yield Case(kind, words, tuple(right.split()))


CASES = tuple(_cases("""
    plain     | kraan lekt                         | rep/2/0
    form      | lekkende kraan                     | rep/2/0 rep/2/1
    typo      | schimel                            | rep/5/0 rep/5/5 rep/5/8 wel/0/0 ins/3/6 uit/0/0
    plain     | schimmel kind                      | rep/5/0 rep/5/5 rep/5/8
    plain     | vocht in de muur                   | rep/5/0 rep/5/1 rep/5/4 rep/5/9 uit/0/1
    synonym   | stoken                             | uit/2/4 uit/0/0 ins/0/1 rep/5/0 uit/6/0 uit/6/3
    synonym   | verwarmen                          | uit/6/0 uit/6/3 doo/5/0 uit/2/4 uit/0/0
    form      | gestookt                           | rep/5/0 uit/2/4 uit/0/0 ins/0/1
    compound  | energierekening                    | uit/5/0 uit/5/1 uit/5/7
    plain     | lift stuk                          | pos/1/1 doo/2/6 doo/2/7 doo/4/9
    synonym   | lift kapot                         | pos/1/1 doo/2/6 doo/2/7 doo/4/9
    compound  | liftonderhoud                      | pos/1/0 pos/1/8
    form      | liften                             | pos/1/0 pos/1/1 sch/3/0 doo/2/6 doo/1/4
    typo      | shoonmaker                         | sch/1/0 sch/1/2 sch/4/1
    plain     | schoonmaker koffie                 | sch/1/0
    plain     | fietsenkelder                      | sch/3/0 sch/3/1 fie/4/0
    compound  | fietsen kelder                     | sch/3/0 sch/3/1 fie/4/0 fie/4/5
    plain     | fietsen gestolen                   | fie/4/0 fie/4/1 fie/5/0 fie/5/4
    compound  | fietsdiefstal                      | fie/5/0 fie/4/0 fie/4/1
    typo      | scootmobil                         | fie/1/0 fie/5/0
    synonym   | scootmobiel opladen                | fie/1/0 fie/1/1 fie/1/5
    form      | parkeerplaats busje                | fie/2/0 fie/2/1 fie/2/2 fie/2/4
    synonym   | bestelbusjes parkeren              | fie/2/0 fie/2/4
    plain     | deelauto                           | fie/6/0 fie/6/9
    compound  | auto delen                         | fie/6/0 fie/6/7 fie/6/9
    plain     | bakfiets                           | fie/3/0 fie/3/1
    form      | achterpad                          | fie/5/4 fie/5/9 fie/5/11 fie/5/12
    form      | donker achterpad                   | fie/5/4 fie/5/9
    plain     | bomen en schaduw                   | gro/3/9 gro/2/1 gro/2/4
    plain     | hitte op de galerij                | gro/3/0
    typo      | geveltuijn                         | gro/6/0 gro/6/5
    compound  | bloembakken balkon                 | gro/6/0 gro/6/1 gro/6/2 gro/6/3 gro/6/12
    plain     | tegels weghalen                    | gro/1/0 gro/1/1 gro/1/3 gro/1/9 gro/1/10
    synonym   | haag snoeien                       | gro/5/0 gro/5/2 gro/5/6
    plain     | broedseizoen                       | gro/5/0
    form      | verwilderde tuin buren             | gro/4/0 gro/4/1 gro/4/4 gro/4/7
    typo      | onkruit                            | gro/4/0
    synonym   | herrie van de buren                | ove/0/0 ove/0/1 ove/2/0 ove/4/0 ove/5/4
    plain     | geluidsoverlast                    | ove/2/0 ove/0/0 ove/0/1
    compound  | muziekoverlast                     | ove/4/0 ove/4/2 ove/4/6
    plain     | buurtbemiddeling                   | ove/5/0 ove/5/1 ove/5/9
    synonym   | mediation                          | ove/5/0 ove/5/1 ove/5/6
    plain     | anoniem klagen                     | ove/2/3 ove/2/4
    synonym   | verwarde buurman                   | ove/6/0
    synonym   | grofvuil container                 | ove/3/0 sch/3/4
    plain     | hondenpoep                         | gro/0/0 sch/5/0
    plain     | peuken asbak                       | sch/5/0 sch/5/1 sch/5/2 sch/5/3 sch/5/4
    phrase    | "één brief één boodschap"          | pos/2/6 pos/2/7 pos/2/10
    phrase    | "laat je niet verkillen"           | uit/5/4 uit/5/6
    phrase    | "drie straten"                     | doo/6/2 doo/6/3 doo/6/5 fie/3/2
    phrase    | "bij twijfel" verhuurder           | rep/4/8
    accent    | enquete                            | ins/5/0 H70-10.4 H70-10.19 H70-10.21 H70-10.25 H70-10.79
    accent    | clientondersteuner                 | H70-4.2 H70-4.15
    plain     | bewonersblad                       | pos/6/0 uit/5/7
    synonym   | huurdersblad                       | pos/6/0 pos/6/2 pos/6/5 uit/5/7
    plain     | grote letters                      | pos/4/0 pos/4/7 pos/1/2 uit/3/5
    typo      | oplichtng                          | pos/5/0 pos/5/10
    synonym   | phishing                           | pos/5/0 pos/5/1 pos/5/3
    plain     | nepmail                            | pos/5/0
    plain     | wachtwoord vergeten                | pos/3/0 pos/3/1
    typo      | wachtwoort                         | pos/3/0 pos/3/1
    synonym   | appen met de corporatie            | pos/3/3 pos/3/4 pos/3/5
    plain     | voorlezen                          | pos/4/0 pos/4/5 wel/2/6 wel/2/7
    question  | waarom kwam de monteur niet        | rep/0/0 rep/1/0 rep/0/7
    form      | afspraken met monteur              | rep/0/0 rep/1/5
    plain     | blok van twee uur                  | rep/0/0 rep/0/3
    compound  | wachtmuziek telefoon               | rep/3/0 rep/3/5
    plain     | spoednummer                        | rep/3/13 rep/3/14
    compound  | spoed nummer                       | rep/3/13 rep/3/14
    plain     | huismeester                        | rep/6/0 rep/6/2 rep/6/7
    synonym   | conciërge                          | rep/6/0 rep/6/2 rep/6/7
    typo      | huismeestr                         | rep/6/0 rep/6/2 rep/6/7 sch/0/8
    plain     | tochtstrip                         | rep/4/1
    synonym   | kapotte afzuiging badkamer         | rep/1/0
    plain     | vogelnest                          | rep/1/0 rep/1/9
    plain     | woningruil                         | doo/1/0 doo/1/7
    compound  | woning ruilen                      | doo/1/0 doo/1/5 doo/1/7 doo/1/9
    synonym   | huizenruil                         | doo/1/0 doo/1/7
    plain     | verhuiscoach                       | doo/3/0 doo/3/8
    question  | wie helpt mij met verhuizen        | doo/3/0 doo/3/1 doo/3/2 doo/5/11
    form      | seniorenwoning                     | doo/0/1 H70-10.19 H70-9.34
    synonym   | ouderenwoning                      | doo/0/1 doo/2/0 H70-10.19
    plain     | eenzaam                            | doo/5/0
    form      | rolstoelen drempels                | doo/2/0
    plain     | vier vaste momenten                | ins/0/4 ins/0/5 ins/0/6
    plain     | rusthuis kinderen                  | ins/1/2 ins/1/3 ins/1/8
    plain     | modelwoning                        | ins/3/2 ins/3/4
    form      | brommende ventilatie               | ins/5/0 ins/5/6
    plain     | inspraak                           | ins/0/0 ins/0/1
    typo      | termostaat                         | uit/3/0 uit/3/6 uit/3/11 uit/2/13
    form      | radiatoren ontluchten              | uit/4/4 wel/1/0 uit/6/5
    question  | radiator van onder koud            | uit/1/0 uit/1/1
    compound  | luchtrooster open of dicht         | uit/0/0 uit/0/1 uit/0/13
    form      | foute meterstanden                 | uit/5/2 uit/5/7 uit/5/8
    compound  | meter stand                        | uit/5/2 uit/5/7 uit/5/8
    plain     | map bij de sleutel                 | wel/0/0 uit/6/0 wel/2/0
    plain     | appeltaart                         | wel/0/0
    synonym   | kennismaken met buren              | wel/5/0 ins/2/7 wel/5/2
    form      | gastvrouw                          | wel/3/0 wel/3/2
    plain     | vloer overnemen                    | wel/4/2 wel/4/9
    compound  | koolmonoxide melder                | H70-9.24 H70-9.41
    plain     | koolmonoxidemelder verplicht       | H70-9.24
    plain     | huurverhoging                      | H70-10.19 H70-10.98
    compound  | verhoging van de huur              | H70-10.19 H70-10.98
    synonym   | huurstijging                       | H70-10.19 H70-10.68 H70-10.98
    plain     | energielabel corporatiewoningen    | H70-9.15 H70-9.17
    plain     | purschuim                          | H70-9.6 H70-9.8
    form      | brandveiligheid seniorencomplex    | H70-9.11 H70-9.12 H70-9.34
    form      | huurprijzen verlagen               | H70-10.68
    plain     | fusie woonbron                     | H70-10.13 H70-10.15
    plain     | alfahulp thuiszorg                 | H70-4.9
    plain     | pgb fraude                         | H70-8.8
    form      | toegankelijke woning               | H70-9.21 H70-9.26 H70-9.45
    typo      | energiebesparring                  | H70-9 H70-9.1 H70-9.19
    question  | isoleren op kosten van de huurder  | H70-9.19
    form      | salaris leraar                     | H70-8.51 H70-8.52 H70-8.53
    form      | sociale werkplaats                 | H70-8.20 H70-8.33 H70-8.35
    typo      | humanitass                         | H70-10 H70-10.1 H70-10.2 H70-10.13 H70-10.15
    plain     | matras container                   | sch/3/0 sch/3/4 ove/3/0
    compound  | kelder lamp                        | sch/3/1 sch/3/2 sch/3/6 sch/3/7
    form      | dweilt de schoonmaker              | sch/0/0 sch/0/1 sch/0/3 sch/0/5
    compound  | deurmat                            | sch/0/7 sch/0/8 sch/0/9 sch/0/11
    plain     | QR-code in de hal                  | sch/4/0
    form      | zakje voor de hond                 | sch/5/0 sch/5/7
    question  | hoe krijg ik antwoord op mijn klacht | sch/6/0 sch/4/6 sch/4/8
    plain     | plaatjes in plaats van tekst       | sch/6/10 sch/6/11 sch/6/12 rep/4/6 uit/1/4
    typo      | gastvrouuw                         | wel/3/0 wel/3/2
    plain     | groepsapp                          | wel/5/3 ove/3/1
    synonym   | whatsapp groep per gebouw          | wel/5/3
    plain     | nachtdienst slapen                 | ins/1/1 rep/0/0
    form      | gestolen fiets kelder              | fie/4/0 fie/4/1
    plain     | hellingbaan te steil               | fie/4/5 fie/5/0
    plain     | water in de schuur na regen        | gro/1/0
    synonym   | vogels broeden                     | gro/5/0 gro/5/3
    typo      | meidoornhaahg                      | gro/5/0
    form      | fruitboom                          | gro/3/7
    plain     | tappunt                            | gro/3/6
    form      | dove buurvrouw huisbezoek          | ins/3/8 ins/3/11
    form      | planning schoof op                 | ins/4/0 ins/4/2
    plain     | contactpersoon per tien huizen     | ins/4/8 ins/4/9
    form      | aangepaste keuken beugel           | ins/2/4 ins/2/10
    question  | gaat de huur omhoog na renovatie   | ins/6/0 ins/6/3
    typo      | geestelijke verzorgign             | H70-4.11
    plain     | asbest                             | H70-9.8
    form      | wanbestuurder aansprakelijk        | H70-10.67 H70-10.96
    compound  | sociale huur woningen              | H70-10.2 H70-10.15
    plain     | geneesmiddel ziekenhuis            | H70-8.37
    synonym   | bejaardenwoning koffie betalen     | H70-10.19
"""))  # fmt: skip


def take_in() -> None:
    """Both sets as conversations, indexed. The debates are read in place: without them this is skipped with a reason."""
    debates = servers.shared_data("forum/kamer_nl_posts.jsonl").read_bytes().splitlines(keepends=True)
    with transaction():
        topics = {file.stem: make_topic(file.stem).id for file in sorted(THREADS.glob("*.json"))}
        topics["kamer"] = make_topic("kamer").id
    for slug in topics:
        rows = debates if slug == "kamer" else [json.dumps(row).encode() + b"\n" for row in _rows(slug)]
        reading = service.read_posts(rows, NOW)
        db.session.rollback()
        with transaction():
            service.import_into_topic(reading, queries.get_topic(slug), None, NOW)
    _posts, seen = service.rebuild_index()
    counts = service.count_words()
    with transaction():
        service.settle(seen)
        service.keep_words(counts)


def _rows(slug: str) -> Iterator[dict[str, object]]:
    for number, thread in enumerate(json.loads((THREADS / f"{slug}.json").read_text("utf-8"))):
        key = f"{slug[:3]}/{number}"
        start = datetime(2026, 3, 1, 8, tzinfo=UTC) + timedelta(days=number)
        for at, post in enumerate(thread["posts"]):
            above = post["reply_to"] if at else None
            yield {
                "id": f"{key}/{at}", "thread_id": f"{key}/0", "parent_id": None if at == 0 else f"{key}/{above or 0}", "author": post["author"],
                "created_at": (start + timedelta(minutes=at)).replace(tzinfo=None).isoformat(), "title": thread["title"] if at == 0 else "", "body": post["text"],
                "lang": "nl", "kind": "comment" if at else "opening",
            }  # fmt: skip


Search = Callable[[str], Sequence[str]]


def by_search(words: str) -> list[str]:
    """What the page shows first, as it shows it: also when it put a slip right, or had little with all the words."""
    found = queries.found_posts(read_question(words, date(2026, 11, 23)), Reader(None))
    return [str(hit.post.source_id) for hit in [*found.hits, *found.also][:FIRST]]


def by_like(words: str) -> list[str]:
    """What the barest search finds: every word somewhere in the title or the text, newest first."""
    query = sa.select(Post.source_id).join(Post.thread).order_by(Post.created_at.desc(), Post.id.desc()).limit(FIRST)
    for word in words.replace('"', " ").split():
        query = query.where(sa.or_(Post.body.icontains(word, autoescape=True), Thread.title.icontains(word, autoescape=True)))
    return [str(source) for source in db.session.scalars(query)]


def misses(search: Search) -> list[tuple[Case, Sequence[str]]]:
    found = ((case, search(case.words)) for case in CASES)
    return [(case, first) for case, first in found if not set(case.right) & set(first)]
