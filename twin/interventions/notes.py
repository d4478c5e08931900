"""What was done, in Italian? The sentences in which measures tell it, each with its Italian form."""

from __future__ import annotations

import re

from twin.core.phrases import Phrases
from twin.interventions.limits import ITALIAN, minds
from twin.interventions.registry import catalogue

_WORDS = {
    **ITALIAN,
    "households": "famiglie", "roofs": "tetti", "buildings": "edifici", "condominiums": "condomini",
    "companies": "imprese", "public owners": "proprietari pubblici",
    "vehicles": "veicoli", "cars": "auto", "lampposts": "lampioni", "citizens": "abitanti", "car_links": "strade",
    "electric vans": "furgoni elettrici", "cargo bicycles": "bici da carico",
    "docks": "stalli per bici", "charge points": "punti di ricarica",
    "stalls of shared cars": "posti di auto condivise",
    "environment": "sensori ambientali", "traffic": "conteggio del traffico", "charger": "punto di ricarica",
    "running it in": "gestione nel", "setting up in": "avvio nel", "desk and paper": "sportello e carta",
    "rewards": "premi", "points": "punti",
}  # fmt: skip
NOTES = Phrases(
    {
        "{n} buildings, {flats} flats, {m2} m2 of {of} m2 eligible": (
            "{n} edifici, {flats} alloggi, {m2} m2 su {of} m2 idonei"
        ),
        "offered to {n} buildings, {flats} flats, {m2} m2 of {of} m2 eligible": (
            "proposti a {n} edifici, {flats} alloggi, {m2} m2 su {of} m2 idonei"
        ),
        "{n} buildings, {flats} flats, {kw} kW": "{n} edifici, {flats} alloggi, {kw} kW",
        "{n} buildings, {share} % of the floor area, from {first} to {last}": (
            "{n} edifici, il {share} % della superficie, dal {first} al {last}"
        ),
        "{n} buildings join": "aderiscono {n} edifici",
        "{n} roofs, {kw} kW of {of} kW that fit": "{n} tetti, {kw} kW su {of} kW possibili",
        "{m3} m3/s of water at full load": "{m3} m3/s d'acqua a pieno carico",
        "{n} of {of} {what} took it up from {first} to {last}, {alone} of them would have without the promotion": (
            "{n} {what} su {of} hanno aderito dal {first} al {last}, {alone} lo avrebbero fatto senza la promozione"
        ),
        "offered to fewer than {n} households, so it is not told who took it up": (
            "proposto a meno di {n} famiglie, quindi non si dice chi ha aderito"
        ),
        "{n} of {of} old gas boilers renewed from {first} to {last}": (
            "{n} vecchie caldaie a gas su {of} sostituite dal {first} al {last}"
        ),
        "{n} of {of} gas-oil plants turned to gas from {first} to {last}": (
            "{n} impianti a gasolio su {of} passati al gas dal {first} al {last}"
        ),
        "electricity of appliances {share} % in {years} years, {n} buildings": (
            "elettricità degli elettrodomestici {share} % in {years} anni, {n} edifici"
        ),
        "{n} of the {what} are left to {by}": "per {n} {what} provvede: {by}",
        "{n} of {of} cars renewed in {year}, {electric} of them electric": (
            "{n} auto su {of} rinnovate nel {year}, {electric} delle quali elettriche"
        ),
        "{n} of {of} cars still those before in {year}, {electric} of them electric": (
            "{n} auto su {of} ancora quelle di prima nel {year}, {electric} delle quali elettriche"
        ),
        "{n} of {of} cars": "{n} auto su {of}",
        "from {day}: {n} of {of} cars barred, {replaced} replaced": (
            "dal {day}: {n} auto su {of} escluse, {replaced} sostituite"
        ),
        "{n} of {of} lamps": "{n} lampioni su {of}",
        "{n} with {what}": "{n} con {what}",
        "{n} charge points at lampposts": "{n} punti di ricarica nei lampioni",
        "{n} places with fast charge points": "{n} luoghi con punti di ricarica veloce",
        "{n} places with charge points": "{n} luoghi con punti di ricarica",
        "{n} places, {points} charge points, {fast} of them fast": (
            "{n} luoghi, {points} punti di ricarica, {fast} dei quali veloci"
        ),
        "{n} stations of shared bicycles": "{n} stazioni di bici condivise",
        "{n} stations with {bikes} bicycles, {share} of them electric": (
            "{n} stazioni con {bikes} biciclette, il {share} elettriche"
        ),
        "{n} places of shared cars": "{n} luoghi con auto condivise",
        "{n} shared cars at {places} places, {members} residents join": (
            "{n} auto condivise in {places} luoghi, si iscrivono {members} residenti"
        ),
        "{n} sensors on {streets} of {of} streets with places": "{n} sensori in {streets} strade con posti su {of}",
        "{share} of the places kept for residents along {n} streets": (
            "una quota {share} dei posti riservata ai residenti in {n} strade"
        ),
        "{eur} EUR/h on the mean of open places along {n} streets": (
            "{eur} EUR/h in media sui posti liberi in {n} strade"
        ),
        "{n} of {of} places removed along {streets} streets": "{n} posti su {of} tolti in {streets} strade",
        "{km} of {of} km of streets": "{km} km di strade su {of}",
        "{km} of {of} km": "{km} km su {of}",
        "{n} parking places given up": "{n} posti auto tolti",
        "{n} entries": "{n} ingressi",
        "{n} {what} in {zones} zones": "{n} {what} in {zones} zone",
        "{n} lines every {minutes} min: {names}": "{n} linee ogni {minutes} min: {names}",
        "{eur} EUR a ride": "{eur} EUR a viaggio",
        "{n} season tickets more": "{n} abbonamenti in più",
        "{n} residents subscribe to the shared bicycles by their season ticket": (
            "{n} residenti usano le bici condivise con l'abbonamento ai mezzi"
        ),
        "{n} stations of line {line}": "{n} stazioni della linea {line}",
        "line {line} runs from {first} to {last}": "la linea {line} va da {first} a {last}",
        "{work} of trips to work and study, {other} of others on these days": (
            "in questi giorni il {work} degli spostamenti per lavoro e studio, il {other} degli altri"
        ),
        "fewer than {n} households: not held, as it would tell on them": (
            "meno di {n} famiglie: non si tiene, perché direbbe chi sono"
        ),
        "fewer than {n} households of {of} residents take part in the year": (
            "nell'anno partecipano meno di {n} famiglie, su {of} residenti"
        ),
        "{n} of {of} residents take part in the year": "nell'anno partecipano {n} residenti su {of}",
        "{n} points, {share} % of their value covered by the budget": (
            "{n} punti, il {share} % del loro valore coperto dal bilancio"
        ),
        "{n} points": "{n} punti",
        "cost: {costs}": "costo: {costs}",
        "no source of data here: nothing to pay for": "qui non c'è una fonte di dati: nulla da pagare",
        "{n} of {of} sources: {each}": "{n} fonti su {of}: {each}",
        "condominiums: {contacted} contacted, {interested} interested, {audited} audited": (
            "condomini: {contacted} contattati, {interested} interessati, {audited} con diagnosi"
        ),
        "last assembly in order at first call {first}, at second {second}, never {never}": (
            "ultima assemblea valida in prima convocazione {first}, in seconda {second}, mai {never}"
        ),
        "{approved} approved, {stopped} stopped afterwards, {built} built": (
            "{approved} approvati, {stopped} poi fermati, {built} realizzati"
        ),
        "assemblies of {year}: {held} held, {never} never in order, {won} carried the works": (
            "assemblee del {year}: {held} tenute, {never} mai valide, {won} hanno approvato i lavori"
        ),
        "tax deduction on the whole work, booked at once": "detrazione fiscale sull'intera opera, contata subito",
        "tax deduction, booked at once": "detrazione fiscale, contata subito",
        "tax deduction on the plants of homes, booked at once": (
            "detrazione fiscale sugli impianti delle case, contata subito"
        ),
        "contribution to public bodies, booked at once": "contributo agli enti pubblici, contato subito",
        "contribution, booked at once": "contributo, contato subito",
        "grant, booked at once": "contributo, contato subito",
        "grant of the EU": "contributo dell'UE",
        "grant": "contributo",
        "subsidy of the city": "contributo del Comune",
        "owners' part of works": "parte dei proprietari nei lavori",
        "the same tickets": "gli stessi abbonamenti",
        "members of the club": "soci del club",
        "substations of other buildings than homes": "sottostazioni degli edifici diversi dalle case",
        "pipes and plant of the network's operator": "tubi e impianti del gestore della rete",
        "plants on roofs of other uses than homes": "impianti su tetti di edifici diversi dalle case",
        "{who}: {offered} offered, {built} built": "{who}: {offered} interpellati, {built} realizzati",
    },
    _WORDS,
)


def note_in(note: str, language: str) -> str:
    """What a measure noted, in "en" or "it"; sentences of measures of other packages stay as they are."""
    if language != "it":
        return note
    found = minds(note)
    # Sentences to be minded have a form of their own, and may hold a semicolon.
    for k, mind in enumerate(found):
        note = note.replace(mind.en, f"{_MIND}{k}", 1)
    return "; ".join(
        found[int(each[1:])].it if each.startswith(_MIND) else _NAME.sub(_label, NOTES.say(each, "it"))
        for each in note.split("; ")
    )


def _label(name: re.Match[str]) -> str:
    """What people call a measure, for its name in files."""
    return catalogue[name[0]].label_it if name[0] in catalogue else name[0]


_NAME = re.compile(r"[a-z]+(?:_[a-z]+)+")  # of a measure
_MIND = "\0"  # stands for a sentence, with its number
