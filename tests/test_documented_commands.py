"""Does every command that the documentation names exist, with the options that it gives it?"""

import re
import shlex
from pathlib import Path

import pytest
import typer

from twin.cli.app import app
from twin.core.errors import ExitCode
from twin.core.resources import resource_dir

TOP = Path(__file__).resolve().parent.parent
PAGES = [TOP / "README.md", TOP / "CONTRIBUTING.md", *sorted((TOP / "docs").rglob("*.md"))]
SPAN = re.compile(r"`((?:[\w./]*/)?twin [^`]+)`")
LINE = re.compile(r"^\s*((?:srun )?(?:[\w./]*/)?twin [a-z].*)$", re.MULTILINE)
FENCE = re.compile(r"^```(?:sh|bash|text)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROOT = typer.main.get_command(app)


def documented():
    """(page, words of a command line after `twin`) of all pages and of the examples in the help itself."""
    texts = [(page.relative_to(TOP).as_posix(), page.read_text(encoding="utf-8")) for page in PAGES]
    texts += [("--help", command.help or "") for command in commands(ROOT)]
    for name, text in texts:
        fenced = "\n".join(FENCE.findall(text)).replace("\\\n", " ")
        found = [*SPAN.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL)), *LINE.findall(fenced)]
        for line in found:
            words = shlex.split(line, comments=True)
            yield name, tuple(words[words.index(next(w for w in words if w.endswith("twin"))) + 1 :])


def commands(group):
    for command in group.commands.values():
        yield command
        if hasattr(command, "commands"):
            yield from commands(command)


def fault(words):
    """What is wrong with a command line; "" if every command and option of it exists."""
    command, rest = ROOT, list(words)
    while hasattr(command, "commands") and rest and not rest[0].startswith("-"):
        if rest[0] not in command.commands:
            return f"no command {rest[0]!r}" if command is ROOT or not command.invoke_without_command else ""
        command = command.commands[rest.pop(0)]
    options = {name: option for option in command.params for name in (*option.opts, *option.secondary_opts)}
    options |= {"--help": None}
    for word in rest:
        if word.startswith("-") and word not in options:
            return f"no option {word}"
    return ""


LINES = sorted({(page, words) for page, words in documented() if words})


def test_the_pages_were_read():
    assert len(LINES) > 60
    assert fault(("compare", "--drws", "3")) == "no option --drws"
    assert fault(("comparre", "a")) == "no command 'comparre'"


@pytest.mark.parametrize("page", sorted({page for page, _ in LINES}))
def test_what_a_page_tells_to_type_exists(page):
    wrong = [(" ".join(words), fault(words)) for name, words in LINES if name == page and fault(words)]
    assert not wrong


def test_the_readme_lists_every_command_and_every_exit_code():
    text = (TOP / "README.md").read_text(encoding="utf-8")
    assert not [name for name in ROOT.commands if f"`twin {name}" not in text]
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
    assert codes == {int(code) for code in ExitCode}


def test_shipped_scenarios_that_the_pages_run_exist():
    shipped = {path.stem for path in resource_dir("scenarios").glob("*.toml")}
    named = {
        word
        for _, words in LINES
        if words[0] in ("run", "compare", "describe", "years")
        for word in words[1:3]
        if re.fullmatch(r"[a-z0-9_]+", word)
    }
    assert "baseline" in named
    assert named <= shipped
