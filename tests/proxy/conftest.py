"""Proxies and callees that several tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from peers import Callee
from servers import Routes, Server, kamailio, ours

T1 = 0.05
"""Seconds: a transaction times out after 3.2."""


@pytest.fixture(scope="session")
def callees() -> Iterator[list[Callee]]:
    with Callee() as one, Callee() as two, Callee() as three:
        yield [one, two, three]


@pytest.fixture(scope="session")
def routes(callees: list[Callee]) -> Routes:
    return {"three": [callee.uri for callee in callees], "one": [callees[0].uri]}


@pytest.fixture(scope="session")
def example(routes: Routes) -> Iterator[Server]:
    with ours(routes, t1=T1) as server:
        yield server


@pytest.fixture(scope="session")
def peer(routes: Routes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("kamailio")
    with kamailio(routes, folder, t1=T1) as server:
        yield server
