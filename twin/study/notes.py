"""Why is there no number, and what hampers a comparison? Notes and reasons of this room, English and Italian."""

from __future__ import annotations

from twin.core.phrases import Phrases

PART = "less than a year was simulated"
PAIR = "needs a run without and one with the measures"
UNDEFINED = "not defined here: something is divided by zero, or a value that it needs does not exist"
NOTHING = "without the measures it is zero: no change in per cent"
ABSENT = "the runs do not have {names}"
NO_INVESTMENT = "no extra investment"
NO_SAVING = "no saving in at least one seed: the investment does not pay back"
NEVER = "the works do not pay back within the years of the case in at least one seed"
NO_RATE = "no rate makes the value zero"
RATES = "several rates make the value zero"
NO_CO2 = "no CO₂ avoided in at least one seed"
NO_NUMBER = "the runs give no finite number"
CODE = "The runs were made by different versions of the code; run again with --force."
LIBRARIES = "The runs were made with different versions of the libraries; see the manifests."
YEARS = "The scenarios have different baseline years, so calendar and weather differ as well."

NOTES = Phrases(
    {
        PART: "è stato simulato meno di un anno",
        PAIR: "serve una simulazione senza e una con le misure",
        UNDEFINED: "qui non è definito: una divisione per zero, o un valore che serve non esiste",
        NOTHING: "senza le misure è zero: nessuna variazione percentuale",
        ABSENT: "le simulazioni non hanno {names}",
        NO_INVESTMENT: "nessun investimento aggiuntivo",
        NO_SAVING: "in almeno un seme non si risparmia nulla: l'investimento non si ripaga",
        NEVER: "in almeno un seme i lavori non si ripagano entro gli anni del calcolo",
        NO_RATE: "nessun tasso azzera il valore",
        RATES: "più di un tasso azzera il valore",
        NO_CO2: "in almeno un seme non si evita CO₂",
        NO_NUMBER: "le simulazioni non danno un numero finito",
        CODE: "Le simulazioni vengono da versioni diverse del programma; ripetetele con --force.",
        LIBRARIES: "Le simulazioni vengono da versioni diverse delle librerie; si vedano i manifest.",
        YEARS: "Gli scenari hanno anni di riferimento diversi: cambiano anche calendario e tempo meteorologico.",
        "{building} has no flats in this district": "{building} non ha alloggi in questo quartiere",
        "none of the delivered retrofits lies in the zones of this district": (
            "nessuna delle riqualificazioni realizzate si trova nelle zone di questo quartiere"
        ),
        "the district has no cars": "il quartiere non ha auto",
        "no indicator {name} in these runs": "queste simulazioni non hanno l'indicatore {name}",
        "the published table {name} is not at hand (TWIN_DATA, or --data)": (
            "la tabella pubblicata {name} non è disponibile (TWIN_DATA, o --data)"
        ),
        "zone {zone} does not lie in this district": "la zona {zone} non è in questo quartiere",
        "the runs with and without e-bikes did not keep the same trips": (
            "le simulazioni con e senza bici elettriche non hanno conservato gli stessi spostamenti"
        ),
        "nobody who has no e-bike without the stations rides one with them": (
            "nessuno che senza le stazioni non ha una bici elettrica ne usa una quando ci sono"
        ),
        "nobody travels on the day that is looked at": "nel giorno esaminato nessuno si sposta",
        "no e-bike station lies in the zones of this district": (
            "nessuna stazione di bici elettriche si trova nelle zone di questo quartiere"
        ),
        "no zone of the centre lies around this district, or no ledger was run": (
            "attorno a questo quartiere non c'è una zona del centro, o nessun registro è stato simulato"
        ),
        "the run that tells it was left out (--lean)": "la simulazione che lo dice è stata tralasciata (--lean)",
        "this district has too few condominiums, or none as large as those audited": (
            "questo quartiere ha troppo pochi condomini, o nessuno grande come quelli diagnosticati"
        ),
        "no retrofitted condominium, nor one to stand in for it, lies in this district": (
            "in questo quartiere non c'è un condominio riqualificato, né uno che ne faccia le veci"
        ),
        "{building} does not lie in the zones of this district, and none stands in for it": (
            "{building} non si trova nelle zone di questo quartiere, e nessun altro ne fa le veci"
        ),
        "no condominium that a management could serve lies in this district": (
            "in questo quartiere non c'è un condominio che si possa gestire"
        ),
        "no source of heat pumps is among the inputs of these runs": (
            "tra i dati di queste simulazioni non c'è una sorgente per pompe di calore"
        ),
        "no other basis was computed": "nessun'altra base è stata calcolata",
        "nothing is saved in the twin": "nel gemello non si risparmia nulla",
        "no target": "nessun obiettivo",
        "the retrofits save nothing": "le riqualificazioni non risparmiano nulla",
        "no forecast of air quality is built yet": "non c'è ancora una previsione della qualità dell'aria",
        "the lamps before 2014 are not reconstructed yet": "i lampioni di prima del 2014 non sono ricostruiti",
    }
)  # fmt: skip


def note_in(note: str, language: str) -> str:
    """A note of this room in "en" or "it"."""
    return NOTES.say(note, language)
