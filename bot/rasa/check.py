"""What ``make rasa`` runs: validate the project, run its conversations, cross-validate the intents.

``python -m bot.rasa.check [MODELS] [REPORT]``: the folder of models and the JSON file of the report.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from functools import partial
from pathlib import Path

from bot.rasa.lean import without_tensorflow
from bot.rasa.model_file import HERE, ROOT
from bot.rasa.quiet import hush, hush_logs
from bot.rasa.silence import check_silence
from bot.rasa.train import train

MINIMUM = {"accented": 0.95, "unaccented": 0.93}
"""Below these a change has made the model worse; the figures reached stand in the report."""


def validate() -> None:
    """Stop unless domain, data and stories agree, as ``rasa data validate --fail-on-warnings`` demands."""
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.validator import Validator

    importer = TrainingDataImporter.load_from_config(
        str(HERE / "config.yml"), str(HERE / "domain.yml"), [str(HERE / "data")]
    )
    validator = Validator.from_importer(importer)
    checks = (
        validator.verify_domain_validity,
        validator.verify_nlu,
        validator.verify_actions_in_stories_rules,
        validator.verify_forms_in_stories_rules,
        validator.verify_form_slots,
        validator.verify_slot_mappings,
        partial(validator.verify_story_structure, ignore_warnings=False, max_history=3),
    )
    for check in checks:
        if not check():
            raise SystemExit(f"rasa data validate: {check} found a contradiction, see above")


def converse(model: Path) -> None:
    """Stop unless every conversation of tests/ goes as written."""
    from rasa.core.agent import Agent
    from rasa.core.test import test

    agent = Agent.load(str(model))
    with tempfile.TemporaryDirectory() as out:
        report = asyncio.run(test(str(HERE / "tests"), agent, e2e=True, out_directory=out))
        failed = Path(out) / "failed_test_stories.yml"
        if report["report"]["conversation_accuracy"]["accuracy"] < 1.0:
            raise SystemExit(failed.read_text("utf-8"))


def main() -> None:
    """Run all three; the exit status is not 0 when one fails."""
    models = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "data" / "models"
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "var" / "nlu-report.json"
    hush()
    without_tensorflow()
    import rasa  # noqa: F401 - sets up Rasa's logging before ours

    hush_logs()
    validate()
    print("project: valid", flush=True)
    model = train(models)
    converse(model)
    print("conversations: as written", flush=True)
    check_silence(model)
    print("silence: half an hour ends a conversation", flush=True)
    from bot.rasa.crossvalidate import crossvalidate
    from bot.rasa.parity import check_parity

    check_parity()
    print("short cuts: as the libraries", flush=True)
    report = crossvalidate()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"intents, held-out ways of asking: macro-F1 {report['macro_f1']}, report in {target}")
    print(f"messages that ask without the expected words: {report['indirect']}")
    for spelling, least in MINIMUM.items():
        if report["macro_f1"][spelling] < least:
            raise SystemExit(f"intent macro-F1 {spelling} is below {least}")


if __name__ == "__main__":
    main()
