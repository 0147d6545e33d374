"""The words that the indexed texts use: for taking compounds apart that no list knows, and for "did you mean".

Kept in the database beside either index. It is a memory and no list of rights: a word may be in here of a text that was hidden since,
so whatever is suggested from here must first be seen in a text that this reader may see. Counts go up with every text that is indexed,
again too; `keep` makes all of it anew.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from foundation.db import db
from foundation.search import dutch
from foundation.search.query import MAX_OTHERS, Clause, Phrase, Terms, Word

TABLE = sa.Table(
    "search_word",
    db.metadata,
    sa.Column("word", sa.String(40), primary_key=True),
    sa.Column("stem", sa.String(40), nullable=False, index=True),
    sa.Column("parts", sa.String(200), nullable=False),
    sa.Column("texts", sa.Integer, nullable=False),
)
# `parts`: stems of the pieces of a compound, each between spaces: " bakfiet hok ".

_CHUNK = 400
_LONGEST = 40
_OFTEN = 2
"""A word that stood in this many texts may be a piece of others."""
_CANDIDATES = 2_000


def learn(texts: Iterable[str]) -> None:
    """Add the words of these texts."""
    counts = counted(texts)
    new = sorted(set(counts) - _known(counts))
    pieces = _known({piece for word in new for piece in dutch.possible_pieces(word)}, often=True)
    pieces |= {word for word in new if counts[word] >= _OFTEN}
    parts = {word: _parts(word, pieces) for word in new}
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    words = sorted(counts)  # in one order, so that two who learn at once cannot wait for each other
    for start in range(0, len(words), _CHUNK):
        rows = [
            {"word": word, "stem": dutch.stem(word), "parts": parts.get(word, ""), "texts": counts[word]}
            for word in words[start : start + _CHUNK]
        ]
        query = insert(TABLE).values(rows)
        db.session.execute(query.on_conflict_do_update(index_elements=["word"], set_={"texts": TABLE.c.texts + query.excluded.texts}))


def counted(texts: Iterable[str]) -> dict[str, int]:
    """For each word in how many of these texts it stands."""
    return Counter(word for text in texts for word in set(dutch.words(text)) if _is_word(word))


def keep(counts: Mapping[str, int]) -> None:
    """These words, and no others."""
    pieces = {word for word, count in counts.items() if count >= _OFTEN}
    db.session.execute(sa.delete(TABLE))
    words = iter(sorted(counts.items()))
    while chunk := list(islice(words, _CHUNK)):
        rows = [{"word": word, "stem": dutch.stem(word), "parts": _parts(word, pieces), "texts": count} for word, count in chunk]
        db.session.execute(sa.insert(TABLE), rows)


def widen(clauses: Sequence[Clause]) -> list[Clause]:
    """The same question with the compounds that the texts use, and with the worth of each word: rare words more."""
    words = [clause for clause in clauses if isinstance(clause, Word)]
    if not words:
        return list(clauses)
    often = _often({word.stem for word in words})
    holders = _holders({word.stem for word in words})
    known = _known({piece for word in words for piece in dutch.possible_pieces(word.word)})
    widened: list[Clause] = []
    for clause in clauses:
        if isinstance(clause, Phrase):
            widened.append(clause)
            continue
        learned = [dutch.stem(piece) for piece in dutch.split_with(clause.word, known)]
        more: list[Terms] = [*([tuple(learned)] if learned else []), *((stem,) for stem in holders.get(clause.stem, ()))]
        near = tuple(dict.fromkeys([*clause.near, *more]))[:MAX_OTHERS]
        widened.append(replace(clause, near=near, weight=1 / math.log2(2 + often.get(clause.stem, 0))))
    return widened


def alike(word: str, limit: int = 5) -> list[str]:
    """Words that this one may have been meant for, likeliest first: close in letters, then used most."""
    far = 1 if len(word) < 8 else 2
    if len(word) < 4 or len(word) > _LONGEST:
        return []
    same_end = TABLE.c.word.like(f"%{word[-3:]}")
    rows = db.session.execute(
        sa.select(TABLE.c.word, TABLE.c.texts)
        .where(sa.func.length(TABLE.c.word).between(len(word) - far, len(word) + far), TABLE.c.word != word)
        .where(sa.or_(TABLE.c.word.like(f"{word[0]}%"), same_end))
        .order_by(TABLE.c.texts.desc(), TABLE.c.word)
        .limit(_CANDIDATES)
    )
    near = [(steps, -texts, other) for other, texts in rows if (steps := _steps(word, other, far)) <= far]
    return [other for _steps_, _texts, other in sorted(near)[:limit]]


def _is_word(word: str) -> bool:
    return 2 < len(word) <= _LONGEST and word.isalpha() and word not in dutch.STOP_WORDS


def _parts(word: str, pieces: Collection[str]) -> str:
    listed = dutch.word_terms(word)[1:]
    stems = listed or tuple(dutch.stem(piece) for piece in dutch.split_with(word, pieces))
    joined = f" {' '.join(stems)} "
    return joined if stems and len(joined) <= 200 else ""


def _known(words: Collection[str], often: bool = False) -> set[str]:
    asked, found = sorted(words), set[str]()
    for start in range(0, len(asked), _CHUNK):
        query = sa.select(TABLE.c.word).where(TABLE.c.word.in_(asked[start : start + _CHUNK]))
        found.update(db.session.scalars(query.where(TABLE.c.texts >= _OFTEN) if often else query))
    return found


def _often(stems: Collection[str]) -> dict[str, int]:
    rows = db.session.execute(
        sa.select(TABLE.c.stem, sa.func.sum(TABLE.c.texts)).where(TABLE.c.stem.in_(sorted(stems))).group_by(TABLE.c.stem)
    )
    return {stem: int(texts) for stem, texts in rows}


def _holders(stems: Collection[str]) -> dict[str, list[str]]:
    """For each stem the stems of compounds that no list takes apart and that hold it, those used most first."""
    asked = [stem for stem in sorted(stems) if len(stem) > 2]
    if not asked:
        return {}
    rows = db.session.execute(
        sa.select(TABLE.c.stem, TABLE.c.parts)
        .where(sa.or_(*(TABLE.c.parts.like(f"% {stem} %") for stem in asked)))
        .order_by(TABLE.c.texts.desc(), TABLE.c.word)
        .limit(MAX_OTHERS * len(asked))
    )
    found: dict[str, list[str]] = {}
    for compound, parts in rows:
        for stem in asked:
            if f" {stem} " in parts and compound != stem and compound not in found.setdefault(stem, []):
                found[stem].append(compound)
    return found


def _steps(one: str, other: str, most: int) -> int:
    """How many letters to add, drop, change or swap with their neighbour; `most` + 1 when it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, last, row = row, before, [at]
        for place, found in enumerate(other, 1):
            cost = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != found))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == found:
                cost = min(cost, last[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
