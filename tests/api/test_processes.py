import asyncio
import os
import sys
from pathlib import Path

import pytest

from api.processes import Command, Service, StartError

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]


def service(script, probe, tmp_path, **given):
    return Service(
        "x", Command([sys.executable, "-c", script], {}, FOLDER, tmp_path / "x.log"), probe, **given
    )


def file_is_there(path):
    async def probe():
        return path.exists()

    return probe


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_start_waits_until_the_probe_holds(tmp_path):
    flag = tmp_path / "up"
    script = f"import pathlib, time; time.sleep(.3); pathlib.Path({str(flag)!r}).touch(); time.sleep(60)"
    running = service(script, file_is_there(flag), tmp_path)
    await running.start()
    pid = running.pid
    assert flag.exists() and alive(pid)
    await running.stop()
    assert not alive(pid) and running.pid is None


async def test_a_process_that_ends_while_starting_is_an_error_with_its_status(tmp_path):
    with pytest.raises(StartError) as raised:
        await service("raise SystemExit(7)", file_is_there(tmp_path / "never"), tmp_path).start()
    assert raised.value.code == 7


async def test_a_process_that_never_answers_is_stopped(tmp_path):
    running = service(
        "import time; time.sleep(60)", file_is_there(tmp_path / "never"), tmp_path, start_seconds=0.5
    )
    with pytest.raises(StartError):
        await running.start()
    assert running.pid is None


async def test_a_killed_process_comes_back(tmp_path):
    flag = tmp_path / "up"
    script = f"import pathlib, time; pathlib.Path({str(flag)!r}).touch(); time.sleep(60)"
    running = service(script, file_is_there(flag), tmp_path)
    await running.start()
    first, seen, back = running.pid, [], asyncio.Event()
    keeper = asyncio.ensure_future(running.keep(lambda *given: seen.append(given[1:]), lambda _: back.set()))
    os.kill(first, 9)
    await asyncio.wait_for(back.wait(), 20)
    assert running.pid not in (None, first)
    assert seen[0][0] == -9
    keeper.cancel()
    await running.stop()


async def test_a_process_that_ignores_sigterm_goes_too_and_so_do_its_children(tmp_path, monkeypatch):
    monkeypatch.setattr("api.processes._STOP_SECONDS", 0.5)
    child = tmp_path / "child"
    script = (
        "import signal, subprocess, sys, time, pathlib\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "kid = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(child)!r}).write_text(str(kid.pid))\n"
        "time.sleep(60)"
    )
    running = service(script, file_is_there(child), tmp_path)
    await running.start()
    await asyncio.sleep(0.1)
    kid = int(child.read_text())
    await running.stop()
    await asyncio.sleep(0.2)
    assert running.pid is None
    state = Path(f"/proc/{kid}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


async def test_a_child_with_the_lifeline_ends_when_its_parent_is_killed(tmp_path):
    flag = tmp_path / "pid"
    child = (
        "import os, pathlib, time; from bot.rasa.lifeline import end_with_parent; end_with_parent();"
        f"pathlib.Path({str(flag)!r}).write_text(str(os.getpid())); time.sleep(60)"
    )
    parent = (
        "import subprocess, sys, time\n"
        f"subprocess.Popen([sys.executable, '-c', {child!r}], stdin=subprocess.PIPE, cwd={str(ROOT)!r})\n"
        "time.sleep(60)"
    )
    started = await asyncio.create_subprocess_exec(sys.executable, "-c", parent)
    for _ in range(100):
        if flag.exists() and flag.read_text():
            break
        await asyncio.sleep(0.1)
    pid = int(flag.read_text())
    started.kill()
    await started.wait()
    for _ in range(50):
        if not Path(f"/proc/{pid}").exists() or Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            return
        await asyncio.sleep(0.1)
    pytest.fail("the child outlived its parent")


async def test_a_renewed_service_runs_its_new_command_and_the_next_ones_too(tmp_path):
    told = tmp_path / "told"
    script = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).write_text(sys.argv[2]); time.sleep(60)"

    def command(name):
        return Command([sys.executable, "-c", script, str(told), name], {}, FOLDER, tmp_path / "x.log")

    def says(name):
        return told.exists() and told.read_text() == name

    async def until(name):
        async with asyncio.timeout(20):
            while not says(name):
                await asyncio.sleep(0.05)

    async def up():
        return told.exists()

    running = Service("x", command("old"), up)
    await running.start()
    await until("old")
    keeping = asyncio.ensure_future(running.keep(lambda *_: None, lambda _: None))
    running.renew(command("new"))
    await until("new")
    told.write_text("")
    os.kill(running.pid, 9)
    await until("new")
    keeping.cancel()
    await running.stop()
