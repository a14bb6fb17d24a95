"""Starting a Spark on this machine, or finding one elsewhere; its failures in a sentence."""

import logging
import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from .problems import DataError
from .spark_words import NO_PACKAGE, import_package

NO_JAVA = (
    "--engine spark needs Java 17 or newer on this machine, but {found}. Remedy: install it (apt install"
    " openjdk-17-jre-headless, brew install openjdk@17 or conda install openjdk=17) and let JAVA_HOME name its folder,"
    " or name a running Spark with --remote"
)
NO_REMOTE = "no Spark 4 at {remote}: {why}. Remedy: write --remote sc://HOST:15002 with a running Spark Connect server"
SETTINGS = {
    "spark.sql.ansi.enabled": "true",  # else overflow, failing casts and division by zero give wrong numbers or NULL
    "spark.sql.session.timeZone": "UTC",
}
LOCAL_SETTINGS = {
    "spark.app.name": "isfuturemicro",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.catalogImplementation": "in-memory",
}
LOOPBACK = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
REMOTE_WAIT = 10
"""Seconds in which a remote Spark must answer; left alone, its client goes on for ten minutes."""


def check_packages() -> None:
    """Raise DataError where a package that either kind of Spark needs is missing or too old."""
    for name in ("sqlglot", "pyarrow", "pyspark"):
        package = import_package(name)
    if int(package.__version__.split(".")[0]) < 4:
        raise DataError(NO_PACKAGE.format(found=f"PySpark {package.__version__} is installed"))


def find_java() -> tuple[str, str]:
    """Why Java is not found, and where it is: empty if nowhere."""
    home = os.environ.get("JAVA_HOME")
    if home:
        return f"JAVA_HOME is {home}, which has no bin/java", shutil.which("java", path=Path(home) / "bin") or ""
    return "neither JAVA_HOME nor PATH leads to one", shutil.which("java") or ""


def start_local(master: str, closing: ExitStack) -> Any:
    """A session of the Spark that runs in this process, else of one started here, which `closing` ends.

    What the Java machine prints goes to a file that nobody sees, unless it doesn't start.
    """
    absence, java = find_java()
    if not java:
        raise DataError(NO_JAVA.format(found=absence))
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.errors import PySparkRuntimeError
        from pyspark.java_gateway import launch_gateway
        from pyspark.sql import SparkSession
    except ImportError as missing:
        raise DataError(NO_PACKAGE.format(found=f"what is installed is its remote client alone ({missing})")) from None
    found = SparkSession.getActiveSession()
    if found is not None:
        return found
    folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="isfuturemicro-"))
    settings = LOCAL_SETTINGS | {"spark.master": master, "spark.sql.warehouse.dir": folder}
    settings |= LOOPBACK if master.startswith("local") else {}
    conf = SparkConf(loadDefaults=False).setAll(list(settings.items()))
    gateway = SparkContext._gateway
    if gateway is None:
        log = tempfile.TemporaryFile()  # noqa: SIM115 - Java writes to it as long as it runs
        closing.callback(log.close)
        try:
            gateway = launch_gateway(conf, {"stdout": log, "stderr": log})
        except PySparkRuntimeError:
            log.seek(0)
            raise DataError(tell_start(log.read().decode(errors="replace"))) from None
        closing.callback(end_java, gateway)
    with one_sentence(f"Spark at {master}", "name a running Spark with --remote, or leave --engine out"):
        context = SparkContext(conf=conf, gateway=gateway)
        closing.callback(context.stop)
        context.setLogLevel("OFF")
        session = SparkSession(context)
    closing.callback(session.stop)
    return session


def tell_start(log: str) -> str:
    """Why Java did not start Spark, in a sentence."""
    if "UnsupportedClassVersionError" in log or "Unrecognized option" in log:
        return NO_JAVA.format(found="the one that was found is older")
    lines = [line for line in log.splitlines() if line.strip()] or ["it said nothing"]
    return NO_JAVA.format(found=f"Spark did not start with the one that was found: {lines[-1].strip()}")


def end_java(gateway: Any) -> None:
    """End a Java machine that was started here, so that the next engine starts its own."""
    from pyspark import SparkContext

    gateway.shutdown()
    if gateway.proc:
        gateway.proc.stdin.close()
        gateway.proc.wait()
    SparkContext._gateway = SparkContext._jvm = None


def connect(remote: str) -> Any:
    """A session of a remote Spark. Raises DataError where none answers; a token in the address is not told."""
    shown = remote.partition("/;")[0]
    try:
        with quiet():
            import grpc
            from pyspark.sql.connect.client import DefaultChannelBuilder
            from pyspark.sql.connect.session import SparkSession
    except ImportError as missing:
        raise DataError(NO_PACKAGE.format(found=str(missing).splitlines()[0])) from None
    try:
        with quiet():
            builder = DefaultChannelBuilder(remote)
            channel = builder.toChannel()
            grpc.channel_ready_future(channel).result(timeout=REMOTE_WAIT)
            channel.close()
            session = SparkSession.builder.channelBuilder(builder).create()
            version = session.version  # the first word with the server, which may refuse the token
    except grpc.FutureTimeoutError:
        raise DataError(NO_REMOTE.format(remote=shown, why=f"nothing answered within {REMOTE_WAIT} seconds")) from None
    except Exception as error:
        if not is_sparks(error):
            raise
        raise DataError(NO_REMOTE.format(remote=shown, why=first_line(error))) from None
    if int(version.split(".")[0]) < 4:
        session.stop()
        raise DataError(NO_REMOTE.format(remote=shown, why=f"it is Spark {version}"))
    return session


LOGGERS = ("SQLQueryContextLogger", "DataFrameQueryContextLogger")
"""What PySpark prints of each failed statement, a page of JSON, although it raises the failure as well."""


@contextmanager
def quiet() -> Iterator[None]:
    """Keep PySpark from printing."""
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # it warns of pandas 3, whose frames are not used here
            yield
    finally:
        for logger, was in zip(loggers, before, strict=True):
            logger.disabled = was


@contextmanager
def one_sentence(source: Any, remedy: str = "mend the condition, or the column's values") -> Iterator[None]:
    """Keep PySpark from printing, and raise what it raises as DataError, in a sentence."""
    try:
        with quiet():
            yield
    except Exception as error:
        if not is_sparks(error):
            raise
        named = source if isinstance(source, str | Path) else "Spark"
        raise DataError(f"{named}: {first_line(error)}. Remedy: {remedy}") from None


def is_sparks(error: Exception) -> bool:
    """Whether an error is Spark's, its connection's or the translation's, and not a fault of this program's."""
    origin = type(error).__module__.partition(".")[0]
    return isinstance(error, ConnectionError) or origin in ("pyspark", "py4j", "grpc", "sqlglot")


def first_line(error: Exception) -> str:
    """What Spark says went wrong, without its stack and its advice to let the error pass."""
    text = "Spark no longer answers" if isinstance(error, ConnectionError) else str(error)
    found = re.search(r"\[[A-Z][A-Z_.]+\][^\n]*", text)
    lines = [line.removeprefix(": ") for line in text.splitlines() if line.strip()]
    lines = [line for line in lines if "error occurred while calling" not in line] or [type(error).__name__]
    line = found[0] if found else lines[0]
    return re.sub(r"( If necessary set .*? to bypass this error\.?| SQLSTATE: \w+.*$)", "", line).strip().rstrip(".")
