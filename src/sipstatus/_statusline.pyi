# The compiled parser and encoder; _statusline_py, the same in Python, documents them.

from typing import Any, Final, SupportsIndex, final

from _sipstatus.status_code import StatusCode
from typing_extensions import Buffer

@final
class StatusLine:
    __match_args__: Final = ("status_code", "reason_octets", "version", "end")
    def __new__(
        cls,
        status_code: int,
        reason_octets: bytes = b"",
        version: tuple[int, int] = (2, 0),
        end: int = 0,
    ) -> StatusLine: ...
    @property
    def status_code(self) -> int: ...
    @property
    def reason_octets(self) -> bytes: ...
    @property
    def version(self) -> tuple[int, int]: ...
    @property
    def end(self) -> int: ...
    @property
    def status(self) -> StatusCode | None: ...
    @property
    def reason_phrase(self) -> str: ...
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> StatusLine: ...
    def __deepcopy__(self, memo: object) -> StatusLine: ...
    def __reduce__(self) -> tuple[Any, ...]: ...

def parse_status_line(
    data: Buffer, start: SupportsIndex = 0, *, leniency: int = 3
) -> StatusLine: ...
def encode_status_line(
    status_code: int,
    reason_phrase: str | bytes | None = None,
    *,
    leniency: int = 0,
) -> bytes: ...
def encode_status_line_into(
    buffer: Buffer,
    offset: SupportsIndex,
    status_code: int,
    reason_phrase: str | bytes | None = None,
    *,
    leniency: int = 0,
) -> int: ...
