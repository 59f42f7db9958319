from collections.abc import Callable, Mapping

from sipstatus.cli.capture._shape_py import Field

class Reader:
    def __init__(
        self, fields: Mapping[bytes, Field], full_name: Callable[[bytes], bytes]
    ) -> None: ...
    def read(self, head: bytes) -> tuple[bytes, bytes]: ...
