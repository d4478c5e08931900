"""Which share of the runs is meant, and what a share tells when it is made."""

import json
from pathlib import Path

import pytest
import typer

from twin.cli.console import Console
from twin.cli.options import Lang, share_of
from twin.cli.share import tell_share
from twin.study.making import Share


@pytest.mark.parametrize(("text", "share"), [("1/1", (1, 1)), ("3/16", (3, 16)), ((2, 5), (2, 5))])
def test_a_share_is_a_place_of_so_many(text, share):
    assert share_of(text) == share


@pytest.mark.parametrize("text", ["", "3", "0/4", "5/4", "-1/4", "1/0", "a/b", "1/2/3", "1.5/2", "²/4"])
def test_what_is_no_share_is_told_with_its_mending(text):
    with pytest.raises(typer.BadParameter, match="is no share: write 1/4 to 4/4 for each of four"):
        share_of(text)


@pytest.mark.parametrize(("lang", "word"), [(Lang.EN, "share 3 of 16, runs in runs: 1"), (Lang.IT, "parte 3 di 16")])
def test_a_share_tells_its_runs(capsys, lang, word):
    tell_share(Console(lang, as_json=True), "compare", Share(3, 16), [Path("runs/a-s0")], Path("runs"))
    told = capsys.readouterr()
    assert word in told.err
    assert json.loads(told.out) == {"command": "compare", "share": [3, 16], "runs": ["runs/a-s0"], "seconds": {}}
