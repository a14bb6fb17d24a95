"""A kernel of this very Python, reached over local sockets of its own.

Kernels are forked from a server that has imported what the notebooks need: a page costs what it draws, not the second
and a half of imports that each kernel would begin with.
"""

import os
import signal
import sys
import tempfile
from collections.abc import Mapping
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

NAME = "python3"
QUIET = ("--HistoryManager.enabled=False", "--IPKernelApp.log_level=50")
"""No history is kept, and a kernel that is stopped after an error does not complain."""
IMPORTED = (
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "seaborn",
    "isfuturemicro.figures",
    "isfuturemicro.report.warm",
)
"""What the server imports before its first kernel."""
CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(list(IMPORTED))


class OwnKernelManager(AsyncKernelManager):
    """Starts the Python that runs this, with this very package, whatever kernels are or are not installed.

    Each kernel has its own connection file and so its own sockets: two that share them would hang.
    """

    def __init__(self, **options: Any):
        self.folder = tempfile.TemporaryDirectory(prefix="ifm-")  # a short path, since a socket's name has 100 bytes
        options |= {"transport": "ipc", "connection_file": str(Path(self.folder.name) / "k.json")}
        super().__init__(**options)

    @property
    def kernel_spec(self) -> KernelSpec:
        env = {"IPYTHONDIR": self.folder.name, "MPLBACKEND": "agg"}  # leaves no profile at home
        return KernelSpec(argv=["-f", "{connection_file}", *QUIET], env=env, display_name=NAME, language="python")

    async def _async_launch_kernel(self, kernel_cmd: list[str], **options: Any) -> None:
        """Fork the kernel, where the manager would start a Python for it."""
        kernel = CONTEXT.Process(target=serve, args=(kernel_cmd, str(Path.cwd()), self.kernel_spec.env), daemon=True)
        kernel.start()
        assert isinstance(self.provisioner, LocalProvisioner)
        self.provisioner.process = Forked(kernel)  # type: ignore[assignment]
        self._reconcile_connection_info(self.provisioner.connection_info)


class Forked:
    """A forked process with the manners of `subprocess.Popen`, by which a provisioner waits for it and stops it."""

    stdin = stdout = stderr = None

    def __init__(self, process: ForkServerProcess):
        self.process = process

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self) -> int | None:
        self.process.join()
        return self.process.exitcode

    def send_signal(self, number: int) -> None:
        if self.process.pid and self.process.is_alive():
            os.kill(self.process.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def serve(arguments: list[str], folder: str, environment: Mapping[str, str]) -> None:
    """Be a kernel until told to stop."""
    from ipykernel.kernelapp import launch_new_instance

    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = [NAME, *arguments]
    launch_new_instance(argv=arguments)
