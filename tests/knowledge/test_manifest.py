import hashlib

import pytest
import yaml

from knowledge.documents import FOLDER, ManifestEntry, entry_for, shipped


@pytest.mark.parametrize("entry", shipped(), ids=lambda entry: entry.id)
def test_shipped_bytes_are_the_ones_in_the_manifest(entry: ManifestEntry) -> None:
    assert hashlib.sha256(entry.read()).hexdigest() == entry.sha256


def test_every_shipped_file_is_in_the_manifest_and_named_by_its_id() -> None:
    assert {entry.path for entry in shipped()} == set(FOLDER.glob("*.txt"))
    assert all(entry.path.stem == entry.id for entry in shipped())


def test_what_a_document_leaves_blank_stays_blank() -> None:
    blank = next(entry for entry in shipped() if entry.id == "quang-ngai-kh-cchc-2024")
    assert blank.number is None
    assert blank.issued is None


def test_printed_names_and_numbers_stand_in_the_files() -> None:
    for entry in shipped():
        text = entry.read().decode("utf-8")
        assert entry.signer and entry.signer in text
        assert entry.number is None or entry.number in text.replace(" /", "/")


def test_manifest_states_the_copyright_exemption() -> None:
    manifest = yaml.safe_load((FOLDER / "manifest.yaml").read_text(encoding="utf-8"))
    assert "Điều 15 Luật Sở hữu trí tuệ" in manifest["copyright"]


def test_unknown_bytes_have_no_entry() -> None:
    assert entry_for("0" * 64) is None
    assert entry_for(shipped()[0].sha256) is shipped()[0]
