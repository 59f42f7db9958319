// Prints what every response means, as expected.py says that every language prints it. It knows no
// code.

import * as sip from "./sip-status-meaning.ts";

const CODES = Array.from({ length: 600 }, (_, n) => 100 + n);
const CAUSES = Array.from({ length: 127 }, (_, n) => 1 + n);

function print(row: object): void {
  console.log(JSON.stringify(row));
}

function milliseconds(seconds: readonly number[] = [0, 0]): number[] {
  return seconds.map((second) => Math.round(second * 1000));
}

function methodRule(rule: sip.MethodRule): object {
  return {
    rule: rule.rule,
    names: rule.names,
    level: rule.level,
    condition: rule.condition ?? "",
  };
}

function headerRule(rule: sip.HeaderRule): object {
  return {
    names: rule.names,
    level: rule.level,
    methods: rule.methods,
    except_methods: rule.exceptMethods,
    value: rule.value ?? "",
    each: rule.each,
    condition: rule.condition ?? "",
  };
}

function phrases(code: number): Record<string, string> {
  const found = sip.languages.map((tag) => [tag, sip.phraseIn(tag, code)]);
  return Object.fromEntries(found.filter(([, phrase]) => phrase !== undefined));
}

function codes(cause: number, profile?: string): number[] {
  return [
    { profile },
    { profile, user: true },
    { profile, diagnostic: true },
    { profile, user: true, diagnostic: true },
  ].map((details) => sip.codeForCause(cause, details) ?? 0);
}

for (const code of CODES) {
  const meaning = sip.meaningOf(code);
  if (meaning === undefined) {
    throw new Error(`${code} has no meaning`);
  }
  const { retry, dialog, isup } = meaning;
  print({
    code,
    about: meaning.about ?? "",
    generated_by: meaning.generatedBy,
    methods: meaning.methods.map(methodRule),
    headers: meaning.headers.map(headerRule),
    request_headers: meaning.requestHeaders.map(headerRule),
    retry: {
      options: retry?.options ?? [],
      change: retry?.change ?? [],
      retry_after: retry?.retryAfter ?? false,
      without_retry_after: retry?.withoutRetryAfter ?? 0,
      kept_option: retry?.keptOption ?? "",
      keeps_sips: retry?.keepsSips ?? "",
      delay: milliseconds(retry?.delay),
      owner_delay: milliseconds(retry?.ownerDelay),
    },
    handling: meaning.handling,
    replaced_by: meaning.replacedBy ?? 0,
    dialog: {
      effect: dialog?.effect ?? "",
      ends_subscription: dialog?.endsSubscription ?? false,
    },
    isup: {
      cause: isup?.cause ?? 0,
      location: isup?.location ?? "",
      is_default: isup?.isDefault ?? false,
      first: isup?.first ?? "",
    },
    metrics: meaning.metrics,
    phrases: phrases(code),
  });
}

for (const field of sip.headerFields) {
  print({ header: field.name, compact: field.compact ?? "" });
}

for (const metric of sip.metricFormulas) {
  print({
    metric: metric.name,
    numerator: metric.numerator,
    numerator_classes: metric.numeratorClasses,
    numerator_except: metric.numeratorExcept,
    denominator: metric.denominator,
    excluded_classes: metric.excludedClasses,
    method: metric.method,
  });
}

for (const profile of [undefined, ...sip.profiles]) {
  print({
    profile: profile ?? "",
    causes: CODES.map((code) => sip.causeOf(code, profile) ?? 0),
    codes: CAUSES.map((cause) => codes(cause, profile)),
  });
}
