"""Invented people. Every choice follows from the words it is asked with, so that two installations hold the same neighbours."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_FIRST = """Anna Maria Johanna Wilhelmina Elisabeth Cornelia Hendrika Catharina Truus Riet Corrie Greet Toos Annie Ria Bep Nel Willy Tonny Jeanne
    Jan Piet Kees Henk Gerrit Wim Toon Harrie Sjaak Theo Martien Frans Ad Jos Ton Cor Leo Bert Hans Rinus
    Marieke Ingrid Petra Monique Esther Sandra Wendy Linda Bianca Natasja Kim Lisa Sanne Lotte Femke Iris Fleur Anouk Eva Sophie
    Mark Peter Marcel Dennis Jeroen Bas Rob Erik Patrick Stefan Daan Tim Thijs Lars Ruben Sem Bram Niels Joost Koen
    Fatma Ayşe Emine Hatice Zeynep Elif Mehmet Mustafa Ali Hasan Yusuf Emre Fatima Khadija Aicha Naima Samira Mohamed Ahmed Youssef
    Rachid Karim Hassan Said Shanti Priya Anita Radjesh Soenil Dewi Sharon Melvin Orlando Jurgen Ruth Halina Agnieszka Katarzyna Beata Ewa
    Piotr Tomasz Marek Krzysztof Paweł Yonas Selam Abebe Rania Bilal Nour Omar Layla Tariq Hodan Asha Abdi Oksana Iryna Dmytro"""
_LAST = """de Jong, Jansen, de Vries, van den Berg, van Dijk, Bakker, Janssen, Visser, Smit, Meijer, de Boer, Mulder, de Groot, Bos,
    Vos, Peters, Hendriks, van Leeuwen, Dekker, Brouwer, de Wit, Dijkstra, Smits, de Graaf, van der Meer, van der Linden, Kok, Jacobs,
    de Haan, Vermeulen, van den Heuvel, van der Veen, van den Broek, de Bruijn, de Bruin, van der Heijden, Schouten, van Beek, Willems,
    van Vliet, van der Velden, Hoekstra, Maas, Verhoeven, Koster, van Dam, van der Wal, Prins, Blom, Huisman, Peeters, de Jonge, Kuipers,
    van Veen, Post, Kuiper, Veenstra, Kramer, van den Brink, Scholten, van Wijk, Postma, Martens, Vink, de Ruiter, Timmermans, Groen,
    Gerritsen, Jonker, van Loon, Boer, van der Ven, Willemsen, Molenaar, Evers, Hermans, Wouters, Hofman, van Es, van Doorn, Verbeek,
    Driessen, Aarts, van Gils, Rietveld, Sanders, Koning, Claassen, van Rooij, Franken, Cuijpers, Snijders, Goossens, van Hout, Swinkels,
    Verhagen, van Asten, Coolen, Manders, Renders, van Lierop, Kuijpers, Smulders, Thijssen, Roijmans, van Bree, Donkers, Bekkers, Aerts,
    Spierings, van Kemenade, Habraken, Meulendijks, Adriaans, Hurkmans, van Moorsel, Slegers, van Oorschot, Bax, Raaijmakers, Verberne,
    Yılmaz, Kaya, Demir, Çelik, Şahin, Yıldız, Öztürk, Aydın, Arslan, Doğan, Kılıç, Aslan, Çetin, Koç, Kurt, Özdemir, Polat, Güneş,
    El Amrani, Bouzidi, El Idrissi, Benali, Ouali, El Mansouri, Azzouzi, Chakir, Bennani, El Khattabi, Haddou, Aberkane, Tahiri, Bakkali,
    Ait Ali, Mimouni, Ziani, Boukhari, Ramdin, Ramdas, Jagroep, Bhagwandin, Soekhoe, Mahabier, Kasanmoentalib, Wijngaarde, Pinas, Blijd,
    Landveld, Emanuelson, Codrington, Tjon, Lie A Fat, Martodikromo, Kowalska, Kowalski, Nowak, Wiśniewska, Wójcik, Kamińska, Lewandowski,
    Zielińska, Szymański, Dąbrowski, Kozłowski, Mazur, Krawczyk, Tesfay, Haile, Gebremedhin, Kidane, Al Hamad, Haddad, Khalil, Mansour,
    Ibrahim, Mahmoud, Hussein, Warsame, Abdullahi, Farah, Shevchenko, Kovalenko, Bondarenko, Nguyen, Tran, Pham, Chen, Wong, da Silva,
    Fernandes, Monteiro, Rodrigues, Silva Tavares, Popescu, Ionescu, Dimitrov, Petrova"""
FIRST = tuple(_FIRST.split())
LAST = tuple(name.strip() for name in _LAST.split(","))


def lot(*words: object) -> int:
    """A large number that these words alone decide."""
    return int.from_bytes(hashlib.sha256("|".join(map(str, words)).encode()).digest()[:8], "big")


def percent(*words: object) -> int:
    """0 to 99."""
    return lot("percent", *words) % 100


def pick(options: Sequence[T], *words: object) -> T:
    return options[lot("pick", *words) % len(options)]
