// Prints every status code, and what the lookups say of any number, as expected.py says that every
// language prints it. It knows no code: it goes through what the module exports.

import * as sip from "./sip-status.ts";

const exported: Readonly<Record<string, unknown>> = sip;

for (const [name, code] of Object.entries(sip.StatusCode)) {
  const line = sip.statusLine(code);
  if (exported[name] !== code || !line?.endsWith("\r\n")) {
    throw new Error(`${name} has no constant of its own, or no status-line`);
  }
  const fields = [
    code,
    name,
    sip.reasonPhrase(code),
    sip.responseClass(code),
    sip.fallbackCode(code),
    line.slice(0, -2),
  ];
  console.log(fields.join("\t"));
}

console.log();

const predicates = [
  sip.isProvisional,
  sip.isFinal,
  sip.isSuccess,
  sip.isRedirection,
  sip.isRequestFailure,
  sip.isServerFailure,
  sip.isGlobalFailure,
];

for (const code of [...Array(1000).keys(), -1]) {
  const fields = [
    code,
    sip.reasonPhrase(code) ?? "",
    sip.responseClass(code) ?? 0,
    sip.fallbackCode(code) ?? "-",
    predicates.map((predicate) => Number(predicate(code))).join(""),
  ];
  console.log(fields.join("\t"));
}
