"""Make `.venv` from `requirements.lock`, with the standard library alone; `make` calls it.

The environment is made again only when its stamp differs from what the lock, the project's own description, the Python
version and the folder ask for. Where it cannot be made, one sentence says what to do, an earlier environment stays as
it was, and no half-made one is left. Written so that an old Python can read it and say that it is too old.
"""

import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import ssl
import subprocess
import sys
import time
from pathlib import Path

OLDEST_PYTHON = (3, 11)
OLDEST_PIP_WITH_SYSTEM_CERTIFICATES = (24, 2)
SYSTEM_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
REMEDIES = (  # what an installer says, and what to do about it; the first that fits
    (
        r"UnknownIssuer|CERTIFICATE_VERIFY_FAILED|certificate verify failed",
        "The package index's certificate is not trusted here: set SSL_CERT_FILE and PIP_CERT to the certificate "
        "bundle of your network, then run make again.",
    ),
    (
        r"No space left|disk quota",
        "The disk is full: free about 1.5 GB, then run make again.",
    ),
    (
        r"hash mismatch|hashes do not match|do not match the hashes",
        "A package differs from what requirements.lock pins: run make again, and if it stays so, do not trust the "
        "package index.",
    ),
    (
        r"connect|resolve|timed out|timeout|unreachable|proxy",
        "The package index cannot be reached: check the network (and the proxy or index that pip or uv is told to "
        "use), then run make again.",
    ),
    (
        r"No matching distribution|no usable wheels|no wheels|not have any wheels",
        "requirements.lock has no built packages for this Python on this computer: use Python 3.11 to 3.14 on Linux, "
        "macOS or Windows, for example make PYTHON3=python3.12.",
    ),
)


def main(root: Path) -> None:
    """Make the environment of the project at `root` unless it stands as wanted; exit 1 with a sentence on failure."""
    stop_if_too_old(sys.version_info[:2])
    venv = root / ".venv"
    wanted = wanted_stamp(root)
    if not stands(venv, wanted):
        remake(venv, wanted, root)
    (venv / "stamp").touch()


def stop_if_too_old(version: "tuple[int, ...]") -> None:
    if version < OLDEST_PYTHON:
        raise SystemExit(
            "Python {}.{} is too old: install Python 3.11 or newer, or name one that you have, for example "
            "make PYTHON3=python3.12.".format(*version)
        )


def wanted_stamp(root: Path) -> str:
    """SHA-256 of all that the environment follows from; the folder is in it because scripts hold absolute paths."""
    import tomllib  # an older Python has none and was stopped above

    described = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    parts = [described["project"], described["build-system"], platform.python_version(), str(root)]
    total = hashlib.sha256((root / "requirements.lock").read_bytes())
    total.update(json.dumps(parts, sort_keys=True).encode())
    return total.hexdigest()


def stands(venv: Path, wanted: str) -> bool:
    stamp = venv / "stamp"
    return python_of(venv).exists() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted


def python_of(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def remake(venv: Path, wanted: str, root: Path) -> None:
    """Make the environment; whatever goes wrong, put back the one that was there. The stamp is written last."""
    uv = working_uv()
    if not uv:
        stop_without_pip()
    print(f"making .venv: Python {platform.python_version()}, packages by {'uv' if uv else 'pip'}", flush=True)
    start = time.monotonic()
    former = venv.with_name(".venv.former")
    shutil.rmtree(former, ignore_errors=True)
    if venv.exists():
        venv.rename(former)
    try:
        install(venv, root, uv)
        (venv / "stamp").write_text(wanted, encoding="utf-8")
    except BaseException:
        shutil.rmtree(venv, ignore_errors=True)
        if former.exists():
            former.rename(venv)
        raise
    shutil.rmtree(former, ignore_errors=True)
    print(f"made .venv in {time.monotonic() - start:.0f} s", flush=True)


def working_uv() -> str:
    """Where uv is; empty where there is none, or one that does not run (a shim without its version)."""
    uv = shutil.which("uv") or ""
    if uv and subprocess.run([uv, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
        return ""
    return uv


def stop_without_pip() -> None:
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        raise SystemExit(
            "This Python cannot make environments: install its venv module (on Debian and Ubuntu: "
            "apt install python3-venv), or uv, then run make again."
        )


def install(venv: Path, root: Path, uv: str) -> None:
    """The locked packages, built files only and every hash checked, then the project itself, editable."""
    run([sys.executable, "-m", "venv", *(["--without-pip"] if uv else []), str(venv)], dict(os.environ))
    python = str(python_of(venv))
    if uv:
        # one setting, renamed by uv: trust the system's certificates, which a gateway's own is among
        environment = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1", **os.environ}
        command = [uv, "pip", "install", "--python", python]
        locked = ["--no-build"]
    else:
        environment = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", **os.environ, **pip_certificates(python)}
        command = [python, "-m", "pip", "install", "--no-input", "--no-compile"]  # bytecode is made at first import
        locked = ["--only-binary=:all:"]
    lock, project = str(root / "requirements.lock"), str(root)
    run([*command, *locked, "--no-deps", "--require-hashes", "-r", lock], environment)
    run([*command, "--no-deps", "--no-build-isolation", "-e", project], environment)


def pip_certificates(python: str) -> "dict[str, str]":
    """PIP_CERT for a pip too old to use the system's certificates; nothing where the user has set pip's own."""
    import ensurepip

    version = tuple(int(part) for part in re.findall(r"\d+", ensurepip.version())[:2])
    told = subprocess.run([python, "-m", "pip", "config", "list"], stdout=subprocess.PIPE, text=True).stdout
    chosen = {"PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"} & set(os.environ) or re.search(r"\.cert=", told)
    if version >= OLDEST_PIP_WITH_SYSTEM_CERTIFICATES or chosen:
        return {}
    bundles = (ssl.get_default_verify_paths().cafile, *SYSTEM_BUNDLES)
    return next(({"PIP_CERT": bundle} for bundle in bundles if bundle and Path(bundle).is_file()), {})


def run(command: "list[str]", environment: "dict[str, str]") -> None:
    """Run an installer, its latest line shown on a terminal; where it fails, stop with what to do about it."""
    said = []
    on_terminal = sys.stdout.isatty()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace"
    ) as process:
        assert process.stdout
        for line in process.stdout:
            said.append(line.rstrip())
            if on_terminal:
                print(f"\r\x1b[K{said[-1].strip()[:78]}", end="", flush=True)
    if on_terminal:
        print("\r\x1b[K", end="", flush=True)
    if process.returncode:
        raise SystemExit(explain(said))


def explain(said: "list[str]") -> str:
    """The remedy for what an installer said, or else its own last words."""
    text = "\n".join(said)
    for pattern, remedy in REMEDIES:
        if re.search(pattern, text, re.IGNORECASE):
            return remedy
    last = next((line.strip() for line in reversed(said) if line.strip()), "nothing")
    return f"The packages could not be installed; the installer's last words: {last}"


if __name__ == "__main__":
    try:
        main(Path(__file__).resolve().parent.parent)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except OSError as error:
        raise SystemExit(f".venv cannot be made: {error}; mend that, then run make again.") from None
