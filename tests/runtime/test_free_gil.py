"""Other threads go on while the extension searches (the twin cannot let them)."""

from __future__ import annotations

from threading import Thread

from sipstatus import count_status_codes


def test_the_gil_is_free_while_octets_are_searched() -> None:
    octets = b"x" * (1 << 27)
    most = 0
    for _ in range(50):  # the machine may have other things to do
        ticks = 0
        thread = Thread(target=count_status_codes, args=(octets,))
        thread.start()
        while thread.is_alive():
            ticks += 1
        most = max(most, ticks)
        if most > 1000:
            break
    assert most > 1000
