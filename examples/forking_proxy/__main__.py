"""The command: ``python -m forking_proxy --help``."""

from __future__ import annotations

import argparse
import asyncio
import gc
import signal
from collections.abc import Sequence

from forking_proxy.metrics import Metrics
from forking_proxy.proxy import Proxy, Settings
from forking_proxy.routing import Target, target
from forking_proxy.transaction import Timing
from forking_proxy.transport import Endpoint, Transport


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT."""
    options = parser().parse_args(arguments)
    # Transactions live for half a minute and do not refer to each other in circles: a collector
    # that looks at all of them every few calls would take most of the time and find nothing.
    gc.set_threshold(100_000, 20, 20)
    asyncio.run(serve(options))


async def serve(options: argparse.Namespace) -> None:
    """Open the sockets, say so, and close them at the end."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    metrics = Metrics()
    transport = Transport(lambda data, source: proxy.receive(data, source), metrics.dropped)
    settings = Settings(
        domains=frozenset(options.domain),
        record_route=options.record_route,
        stateless=options.stateless,
        timing=Timing(t1=options.t1, timer_c=options.timer_c),
    )
    proxy = Proxy(dict(options.route), transport, loop, metrics, settings)
    host, port = options.metrics
    with metrics.served(host, port) as served:
        try:
            for endpoint in options.listen:
                await transport.listen(endpoint)
            for listener in transport.listeners.values():
                print(f"listening on {listener.protocol}:{listener.sent_by}")
            print(f"metrics at http://{host}:{served}/metrics", flush=True)
            await stop.wait()
        finally:
            await transport.close()


def parser() -> argparse.ArgumentParser:
    """The options."""
    words = argparse.ArgumentParser(
        prog="python -m forking_proxy", description="A parallel forking SIP proxy."
    )
    add = words.add_argument
    add(
        "--listen",
        type=listener,
        action="append",
        required=True,
        metavar="PROTOCOL:HOST:PORT",
        help="udp or tcp, each at most once; HOST is an address that others can send to",
    )
    add(
        "--route",
        type=route,
        action="append",
        required=True,
        metavar="USER=URI[,URI...]",
        help="the targets of a user, all tried at once; the user * is everybody else",
    )
    add("--domain", action="append", default=[], help="a host in Request-URIs that is served here")
    add("--record-route", action="store_true", help="stay on the path of dialogs")
    add("--stateless", action="store_true", help="keep nothing, and do not fork")
    add(
        "--t1", type=seconds, default=Timing().t1, help="timer T1 in seconds (default: %(default)s)"
    )
    add(
        "--timer-c",
        type=seconds,
        default=Timing().timer_c,
        help="how long a target may ring, in seconds (default: %(default)s)",
    )
    add(
        "--metrics",
        type=http,
        default=("127.0.0.1", 9506),
        metavar="HOST:PORT",
        help="where counters are read (default: 127.0.0.1:9506)",
    )
    return words


def listener(word: str) -> Endpoint:
    """An address to listen on, such as ``udp:127.0.0.1:5060``."""
    protocol, _, place = word.partition(":")
    host, _, port = place.rpartition(":")
    if protocol not in ("udp", "tcp") or host.strip("[]") in ("", "0.0.0.0", "::"):
        raise argparse.ArgumentTypeError(f"not PROTOCOL:HOST:PORT: {word}")
    return Endpoint(protocol, host.strip("[]"), int(port))


def route(word: str) -> tuple[str, tuple[Target, ...]]:
    """A user and its targets, such as ``bob=sip:bob@127.0.0.1:5070,sip:127.0.0.1:5071``."""
    user, _, uris = word.partition("=")
    return user, tuple(target(uri) for uri in uris.split(","))


def http(word: str) -> tuple[str, int]:
    """A host and a port."""
    host, _, port = word.rpartition(":")
    return host, int(port)


def seconds(word: str) -> float:
    """A time above 0."""
    value = float(word)
    if not 0 < value < 86_400:
        raise ValueError
    return value


if __name__ == "__main__":
    main()
