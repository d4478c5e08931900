"""Does `twin scenario check` tell every fault, and before a run what the run would tell?"""

import json

import pytest
from typer.testing import CliRunner

from twin.cli.app import app

HEAD = (
    'schema_version = 2\nextends = "baseline.toml"\nname = "mine"\ndescription = "a trial"\n'
    "[time]\nfrom = 2019-01-07\nto = 2019-01-08\n"
)
ENTRY = '[[measures]]\nmeasure = "{measure}"\ndate = {date}\nsource = "a trial"\n[measures.levers]\n{levers}\n'


def twin(*arguments):
    return CliRunner().invoke(app, [str(each) for each in arguments])


def written(folder, *entries):
    file = folder / "mine.toml"
    entries = [dict(zip(("measure", "date", "levers"), each, strict=True)) for each in entries]
    file.write_text(HEAD + "".join(ENTRY.format(**each) for each in entries), encoding="utf-8")
    return file


@pytest.fixture(autouse=True)
def one_zone(monkeypatch, tmp_path):
    monkeypatch.setenv("TWIN_ZONES", "27")
    monkeypatch.chdir(tmp_path)


def test_all_faults_of_a_file_come_in_one_message(tmp_path):
    file = written(
        tmp_path,
        ("condominium_retrofitt", "2019-01-01", 'quantity = "20 %"'),
        ("condominium_retrofit", "2019-01-01", 'quantity = "20 degC"'),
        ("condominium_retrofit", "1900-01-01", 'quantity = "20 %"'),
    )
    told = twin("scenario", "check", file)
    assert (told.exit_code, told.stdout) == (3, "")
    for words in ("mine.toml", "measures[0]", "did you mean 'condominium_retrofit'", "degC", "1990"):
        assert words in told.stderr


def test_a_place_or_a_parameter_that_is_not_there_is_told_before_people_are_drawn(tmp_path, monkeypatch):
    def never(*_, **__):
        raise AssertionError("people are drawn")

    monkeypatch.setattr("twin.population.synthesise", never)
    file = written(tmp_path, ("condominium_retrofit", "2019-01-01", 'quantity = "20 %"'))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[measures.levers]", 'where = { zones = ["Atlantis"] }\n[measures.levers]'))
    assert "Atlantis" in twin("scenario", "check", file).stderr
    file.write_text(text.replace("[time]", '[params.behaviour]\nday_setpont = "20 degC"\n[time]'))
    told = twin("scenario", "check", file)
    assert told.exit_code == 3
    assert "did you mean 'day_setpoint'" in told.stderr


def test_two_entries_that_choose_the_same_buildings_are_told(tmp_path):
    file = written(tmp_path, *(("condominium_retrofit", f"201{k}-01-01", 'quantity = "90 %"') for k in (8, 9)))
    told = twin("scenario", "check", file)
    assert (told.exit_code, told.stdout) == (3, "")
    assert "that another entry chooses too" in told.stderr


def test_what_a_run_would_tell_is_told_before_it(tmp_path):
    file = written(
        tmp_path,
        ("condominium_retrofit", "2019-01-01", 'quantity = "100000 flats"'),
        ("energy_management", "2030-01-01", 'quantity = "20 %"'),
        ("lamppost_dimming", "2019-01-01", 'dim_level = "60 %"\nfrom = "23:00"\nto = "05:00"'),
    )
    checked = twin("scenario", "check", file, "--seed", 1, "--json")
    assert checked.exit_code == 0, checked.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["mine.toml"]  # nothing was run
    asked = json.loads(checked.stdout)["asked"]
    run = twin("run", file, "--seed", 1, "--quick", "--out", tmp_path / "runs", "--json", "--quiet")
    assert asked == json.loads(run.stdout)["asked"]
    assert sum(bool(each["minds"]) for each in asked) >= 2
    lines = twin("scenario", "check", file, "--seed", 1, "--lang", "it").stdout.splitlines()
    assert "nessun errore; 3 misure" in lines[0]
    for line, each in zip(lines[2:], asked, strict=True):
        assert line.startswith(each["label_it"])
        for mind in each["minds"]:
            assert mind["it"] in line
        assert line.endswith("come richiesto") is (not each["minds"])


def test_a_budget_and_the_units_of_what_is_asked_are_told_in_both_languages(tmp_path):
    file = written(tmp_path, ("smart_lampposts", "2019-01-01", 'quantity = "1 lamp"'))
    text = file.read_text(encoding="utf-8").replace("[time]", '[budget]\ncity = "2 MEUR"\n[time]')
    file.write_text(text.replace("[measures.levers]", "by_vote = true\n[measures.levers]"), encoding="utf-8")
    en, it = (twin("scenario", "check", file, "--lang", lang).stdout.splitlines() for lang in ("en", "it"))
    assert "1 lamp;" in en[2]
    assert "1 lampione;" in it[2]
    assert "marked by_vote, but the budget holds no vote" in en[3]
    assert it[3].startswith("Lampioni intelligenti: segnata by_vote, ma il bilancio non prevede un voto")
    spent = en[4].removeprefix("the city: ").removesuffix(" of 2.000 MEUR spent")
    assert it[4] == f"il comune: spesi {spent.replace(',', '.')} su 2,000 MEUR"
    assert len(en) == len(it) == 5
