"""What do commands say besides their results? Words in English and Italian."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twin.cli.options import Lang

SAID: dict[str, dict[str, str]] = {
    "mind": {"en": "mind: {what}", "it": "attenzione: {what}"},
    "time": {"en": "time: {parts}; together {total:.1f} s", "it": "tempo: {parts}; in tutto {total:.1f} s"},
    "already": {"en": "{file} is of version {version} already", "it": "{file} è già della versione {version}"},
    "report": {"en": "report: {path}", "it": "rapporto: {path}"},
    "run": {"en": "run: {path}", "it": "simulazione: {path}"},
    "years": {"en": "years: {path}", "it": "anni: {path}"},
    "batch": {"en": "batch: {path}", "it": "lotto: {path}"},
    "page": {
        "en": "open {address} in a browser; stop with Ctrl+C",
        "it": "aprite {address} in un browser; Ctrl+C per fermare",
    },
    "preparing": {"en": "preparing (once after installation)", "it": "preparazione (una volta dopo l'installazione)"},
    "ahead": {
        "en": "{runs} runs, {there} of them finished before, {todo} to be made",
        "it": "{runs} simulazioni, {there} già finite, {todo} da fare",
    },
    "ahead_unknown": {
        "en": "{ahead}; how long they take shows once one of their kind is in the folder",
        "it": "{ahead}; quanto durano si saprà quando nella cartella ce ne sarà una simile",
    },
    "ahead_minutes": {
        "en": "{ahead}: about {minutes:.0f} min by those in the folder",
        "it": "{ahead}: circa {minutes:.0f} min a giudicare da quelle nella cartella",
    },
    "share": {
        "en": "share {place} of {of}, runs in {out}: {n}; once all shares lie in one folder, the same command "
        "without --share takes them up",
        "it": "parte {place} di {of}, simulazioni in {out}: {n}; quando tutte le parti sono in una cartella, lo "
        "stesso comando senza --share le riprende",
    },
    "made_before": {
        "en": "{n} of {of} runs were made before",
        "it": "{n} di {of} simulazioni erano già fatte",
    },
    "finished": {"en": "finished after {seconds:.1f} s", "it": "finita dopo {seconds:.1f} s"},
    "failed": {"en": "failed after {seconds:.1f} s", "it": "non riuscita dopo {seconds:.1f} s"},
    "one_run": {
        "en": "{n} of {of}: {scenario}, seed {seed}: {spent}; {left}",
        "it": "{n} di {of}: {scenario}, seme {seed}: {spent}; {left}",
    },
    "left_unknown": {"en": "time left not known yet", "it": "tempo residuo non ancora noto"},
    "left_minutes": {
        "en": "about {minutes} min {seconds:02d} s left",
        "it": "ancora circa {minutes} min {seconds:02d} s",
    },
    "left_seconds": {"en": "about {seconds} s left", "it": "ancora circa {seconds} s"},
    "batch_header": {"en": "scenario|seed|state|attempts|time [s]", "it": "scenario|seme|stato|tentativi|tempo [s]"},
    "batch_running": {"en": "scenario|seed|stage|done|time [s]", "it": "scenario|seme|fase|fatto|tempo [s]"},
    "batch_title": {
        "en": "{name}: {done} of {total} runs, {failed} failed, {left}",
        "it": "{name}: {done} di {total} simulazioni, {failed} non riuscite, {left}",
    },
    "check_title": {
        "en": "{title}: no fault; {n} measures on {place}",
        "it": "{title}: nessun errore; {n} misure su {place}",
    },
    "difference_header": {"en": "kind|difference", "it": "genere|differenza"},
    "ticks_header": {
        "en": "order|process|every|time per tick [ms]|streams|reads|writes",
        "it": "ordine|processo|ogni|tempo per passo [ms]|estrazioni|legge|scrive",
    },
    "ticks_title": {"en": "Tick table of {title}", "it": "Tabella dei passi di {title}"},
}
# Names of the stages whose time is told.
STAGES: dict[str, dict[str, str]] = {
    "start": {"en": "start", "it": "avvio"},
    "district": {"en": "district", "it": "quartiere"},
    "prepare": {"en": "prepare", "it": "preparazione"},
    "people": {"en": "people", "it": "persone"},
    "compile": {"en": "compile", "it": "compilazione"},
    "run": {"en": "run", "it": "simulazione"},
    "runs": {"en": "runs", "it": "simulazioni"},
    "years": {"en": "years", "it": "anni"},
    "replay": {"en": "replay", "it": "riproduzione"},
    "report": {"en": "report", "it": "rapporto"},
    "files": {"en": "files", "it": "file"},
}
STATES: dict[str, dict[str, str]] = {
    "waiting": {"en": "waiting", "it": "in attesa"},
    "running": {"en": "running", "it": "in corso"},
    "finished": {"en": "finished", "it": "finita"},
    "failed": {"en": "failed", "it": "non riuscita"},
}


def said(key: str, lang: Lang, **values: Any) -> str:
    """Words in a language, with what stands in their gaps."""
    return SAID[key][lang.value].format(**values)


def named(name: str, lang: Lang, names: dict[str, dict[str, str]] = STAGES) -> str:
    """Name of a stage or state for people; one that has no words stays as it is."""
    return names[name][lang.value] if name in names else name
