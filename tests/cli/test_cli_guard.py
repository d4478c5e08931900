"""Whatever happens, a command ends with one message and a documented exit code."""

import json
import logging
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from twin.cli.app import app
from twin.cli.console import Console
from twin.cli.guard import guarded
from twin.cli.options import Lang
from twin.core.errors import ConservationError, Fault, InputError, PlanError

COMMANDS = (
    ["run"],
    ["compare"],
    ["describe"],
    ["gis", "build"],
    ["gis", "info"],
    ["gis", "check"],
    ["replay"],
    ["batch"],
    ["cache"],
    ["cache", "clear"],
    ["config"],
    ["scenario", "check"],
    ["scenario", "upgrade"],
    ["ui"],
    ["version"],
)


def ended(error: BaseException, *arguments: str):
    probe = typer.Typer()

    @probe.command()
    @guarded
    def fail() -> None:
        raise error

    return CliRunner().invoke(probe, list(arguments))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("a.toml", [Fault("year", "is missing", "add it")]), 3),
        (PlanError("two writers"), 4),
        (ConservationError("heat of building 7 at tick 3"), 5),
        (KeyboardInterrupt(), 130),
        (FileNotFoundError(2, "No such file or directory", "a.json"), 3),
    ],
)
def test_each_error_has_its_exit_code_and_one_message(error, code):
    result = ended(error)
    assert result.exit_code == code
    assert result.stdout == ""
    assert result.stderr.startswith("twin: ")
    assert "Traceback" not in result.stderr


def test_unexpected_error_is_one_line_and_a_log(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    result = ended(ZeroDivisionError("division\nby zero"))
    (log,) = (tmp_path / "twin" / "log").iterdir()
    assert result.exit_code == 1
    assert result.stderr == f"twin: unexpected ZeroDivisionError: division by zero (details: {log})\n"
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_unexpected_error_with_debug_keeps_its_traceback():
    result = ended(ZeroDivisionError("division by zero"), "--debug")
    assert isinstance(result.exception, ZeroDivisionError)


def test_no_log_can_be_written(tmp_path, monkeypatch):
    nowhere = tmp_path / "file"
    nowhere.write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(nowhere))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(nowhere))
    assert "(details: /dev/null)" in ended(ZeroDivisionError()).stderr


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_of_every_command_has_an_example(command):
    result = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert "Example: twin " + " ".join(command) in result.stdout


def test_help_documents_the_exit_codes():
    words = " ".join(CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).stdout.split())
    for code in ("0 done", "1 unexpected", "2 wrong use", "3 an input", "4 the plan", "5 energy", "130 interrupted"):
        assert code in words


@pytest.mark.parametrize(
    "arguments", [["fly"], ["run"], ["run", "baseline", "--seed", "x"], ["version", "--wings"]], ids=" ".join
)
def test_wrong_use_is_exit_code_2(arguments):
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_help_starts_fast_and_imports_no_model():
    heavy = {"numba", "pandas", "mesa", "pydantic", "numpy"}
    code = f"import sys; from twin.cli.app import app; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
    resource = pytest.importorskip("resource", reason="time of child processes is known on POSIX only")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "twin", "--help"], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Time of the processor, which other work on the machine does not lengthen.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.7


def test_version_as_json_is_pure():
    document = json.loads(CliRunner().invoke(app, ["version", "--json"]).stdout)
    assert {"twin", "python", "mesa", "numpy", "numba"} <= set(document)


def test_plain_table_is_aligned_and_uncut(capsys):
    Console(Lang.EN).table("Title", ("name", "value"), [("short", "1.0"), ("x" * 200, "12.0")], right=(1,))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Title"
    assert {len(line) for line in lines[1:]} == {207}


@pytest.mark.parametrize("terminal", [False, True])
def test_the_line_below_a_table_is_its_last(capsys, monkeypatch, terminal):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    Console(Lang.EN).table("Title", ("name",), [("poor *",)], below="* [simulated]")
    out = capsys.readouterr().out
    assert ("─" in out or "━" in out) is terminal
    assert out.splitlines()[-1].rstrip() == "* [simulated]"


def test_quiet_says_nothing_on_standard_error(capsys):
    console = Console(Lang.EN, quiet=True)
    console.say("something")
    logging.getLogger("twin").warning("something")
    with console.progress() as bar:
        bar("stage", 1, 2)
    assert capsys.readouterr() == ("", "")
