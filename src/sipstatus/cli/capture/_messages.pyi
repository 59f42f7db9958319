# The compiled search; _messages_py, the same in Python, documents it.

def find(
    text: bytes, counted: int, position: int, searched: int, final: bool, size: int
) -> tuple[int, int, int, int, int, int]: ...
