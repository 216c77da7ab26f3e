"""Start the Rasa server: ``python -m bot.rasa.serve MODEL PORT``, on the loopback only."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.rasa.graph import find_events_at_once, run_without_dask
from bot.rasa.lean import compile_action_schema, keep_action_session, without_tensorflow
from bot.rasa.lifeline import end_with_parent
from bot.rasa.quiet import hush, hush_logs

HERE = Path(__file__).resolve().parent


def serve(model: str, port: int, endpoints: Path = HERE / "endpoints.yml") -> None:
    """Serve until told to stop."""
    hush()
    without_tensorflow()
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    from bot.rasa.locks import lock_store_of

    hush_logs()
    found = AvailableEndpoints.read_endpoints(str(endpoints))
    found.lock_store = lock_store_of(os.environ.get("REDIS_URL", ""))
    compile_action_schema()
    keep_action_session()
    run_without_dask()
    find_events_at_once()
    serve_application(
        model_path=model,
        interface="127.0.0.1",
        port=port,
        credentials=str(HERE / "credentials.yml"),
        endpoints=found,
        enable_api=False,
    )


if __name__ == "__main__":
    if os.environ.get("TROLYAO_SUPERVISED"):
        end_with_parent()
    serve(sys.argv[1], int(sys.argv[2]))
