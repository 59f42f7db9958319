"""A C, a Go and a TypeScript program print what each response must carry, and its ISUP cause.

The programs are typed by hand, as somebody would write them who has vendored the files; they know
the outputs' functions and nothing of the spec.  A line is a code, the header fields that it must
carry whatever the request was, ``or`` between those of which one is enough, and the cause.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import consumers
import pytest
from semantics_dump import rules
from sipstatus_codegen import find, load_registry, render

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

C = """\
#include "sip_status_semantics.h"
#include <stdio.h>

static void print(int code) {
  const struct sip_status_header_rule *rule;
  size_t n;
  size_t i;

  printf("%d:", code);
  for (n = 0; (rule = sip_status_header_rule_at(code, n)) != NULL; n++) {
    if (rule->level != SIP_STATUS_LEVEL_MUST || rule->methods != 0 ||
        rule->condition != SIP_STATUS_CONDITION_NONE) {
      continue;
    }
    for (i = 0; rule->names[i] != 0; i++) {
      printf(i == 0 ? " %s" : " or %s", sip_status_header_name(rule->names[i]));
    }
  }
  printf(" / %d\\n", sip_status_facts_of(code)->isup_cause);
}

int main(void) {
#define PRINT(code, NAME, phrase) print(code);
  SIP_STATUS_MAP(PRINT)
  return 0;
}
"""

GO = """\
package main

import (
	"fmt"
	"strings"

	"sipstatus"
)

func main() {
	for code := sipstatus.StatusCode(100); code <= 699; code++ {
		if code.ReasonPhrase() == "" {
			continue
		}
		fmt.Printf("%d:", int(code))
		for _, rule := range code.RequiredHeaders() {
			if rule.Methods == nil && rule.Condition == "" && rule.When == "" {
				fmt.Print(" ", strings.Join(rule.Names, " or "))
			}
		}
		cause, _ := code.ISUPCause()
		fmt.Println(" /", cause)
	}
}
"""

TYPESCRIPT = """\
import { reasonPhrase } from "./sip-status.ts";
import { headerRules, isupCause } from "./sip-status-semantics.ts";

for (let code = 100; code < 700; code += 1) {
  if (reasonPhrase(code) === undefined) {
    continue;
  }
  const always = headerRules(code, "must").filter(
    (rule) => !(rule.methods || rule.condition || rule.when),
  );
  const names = always.map((rule) => ` ${rule.names.join(" or ")}`);
  console.log(`${code}:${names.join("")} / ${isupCause(code) ?? 0}`);
}
"""

PROGRAMS = {
    "c": ("shows.c", C),
    "go": ("shows/main.go", GO),
    "typescript": ("shows.ts", TYPESCRIPT),
}


def expected() -> Iterator[str]:
    """The lines, from the TOML read raw."""
    toml = tomllib.loads(consumers.SPEC.read_text("utf-8"))
    classes = {of_class["digit"]: of_class for of_class in toml["class"]}
    for code, entry in consumers.read_statuses().items():
        always = (
            " " + " or ".join(rule["names"])
            for rule in rules("headers", entry, classes[code // 100])
            if rule["level"] == "must" and not rule.keys() & {"methods", "condition", "when"}
        )
        default = {"cause": toml["isup"]["default_cause"]} if code >= 400 else {}
        yield f"{code}:{''.join(always)} / {entry.get('isup', default).get('cause', 0)}"


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_strangers_program_prints_what_the_toml_says(name: str, tmp_path: Path) -> None:
    target = find(name)
    consumers.write(render(load_registry(), target), tmp_path)
    path, text = PROGRAMS[name]
    consumers.write({path: text.encode()}, tmp_path)
    lines = consumers.run(target, tmp_path, tmp_path / path).splitlines()
    assert lines == list(expected())
    assert len(lines) == 75
    # Typed by hand: RFC 3261 section 21.4.6, RFC 4028 section 6, RFC 3261 section 21.4.8;
    # RFC 3398 section 8.2.6.1.
    for line in (
        "405: Allow / 63",
        "422: Min-SE / 31",
        "407: Proxy-Authenticate / 21",
        "487: / 0",
        "486: / 17",
        "200: / 0",
    ):
        assert line in lines


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_cause_that_is_wrong_in_the_output_is_seen(name: str, tmp_path: Path) -> None:
    registry = load_registry()
    assert registry.isup is not None
    wrong = registry.model_copy(
        update={"isup": registry.isup.model_copy(update={"default_cause": 41})}
    )
    target = find(name)
    consumers.write(render(wrong, target), tmp_path)
    path, text = PROGRAMS[name]
    consumers.write({path: text.encode()}, tmp_path)
    lines = consumers.run(target, tmp_path, tmp_path / path).splitlines()
    assert "422: Min-SE / 41" in lines
    assert lines != list(expected())
