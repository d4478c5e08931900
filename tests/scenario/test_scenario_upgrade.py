"""Files of earlier schemas are refused in one sentence, and upgraded to the same scenario with their comments."""

import json
import shlex
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from twin.cli.app import app
from twin.core.errors import InputError
from twin.core.resources import resource_dir
from twin.scenario import SCHEMA_VERSION, load, loads, upgrade
from twin.scenario.upgrade import upgraded

GOLDEN = Path(__file__).parent / "golden"
OLD = sorted(path for path in GOLDEN.glob("v*_*.toml") if ".upgraded" not in path.name)
V1 = 'schema_version = 1\nname = "old"\ndescription = "old"\nbaseline_year = 2019\n[weather]\nprices = "bands"\n'


def twin(*arguments):
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_every_earlier_schema_has_golden_files():
    assert {path.name.split("_")[0] for path in OLD} == {f"v{number}" for number in range(1, SCHEMA_VERSION)}


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_golden_files_upgrade_to_the_expected_text_and_meaning(path):
    text = upgrade(path.read_text(encoding="utf-8"), path.name)
    assert text == path.with_suffix(".upgraded.toml").read_text(encoding="utf-8")
    assert upgrade(text) == text
    found = loads(text).canonical()
    wanted = json.loads(path.with_suffix(".canonical.json").read_text(encoding="utf-8"))
    # Measures may gain levers and blocks may gain keys, all with defaults that change nothing.
    for ours, theirs in zip(wanted.pop("measures"), found.pop("measures"), strict=True):
        levers = ours.pop("levers")
        assert levers.items() <= theirs.pop("levers").items()
        assert ours == theirs
    for block in ("time", "forcing"):
        assert wanted.pop(block).items() <= found.pop(block).items()
    assert found == wanted


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_an_old_file_is_refused_in_one_sentence(path):
    with pytest.raises(InputError) as caught:
        load(path)
    (fault,) = caught.value.faults
    assert fault.place == "schema_version"
    assert f"twin scenario upgrade {shlex.quote(str(path))}" in fault.mend


def test_an_old_file_that_is_extended_is_named(tmp_path):
    (tmp_path / "base.toml").write_text(V1)
    (tmp_path / "mine.toml").write_text('extends = "base.toml"\nschema_version = 2\nname = "mine"\n')
    with pytest.raises(InputError, match=r"base.toml: 1 fault") as caught:
        load(tmp_path / "mine.toml")
    assert f"twin scenario upgrade {tmp_path / 'base.toml'}" in str(caught.value)
    said = twin("describe", tmp_path / "mine.toml")
    assert said.exit_code == 3
    assert "twin scenario upgrade" in said.stderr
    # A file that leaves its version to the one that it extends is known by its blocks.
    (tmp_path / "child.toml").write_text('extends = "baseline.toml"\n[weather]\nprices = "bands"\n')
    with pytest.raises(InputError, match=r"twin scenario upgrade .*child.toml"):
        load(tmp_path / "child.toml")
    assert twin("scenario", "upgrade", tmp_path / "child.toml", "--write").exit_code == 0
    assert load(tmp_path / "child.toml").forcing.prices == "bands"


def test_upgrade_prints_writes_aside_or_in_place_with_a_backup(tmp_path):
    old = tmp_path / "old file.toml"
    old.write_bytes(V1.replace("\n", "\r\n").encode())
    new = V1.replace("version = 1", "version = 2").replace("[weather]", "[forcing]").replace("\n", "\r\n").encode()
    assert twin("scenario", "upgrade", old).stdout.encode() in (new, new.replace(b"\r\n", b"\n"))
    assert twin("scenario", "upgrade", old, "--out", tmp_path / "new.toml").exit_code == 0
    assert (tmp_path / "new.toml").read_bytes() == new
    told = json.loads(twin("scenario", "upgrade", old, "--write", "--json").stdout)
    assert told["changed"]
    assert told["faults"] == []
    assert Path(told["backup"]).read_bytes() == V1.replace("\n", "\r\n").encode()
    assert old.read_bytes() == new
    assert load(old).forcing.prices == "bands"
    again = twin("scenario", "upgrade", old, "--write")
    assert "version 2 already" in again.stderr
    old.write_text(V1)
    assert twin("scenario", "upgrade", old, "--write").exit_code == 3  # the backup is not overwritten
    assert twin("scenario", "upgrade", old, "--write", "--out", "x.toml").exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.toml", "old file.toml", "old file.toml.bak"]


def test_upgrade_tells_what_is_left_to_mend(tmp_path):
    (tmp_path / "base.toml").write_text(V1)
    (tmp_path / "old.toml").write_text('extends = "base.toml"\n' + V1)
    said = twin("scenario", "upgrade", tmp_path / "old.toml", "--write").stderr
    assert "mind: " in said
    assert f"twin scenario upgrade {tmp_path / 'base.toml'}" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("schema_version = 7\n", "version 7 of the schema is not known"),
        ("schema_version = true\n", "version True"),
        ('schema_version = "1"\n', "version '1'"),
        ("a = = 1\n", "cannot be read as TOML"),
        ("schema_version = 1\n[weather]\n[forcing]\n", "stands beside 'forcing'"),
        ('schema_version = 1\n"weath\\u0065r" = {}\n', "cannot be edited safely"),
        ("schema_version = 0b1\n", "cannot be edited safely"),
    ],
)
def test_what_cannot_be_upgraded_is_told(text, words):
    with pytest.raises(InputError, match=words):
        upgrade(text)


def test_an_old_block_in_a_new_file_is_told_by_its_new_name():
    with pytest.raises(InputError, match=r"named 'forcing' in version 2 .* write \[forcing\]"):
        loads(V1.replace("version = 1", "version = 2"))


LINES = [
    "schema_version = 1",
    "schema_version=1#weather",
    'name = "weather # not"',
    'name = "a \\" [weather] \\\\"',
    "name = '[weather]'",
    'text = """\n[weather]\nschema_version = 1 \\"""\n"""',
    "text = '''\nweather = 1\n'''",
    'text = """"quoted""""',
    "more = [\n  [1], # ]\n  { weather = 1 },\n]",
    "# weather = [",
    "weather.prices = 'flat'",
    "weather = { prices = 'flat', x = [\n'weather'] }",
    "[weather]",
    "[ weather . x ]",
    "[[weather]]",
    "[params.weather]",
    "[[measures]]",
    "  prices = 'bands'",
    "",
]


@given(st.lists(st.sampled_from(LINES), max_size=8))
def test_any_mixture_of_lines_is_upgraded_or_told(lines):
    text = "\n".join(["schema_version = 1", *(line for line in lines if not line.startswith("schema_"))])
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        data = None
    try:
        new = upgrade(text)
    except InputError:
        assert data is None or "[[weather]]" in text
        return
    assert tomllib.loads(new) == upgraded(data)
    assert [line for line in new.splitlines() if line.startswith("#")] == [
        line for line in text.splitlines() if line.startswith("#")
    ]


def test_shipped_scenarios_are_of_today():
    for path in resource_dir("scenarios").glob("*.toml"):
        assert upgrade(path.read_text(encoding="utf-8")) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("tick", "per_hour"), [("1 h", 1), ("30 min", 2), ("15 min", 4)])
def test_the_tick_is_part_of_what_a_scenario_means(tick, per_hour):
    head = 'schema_version = 2\nname = "x"\ndescription = "x"\nbaseline_year = 2019\n'
    scenario = loads(f'{head}[time]\ntick = "{tick}"\n')
    assert scenario.time.ticks_per_hour == per_hour
    assert (scenario.canonical() == loads(head).canonical()) == (per_hour == 1)
    with pytest.raises(InputError, match=r"time.tick: '20 min' is not one of 1 h, 30 min, 15 min"):
        loads(f'{head}[time]\ntick = "20 min"\n')
