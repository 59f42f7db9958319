"""The commands of ``sipstatus``, a module each, imported when the command is called."""

SUMMARIES = {
    "audit": "Check tables of status codes in source trees.",
    "check": "Compare generated files with the spec.",
    "diff": "Compare specs, copies and IANA's table, code by code.",
    "explain": "Explain status codes, classes and rules.",
    "generate": "Render the spec into files.",
    "init": "Write the sipstatus.toml of a project.",
    "lint": "Check the responses of logs and captures.",
    "list": "List the status codes.",
    "parse": "Take status-lines apart.",
    "scan": "Count the status-lines of logs and captures.",
    "targets": "List what can be generated.",
    "validate": "Name every fault of a spec.",
}
"""Name -> what it does, in a few words; in the order in which they are shown."""
