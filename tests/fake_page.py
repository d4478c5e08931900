"""The planners' page on the little district, with runs that take a moment; served by tests/ui."""

import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace

from tests import fake_run
from twin.core.errors import Fault, InputError
from twin.ui.worker import Made

CLIPPED = 0.41  # share of a retrofit of which the runs say that it is too much
SLOW, REFUSED, BROKEN = 3, 5, 10  # seeds that ask for a long job, a refusal, and an error that nobody expected


def clip(run):
    """Have a run say that less was done than was asked."""
    file = run / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    mind = {"en": "41 % asked for, clipped to 40 %", "it": "richiesto il 41 %, ridotto al 40 %"}
    row = {"measure": "condominium_retrofit", "label": "Condominium retrofit", "label_it": "Condomini"}
    manifest["asked"] = [{**row, "asked": "", "asked_it": "", "done": [], "minds": [mind]}]
    file.write_text(json.dumps(manifest), encoding="utf-8")


def compare(task, tell):
    """Made-up runs; same face as `twin.ui.worker.compare`."""
    from twin import study

    runs = 2 * task.seeds
    if task.seeds == REFUSED:
        raise InputError("weather.epw", [Fault("line 9", "has 34 of 35 fields", "write the file again")])
    if task.seeds == BROKEN:
        raise ZeroDivisionError("nobody expected this")
    for step in range(1200 if task.seeds == SLOW else 8):
        tell("baseline, | 0: year", step / 1200, runs)
        time.sleep(0.05)
    done = 0

    def runner(scenario, district, seed, out, **options):
        nonlocal done
        shares = [entry.levers.quantity.value for entry in scenario.measures if entry.measure == "condominium_retrofit"]
        short = SimpleNamespace(name=scenario.name, share=sum(shares), days=3)
        folder = fake_run.run(short, district, seed, out, threads=options.get("threads"))
        if sum(shares) == CLIPPED:
            clip(folder)
        done += 1
        tell(f"{scenario.name}, | {seed}: |done", done, runs)
        return folder

    folder = study.compare(task.a, task.b, range(task.seeds), task.out, fake_run.district(), runner=runner)
    (folder / "report.html").write_text("<html><h1>report</h1></html>")
    return Made(folder, folder / "report.html")


def serve(out: str, port: str) -> None:
    """Serve the page with these runs."""
    from tests import fake_page
    from twin import geo
    from twin.ui.serve import serve
    from twin.ui.settings import SETTINGS

    SETTINGS.make = fake_page.compare  # by its importable name: Solara takes the place of __main__
    geo.load_district = lambda *_args, **_options: fake_run.district()
    serve(None, Path(out), None, "en", "127.0.0.1", int(port))


if __name__ == "__main__":
    serve(*sys.argv[1:])
