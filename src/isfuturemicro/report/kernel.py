"""A kernel of this very Python, reached over local sockets of its own."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

NAME = "python3"
PACKAGES = Path(__file__).resolve().parents[2]
"""The folder that holds this package."""
QUIET = ("--HistoryManager.enabled=False", "--IPKernelApp.log_level=50")
"""No history is kept, and a kernel that is stopped after an error does not complain."""


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
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", *QUIET]
        path = os.pathsep.join(part for part in (str(PACKAGES), os.environ.get("PYTHONPATH", "")) if part)
        env = {"IPYTHONDIR": self.folder.name, "MPLBACKEND": "agg", "PYTHONPATH": path}  # leaves no profile at home
        return KernelSpec(argv=argv, env=env, display_name=NAME, language="python")
