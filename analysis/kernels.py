"""Notebook kernels that start at once: forked from one process that has imported what every notebook imports.

A kernel is as fresh as any, for nothing but imports has happened before it. The process they are forked from is the standard
library's (``multiprocessing``, start method 'forkserver'); where there is none (Windows), kernels start as always.
"""

import multiprocessing
import os
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbclient import NotebookClient

PRELOADED = ("ipykernel.kernelapp", "matplotlib.pyplot", "analysis.store", "analysis.charts.export", "analysis.report.compose")
"""What takes longest to import. Not matplotlib's inline backend: it ties itself to the kernel in which it is imported."""

COLUMNS_SHOWN = 20
"""pandas shows so many where it is imported within a kernel; elsewhere it takes the width of a terminal."""

_one_at_a_time = Lock()


def fork_kernels(client: "NotebookClient", environment: Mapping[str, str]) -> None:
    """Let ``client`` run its notebook in a forked kernel; ``environment`` is the kernels', the same for all of a run."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return
    from jupyter_client.provisioning import LocalProvisioner

    class ForkedProvisioner(LocalProvisioner):
        """Starts a kernel by forking; all else is as for one that runs on this machine."""

        async def launch_kernel(self, cmd: list[str], **settings: Any) -> Any:
            kernel: Any = _ForkedKernel(cmd, settings["env"], settings["cwd"])
            self.process, self.pid, self.cwd = kernel, kernel.pid, settings["cwd"]
            return self.connection_info

    prepare_kernels(environment)
    manager = client.create_kernel_manager()
    manager.kernel_id = str(uuid.uuid4())
    manager.provisioner = ForkedProvisioner(kernel_id=manager.kernel_id, kernel_spec=manager.kernel_spec, parent=manager)


def prepare_kernels(environment: Mapping[str, str]) -> None:
    """Start the process that kernels are forked from, if it is not there, with what Python reads when it starts (PYTHONHASHSEED).

    It imports while this process goes on: the sooner it is called, the less the first kernel has to wait.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return
    from multiprocessing.forkserver import ensure_running

    with _one_at_a_time:
        multiprocessing.get_context("forkserver").set_forkserver_preload(list(PRELOADED))
        before = dict(os.environ)
        try:
            os.environ.update(environment)
            ensure_running()
        finally:
            os.environ.clear()
            os.environ.update(before)


@contextmanager
def _without_main() -> Iterator[None]:
    """While this holds, nothing is known of the program that runs: a forked process would run its file again."""
    with _one_at_a_time:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


class _ForkedKernel:
    """A forked kernel as jupyter_client asks of it: like a ``subprocess.Popen``."""

    stdin = stdout = stderr = None

    def __init__(self, command: list[str], environment: Mapping[str, str], folder: str) -> None:
        arguments = command[command.index("ipykernel_launcher") + 1 :]
        context = multiprocessing.get_context("forkserver")
        self._process: BaseProcess = context.Process(target=_be_kernel, args=(arguments, dict(environment), str(folder)), daemon=True)
        with _without_main():
            self._process.start()
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        self._process.join(timeout)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.pid and self._process.is_alive():
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


def _be_kernel(arguments: list[str], environment: dict[str, str], folder: str) -> None:
    """What a forked process does: take on the kernel's environment and serve until it is told to stop or its parent is gone."""
    import logging

    import matplotlib as mpl
    import pandas as pd
    from ipykernel.kernelapp import IPKernelApp

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    pd.set_option("display.max_columns", COLUMNS_SHOWN)
    if "MPLBACKEND" in environment:
        mpl.rcParams["backend"] = environment["MPLBACKEND"]
    app = IPKernelApp.instance(parent_handle=os.getppid(), log_level=logging.ERROR)
    app.initialize(arguments)
    app.start()
