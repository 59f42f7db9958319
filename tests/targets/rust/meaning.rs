//! Prints what every response means, as lines of JSON: see ../expected.py.

mod sip_status_meaning;

use core::time::Duration;
use sip_status_meaning::{
    cause_of, code_for_cause, meaning_of, phrase_in, CauseDetails, HeaderRule, MethodRule,
    HEADER_FIELDS, LANGUAGES, METRIC_FORMULAS, PROFILES,
};

fn quoted(text: &str) -> String {
    let mut json = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => json.extend(['\\', char]),
            char if char < ' ' => json += &format!("\\u{:04x}", u32::from(char)),
            char => json.push(char),
        }
    }
    json + "\""
}

fn array<T>(items: impl IntoIterator<Item = T>, spell: impl Fn(T) -> String) -> String {
    format!("[{}]", items.into_iter().map(spell).collect::<Vec<_>>().join(", "))
}

fn numbers(items: impl IntoIterator<Item = u16>) -> String {
    array(items, |number| number.to_string())
}

/// A list of words; one that may be absent.
macro_rules! words {
    ($items:expr) => {
        array($items, |word| quoted(word.as_str()))
    };
}
macro_rules! word {
    ($item:expr) => {
        quoted($item.map_or("", |word| word.as_str()))
    };
}

fn delay(bounds: Option<(Duration, Duration)>) -> String {
    let (least, most) = bounds.unwrap_or_default();
    format!("[{}, {}]", least.as_millis(), most.as_millis())
}

fn method_rule(rule: &&MethodRule) -> String {
    format!(
        r#"{{"rule": {}, "names": {}, "level": {}, "condition": {}}}"#,
        quoted(rule.rule.as_str()),
        words!(rule.names),
        quoted(rule.level.as_str()),
        word!(rule.condition),
    )
}

fn header_rule(rule: &&HeaderRule) -> String {
    format!(
        r#"{{"names": {}, "level": {}, "methods": {}, "except_methods": {}, "value": {},
            "each": {}, "condition": {}}}"#,
        words!(rule.names),
        quoted(rule.level.as_str()),
        words!(rule.methods),
        words!(rule.except_methods),
        quoted(rule.value.unwrap_or("")),
        rule.each,
        word!(rule.condition),
    )
}

fn answers(cause: u16, profile: Option<&str>) -> String {
    let ways = [(false, false), (true, false), (false, true), (true, true)];
    numbers(ways.map(|(user, diagnostic)| {
        let details = CauseDetails { user, diagnostic, profile };
        code_for_cause(cause, details).unwrap_or(0)
    }))
}

fn show(line: &str) {
    println!("{}", line.replace('\n', ""));
}

fn show_code(code: u16) {
    let of = meaning_of(code).expect("a status code");
    let (retry, dialog, isup) = (of.retry, of.dialog, of.isup);
    let known = LANGUAGES.iter().filter_map(|tag| Some((tag, phrase_in(tag, code)?)));
    let phrases: Vec<_> = known.map(|(tag, text)| format!("{}: {}", quoted(tag), quoted(text))).collect();
    let own = format!(
        r#"{{"code": {code}, "about": {}, "generated_by": {}, "methods": {}, "headers": {},
            "request_headers": {}, "handling": {}, "replaced_by": {}, "metrics": {},
            "phrases": {{{}}},"#,
        word!(of.about),
        words!(of.generated_by),
        array(of.methods, method_rule),
        array(of.headers, header_rule),
        array(of.request_headers, header_rule),
        words!(of.handling),
        of.replaced_by.unwrap_or(0),
        words!(of.metrics),
        phrases.join(", "),
    );
    let rest = format!(
        r#""retry": {{"options": {}, "change": {}, "retry_after": {}, "without_retry_after": {},
            "kept_option": {}, "keeps_sips": {}, "delay": {}, "owner_delay": {}}},
            "dialog": {{"effect": {}, "ends_subscription": {}}},
            "isup": {{"cause": {}, "location": {}, "is_default": {}, "first": {}}}}}"#,
        words!(retry.map_or(&[][..], |retry| retry.options)),
        array(retry.map_or(&[][..], |retry| retry.change), |text| quoted(text)),
        retry.map_or(false, |retry| retry.retry_after),
        retry.and_then(|retry| retry.without_retry_after).unwrap_or(0),
        word!(retry.and_then(|retry| retry.kept_option)),
        word!(retry.and_then(|retry| retry.keeps_sips)),
        delay(retry.and_then(|retry| retry.delay)),
        delay(retry.and_then(|retry| retry.owner_delay)),
        word!(dialog.map(|dialog| dialog.effect)),
        dialog.map_or(false, |dialog| dialog.ends_subscription),
        isup.and_then(|isup| isup.cause).unwrap_or(0),
        word!(isup.and_then(|isup| isup.location)),
        isup.map_or(false, |isup| isup.is_default),
        word!(isup.and_then(|isup| isup.first)),
    );
    show(&(own + &rest));
}

fn main() {
    (100..700).for_each(show_code);
    for field in HEADER_FIELDS {
        let (name, compact) = (field.name.as_str(), field.compact.unwrap_or(""));
        show(&format!(r#"{{"header": {}, "compact": {}}}"#, quoted(name), quoted(compact)));
    }
    for metric in METRIC_FORMULAS {
        show(&format!(
            r#"{{"metric": {}, "numerator": {}, "numerator_classes": {}, "numerator_except": {},
                "denominator": {}, "excluded_classes": {}, "method": {}}}"#,
            quoted(metric.name.as_str()),
            numbers(metric.numerator.iter().copied()),
            numbers(metric.numerator_classes.iter().copied()),
            numbers(metric.numerator_except.iter().copied()),
            quoted(metric.denominator.as_str()),
            numbers(metric.excluded_classes.iter().copied()),
            quoted(metric.method.as_str()),
        ));
    }
    for profile in [None].into_iter().chain(PROFILES.iter().copied().map(Some)) {
        show(&format!(
            r#"{{"profile": {}, "causes": {}, "codes": {}}}"#,
            quoted(profile.unwrap_or("")),
            numbers((100..700).map(|code| cause_of(code, profile).unwrap_or(0))),
            array(1..128, |cause| answers(cause, profile)),
        ));
    }
}
