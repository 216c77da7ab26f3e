"""Additional training examples: their file, the model they name, and what they do to the intents."""

import json
import subprocess

import pytest

from bot.rasa import model_file
from bot.rasa.additional import plain_example, read, write
from tests.e2e.real import ROOT


@pytest.mark.parametrize(
    "text",
    ["/restart ngay", "- [sở](agency) nào lo", "gọi [số điện thoại] cho ai", "a: b # c | > \"'", "một\nhai"],
)
def test_a_message_becomes_one_line_of_words(tmp_path, text):
    write(tmp_path / "t" / "x.yml", [("ask_lead", text), ("ask_lead", text), ("deny", "không")])
    [(intent, kept), other] = read(tmp_path / "t" / "x.yml")
    assert (intent, other) == ("ask_lead", ("deny", "không"))
    assert kept == plain_example(text) and not set("[]{}\n") & set(kept) and kept[0] not in "/-#"


def test_examples_in_use_name_another_model_and_none_the_shipped_one(tmp_path):
    models = tmp_path / "models"
    shipped = model_file.model_in(models)
    write(model_file.additional_in(models), [("ask_lead", "sở nào lo")])
    assert model_file.additional_in(models) == tmp_path / "training" / "active.yml"
    first = model_file.model_in(models)
    write(model_file.additional_in(models), [("ask_lead", "sở nào lo vậy")])
    assert len({shipped, first, model_file.model_in(models)}) == 3
    model_file.additional_in(models).unlink()
    assert model_file.model_in(models) == shipped


def test_the_model_in_use_is_never_dropped(tmp_path):
    import os

    models = tmp_path / "models"
    models.mkdir()
    used = model_file.model_in(models)
    for age, path in enumerate((models / "a.tar.gz", models / "b.tar.gz", models / "c.tar.gz", used)):
        path.write_text("x")
        os.utime(path, (1000 - age, 1000 - age))
    model_file.drop_old(models)
    assert {path.name for path in models.iterdir()} == {"a.tar.gz", "b.tar.gz", used.name}


SCRIPT = """
import json, sys
from bot.rasa.compare import compare
from bot.rasa.training.generate import examples
kept = ("ask_lead", "ask_deadline", "greeting")
shipped = [e for e in examples() if e.intent in kept]
shipped = [e for kind in kept for e in [x for x in shipped if x.intent == kind][:120]]
new = [("goodbye", f"hẹn mai gặp lại {word} nghen") for word in
       ("cưng", "mình", "bạn", "chị", "anh", "em", "cô", "chú", "bác", "ad")]
good = compare([*new, (shipped[0].intent, shipped[0].text)], shipped)
wrong = [("greeting", e.text.replace("?", "") + " nha") for e in shipped if e.intent == "ask_lead"][:60]
same = compare([(shipped[0].intent, shipped[0].text.replace("?", "") + " vậy ạ")], shipped)
print(json.dumps({"good": good, "bad": compare(wrong, shipped), "same": same}))
"""


def test_what_helps_is_advised_and_what_harms_is_not():
    done = subprocess.run(
        [ROOT / ".venv-rasa/bin/python", "-W", "ignore", "-c", SCRIPT],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    good, bad, same = told["good"], told["bad"], told["same"]
    assert (good["added"], good["known"], good["shipped"]) == (10, 1, 360)
    assert good["old"]["added_right"] == 0 and good["new"]["added_right"] >= 8
    assert good["advice"] == "activate"
    assert bad["new"]["macro_f1"] < bad["old"]["macro_f1"]
    assert bad["advice"] == "keep"
    assert same["new"]["added_right"] == same["old"]["added_right"] == same["added"] == 1
    assert same["advice"] == "equal"
