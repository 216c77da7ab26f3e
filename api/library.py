"""Everything a serving process needs to take documents in and publish them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from api.building import BuildApart
from api.jobs import Worker
from api.publishing import Publisher
from api.settings import Settings
from api.storage import Storage
from api.words import word
from knowledge.ingest import Outcome, refresh
from knowledge.ingest.refresh import load_catalogue, load_procedures
from knowledge.store import Store
from knowledge.store.jobs import Jobs
from knowledge.store.tokens import Tokens
from retrieval.embedders import load_embedder
from retrieval.live import Live

Say = Callable[[str], None]


@dataclass(frozen=True)
class Library:
    """The store with its queue, the publisher and the worker of one process."""

    settings: Settings
    store: Store
    jobs: Jobs
    tokens: Tokens
    publisher: Publisher
    worker: Worker

    @classmethod
    def open(cls, settings: Settings, live: Live, say: Say) -> Library:
        """Migrate the store, take in what is shipped, and make *live* serve what is published.

        *say* is told what takes time, in Vietnamese. A start at which nothing is new only loads the
        index.
        """
        store = Store.open(settings.store_url)
        tokens = Tokens(store)
        if settings.trolyao_admin_token and (token := settings.trolyao_admin_token.get_secret_value()):
            tokens.put("environment", token)
        with store.alone():  # two workers that start at once must not both take a document in
            load_procedures(store)
            load_catalogue(store)
            for outcome in refresh(store, settings.limits):
                say(told(outcome))
        publisher = Publisher(
            store,
            live,
            settings.data_dir / "index",
            partial(load_embedder, settings.embedder),
            BuildApart(settings.store_url, settings.embedder),
        )
        publisher.update(in_tenths(say))
        worker = Worker(store, publisher.update, settings.limits)
        return cls(settings, store, Jobs(store), tokens, publisher, worker)

    def start(self) -> None:
        """Work off uploads and follow what other processes publish."""
        self.worker.start()
        self.publisher.watch()

    async def reachable(self) -> bool:
        """Tell whether the database answers (a condition of readiness)."""
        return bool(await asyncio.to_thread(self.store.published_version))

    def storage(self) -> Storage:
        """Return the check whether what is told can be kept."""
        folder = self.store.folder
        folders = (self.settings.data_dir, *([folder] if folder else []))
        return Storage(folders, self.settings.min_free_mib, self.store.writable)

    def close(self) -> None:
        """Finish what is at hand and let go of the store."""
        self.worker.close()
        self.publisher.close()
        self.store.close()


def in_tenths(say: Say) -> Callable[[int, int], None]:
    """Return a progress callback that speaks at each tenth of the way."""
    reached = 0

    def progress(done: int, total: int) -> None:
        nonlocal reached
        tenth = 10 * done // total
        if tenth > reached:
            reached = tenth
            say(word("indexing", percent=10 * tenth, total=total))

    return progress


def told(outcome: Outcome) -> str:
    """Return one line about what became of a file."""
    if outcome.state == "failed":
        return word("failed", file=outcome.filename, error=outcome.error)
    return word(
        outcome.state,
        file=outcome.filename,
        change=word(f"change_{outcome.change}"),
        document=outcome.document_id,
        version=outcome.version,
        tasks=outcome.report["records"]["task"],
        difference=outcome.report["difference"],
    )
