"""An installation of any age reaches today's tables with what it held."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, Table, insert, inspect

from knowledge.store import Store, copying
from knowledge.store import engine as database
from knowledge.store.jobs import Jobs
from knowledge.store.tokens import Tokens
from tests.knowledge.store.store_samples import TEXT, records, task

_FOLDER = Path(database.__file__).parent / "migrations"


def _script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return ScriptDirectory.from_config(config)


REVISIONS = [step.revision for step in reversed(list(_script().walk_revisions()))]


def test_the_chain_is_linear_and_starts_at_0001() -> None:
    assert REVISIONS[0] == "0001"
    assert len(_script().get_heads()) == 1


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_what_an_older_installation_holds_survives_the_upgrade(
    database_url: str, tmp_path: Path, revision: str
) -> None:
    """Rows of today are put into the tables of *revision*, as far as it has their columns, then upgraded."""
    model = Store.open(f"sqlite:///{tmp_path}/model.db")
    for made in (records(), records(task("1.a", "Khác"))):
        model.add_version(
            made, raw=b"bytes", filename="a.txt", recogniser="r1", report={"rows": 2}, publish=True
        )
    job = Jobs(model).add("a.txt", b"A")
    Tokens(model).put("environment", "bí mật")

    engine = database.connect(database_url)
    writer = database.writing(engine)
    database.migrate(writer, revision)
    present = set(inspect(engine).get_table_names())
    with database.reading(model.engine).begin() as source, writer.begin() as target:
        known = MetaData()
        known.reflect(source)
        for table in known.sorted_tables:
            if table.name == "alembic_version" or table.name not in present:
                continue
            old = Table(table.name, MetaData(), autoload_with=target)
            copied = [
                {name: value for name, value in row.items() if name in old.columns}
                for row in source.execute(table.select()).mappings()
            ]
            if copied:
                target.execute(insert(old), copied)
    engine.dispose()

    store = Store.open(database_url)
    assert store.snapshot() == model.snapshot()
    assert store.text("ke-hoach", 1) == TEXT
    found = Jobs(store).get(job)
    assert found is not None and found.state == "queued"
    assert Tokens(store).any()
    assert next(name for name, _ in copying.dump(store.engine)) == "alembic_version"
    store.rollback("ke-hoach", 1)
    assert len(store.snapshot().tasks) == 2
    store.close()
    model.close()
