"""Under which licences are the data that recipes name, and the facts that the embedded district is authored from?"""

from __future__ import annotations

from dataclasses import dataclass

from twin.core.resources import resource_dir
from twin.geo.embedded import sources
from twin.geo.recipe import load_recipe


@dataclass(frozen=True)
class DataLicence:
    """Licence of one publisher's data.

    Parameters
    ----------
    used_by : Recipe, or the embedded district.
    name : Files or facts.
    publisher, licence, attribution : Who publishes it, on what terms, and the words to show with it.
    year : Reference year of the newest.
    """

    used_by: str
    name: str
    publisher: str
    licence: str
    attribution: str
    year: int


def data_licences() -> list[DataLicence]:
    """Licences of the embedded facts and of the files that the shipped recipes name, by recipe and publisher.

    Raises
    ------
    InputError
        If a shipped recipe is damaged.
    """
    rows = [DataLicence("embedded", s.name, s.publisher, s.licence, s.attribution, s.year) for s in sources()]
    for path in sorted(resource_dir("gis").glob("*.toml")):
        groups: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
        for file in load_recipe(path).files.values():
            groups.setdefault((file.publisher, file.licence, file.attribution), []).append((file.path, file.year))
        rows += [
            DataLicence(path.stem, ", ".join(name for name, _ in files), *terms, max(year for _, year in files))
            for terms, files in groups.items()
        ]
    return rows
