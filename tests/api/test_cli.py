from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli import app
from api.settings import Settings
from knowledge.documents import shipped
from knowledge.store import Store
from tests.knowledge.ingest.plans import ROWS, plan


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_documents_in_back_and_out(folder: Path) -> None:
    first, second = folder / "a.txt", folder / "b.txt"
    first.write_bytes(plan())
    second.write_bytes(plan(*ROWS[:3]))
    taken = run("ingest", first, second)
    assert taken.exit_code == 0
    assert taken.stdout.startswith("[1/2] a.txt: văn bản mới, đã công bố “a” bản 1")
    assert "[2/2] b.txt: bản mới, đã công bố “a” bản 2" in taken.stdout
    assert run("diff", "a").stdout.startswith("Bỏ 1 nhiệm vụ.")
    assert "bản 1: đã thay" in run("documents").stdout
    assert run("rollback", "a").stdout == "Đã quay lại “a” bản 1.\n"
    assert "bản 2: đã thay" in run("documents").stdout
    assert run("publish", "a", 2).exit_code == 0
    assert run("withdraw", "a").exit_code == 0
    assert "bản đang công bố: không" in run("documents").stdout


def test_anomalies_are_kept_with_what_is_published(folder: Path) -> None:
    entry = next(entry for entry in shipped() if entry.id == "quang-ngai-kh-cchc-2024")
    assert run("ingest", entry.path).exit_code == 0
    kinds = {anomaly.kind for anomaly in Store.open(Settings().store_url).snapshot().anomalies}
    assert {"blank_number", "citation_type", "numbering_repeated"} <= kinds


def test_a_folder_with_a_bad_file(folder: Path) -> None:
    source = folder / "in"
    source.mkdir()
    (source / "a.txt").write_bytes(plan())
    (source / "rong.txt").write_bytes(b"")
    report = folder / "report.json"
    result = run("ingest", source, "--report", report)
    assert result.exit_code == 2
    assert "[2/2] rong.txt: bỏ qua." in result.stdout
    written = json.loads(report.read_text(encoding="utf-8"))
    assert [(item["file"], item["state"]) for item in written] == [
        ("a.txt", "published"),
        ("rong.txt", "failed"),
    ]
    assert written[0]["report"]["records"]["task"] >= len(ROWS)


def test_a_dry_run_keeps_nothing(folder: Path) -> None:
    (folder / "a.txt").write_bytes(plan())
    assert "chạy thử" in run("ingest", folder / "a.txt", "--dry-run").stdout
    assert run("documents").stdout == ""


@pytest.mark.parametrize(
    "words",
    [
        ["ingest", "khong-co.txt"],
        ["publish", "a", "1"],
        ["rollback", "a"],
        ["withdraw", "a"],
        ["diff", "a"],
        ["diff", "a", "1", "2"],
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(folder: Path, words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", [("documents",), ("backup", "a.zip")])
@pytest.mark.parametrize(
    ("variable", "value"),
    [("PORT", "abc"), ("DATABASE_URL", "vô nghĩa"), ("DATABASE_URL", "sqlite:////proc/x/a")],
)
def test_bad_settings_are_one_line_and_exit_code_2(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    monkeypatch.chdir(folder)
    result = run(*command)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


def test_the_module_runs_as_a_program(folder: Path) -> None:
    command = [sys.executable, "-m", "api.cli", "documents"]
    assert subprocess.run(command, check=True, capture_output=True).stdout == b""


def test_questions_with_answers_come_in_as_a_table(folder: Path) -> None:
    template, bad = folder / "mau.xlsx", folder / "hong.csv"
    bad.write_text("Câu hỏi,Trả lời\nMột?,\n", encoding="utf-8")
    assert run("faq", "template", template).exit_code == 0
    told = run("faq", "import", template)
    assert told.exit_code == 0
    assert "1 câu (1 mới" in told.output
    told = run("faq", "import", bad)
    assert told.exit_code == 2
    assert "dòng 2" in told.output
    assert "giữ nguyên" in told.output


def test_procedures_are_imported_from_the_template(folder: Path) -> None:
    template, broken = folder / "mau.xlsx", folder / "a.json"
    broken.write_text("{", encoding="utf-8")
    assert run("procedure", "template", template).exit_code == 0
    told = run("procedure", "import", template)
    assert told.exit_code == 0
    assert "1 mới" in told.output
    assert run("procedure", "import", broken).exit_code == 2
