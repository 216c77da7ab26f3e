"""What is kept of a conversation on disk, checked in Rasa's own environment."""

import subprocess

from tests.e2e.real import ROOT

SCRIPT = """
import asyncio, sqlite3, sys
from bot.rasa.lean import without_tensorflow
without_tensorflow()
import rasa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from bot.rasa.conversations import ConversationStore
from bot.rasa.model_file import HERE
domain = Domain.load(str(HERE / "domain.yml"))
text = "mã 000.00.16.H17-260712-0003, gọi 0905 123 456"
events = [UserUttered(text, metadata={"message": text}), SlotSet("question", text),
          SlotSet("file_code", text), BotUttered("", {"custom": {"answer": "dài"}}),
          ActionExecuted("action_answer"), ActionExecuted("action_listen")]
store = ConversationStore(domain, sys.argv[1])
tracker = DialogueStateTracker.from_events("s", events, domain.slots)
asyncio.run(store.save(tracker))
kept = sqlite3.connect(sys.argv[1]).execute("select events from conversation").fetchone()[0]
assert '"bot"' in kept and "dài" not in kept, kept
assert "0003" not in kept and "0905" not in kept and "[mã hồ sơ]" in kept, kept
again = asyncio.run(ConversationStore(domain, sys.argv[1]).retrieve("s"))
assert again.slots["question"].value.startswith("mã")
print("masked")
"""


def test_codes_and_numbers_are_masked_on_disk(tmp_path):
    python = ROOT / ".venv-rasa/bin/python"
    done = subprocess.run(
        [python, "-W", "ignore", "-c", SCRIPT, str(tmp_path / "c.db")],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "masked" in done.stdout, done.stderr[-2000:]
