"""Takes the network from this process and its children: no file may make its reader call out."""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from typing import Any

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_CALL_AT, _ARCHITECTURE_AT = 0, 4
_IO_URING_SETUP = 425
_FOREIGN_CALLS = 0x40000000
"""Calls from here on are those of the x32 interface, by which a socket could be had all the same."""
# By machine: the kernel's name of its architecture, and the number of socket(2) there.
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_REFUSED_EVENTS = ("socket.", "urllib.", "http.client.", "ftplib.", "smtplib.")


def forbid_network() -> bool:
    """Refuse every socket from now on; True when the kernel refuses them to children and C code too.

    Where the kernel cannot (not Linux, an unknown machine) Python code alone is refused. Refusals
    are PermissionError. There is no way back within this process.
    """
    sys.addaudithook(_refuse)
    return _forbid_in_kernel()


def _refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    if event.startswith(_REFUSED_EVENTS):
        raise PermissionError(errno.EACCES, event)


def _forbid_in_kernel() -> bool:
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    architecture, socket_call = machine
    program = b"".join(
        struct.pack("=HBBI", *line)
        for line in (
            (_LOAD, 0, 0, _ARCHITECTURE_AT),
            (_EQUAL, 0, 4, architecture),
            (_LOAD, 0, 0, _CALL_AT),
            (_AT_LEAST, 2, 0, _FOREIGN_CALLS),
            (_EQUAL, 1, 0, socket_call),
            (_EQUAL, 0, 1, _IO_URING_SETUP),
            (_RETURN, 0, 0, _REFUSE),
            (_RETURN, 0, 0, _ALLOW),
        )
    )
    lines = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(
        struct.pack("@HP", len(program) // 8, ctypes.addressof(lines)), struct.calcsize("@HP")
    )
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    if prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return bool(prctl(_SECCOMP, _FILTER, ctypes.addressof(header), 0, 0) == 0)
