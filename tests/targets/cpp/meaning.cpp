// Prints what every response means, as lines of JSON: see ../expected.py.
#include "sip_status_meaning.hpp"

#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

namespace {

std::string json(const sip::MethodRule *rule);
std::string json(const sip::HeaderRule *rule);
template <class Value> std::string json(const sip::List<Value> &values);
template <class Value> std::string json(const std::vector<Value> &values);

std::string json(const std::string &text) {
  std::string quoted = "\"";
  for (const char octet : text) {
    char escaped[8];
    if (octet == '"' || octet == '\\' || (0 <= octet && octet < ' ')) {
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned char>(octet));
      quoted += escaped;
    } else {
      quoted += octet;
    }
  }
  return quoted + '"';
}

std::string json(const char *text) { return json(std::string(text)); }

std::string json(int number) { return std::to_string(number); }

std::string json(bool flag) { return flag ? "true" : "false"; }

std::string json(const sip::Delay &delay) {
  return "[" + std::to_string(delay.least.count()) + ", " + std::to_string(delay.most.count()) + "]";
}

template <class Word> auto json(Word word) -> decltype(json(sip::to_string(word))) {
  return json(sip::to_string(word));
}

struct Object {
  std::string members;

  template <class Value> Object &add(const char *key, const Value &value) {
    members += (members.empty() ? "" : ", ") + json(key) + ": " + json(value);
    return *this;
  }
};

std::string json(const Object &object) { return "{" + object.members + "}"; }

template <class List> std::string array(const List &values) {
  std::string text;
  for (const auto &value : values)
    text += (text.empty() ? "" : ", ") + json(value);
  return "[" + text + "]";
}

template <class Value> std::string json(const sip::List<Value> &values) { return array(values); }

template <class Value> std::string json(const std::vector<Value> &values) { return array(values); }

std::string json(const sip::MethodRule *rule) {
  return json(Object()
                  .add("rule", rule->rule)
                  .add("names", rule->names)
                  .add("level", rule->level)
                  .add("condition", rule->condition));
}

std::string json(const sip::HeaderRule *rule) {
  return json(Object()
                  .add("names", rule->names)
                  .add("level", rule->level)
                  .add("methods", rule->methods)
                  .add("except_methods", rule->except_methods)
                  .add("value", rule->value)
                  .add("each", rule->each)
                  .add("condition", rule->condition));
}

std::vector<int> answers(int cause, const char *profile) {
  return {sip::code_for_cause(cause, false, false, profile),
          sip::code_for_cause(cause, true, false, profile),
          sip::code_for_cause(cause, false, true, profile),
          sip::code_for_cause(cause, true, true, profile)};
}

Object of_code(int code) {
  const sip::Meaning &of = *sip::meaning_of(code);
  Object phrases;
  for (const char *language : sip::languages()) {
    const std::string phrase = sip::phrase_in(language, code);
    if (!phrase.empty())
      phrases.add(language, phrase);
  }
  return Object()
      .add("code", code)
      .add("about", of.about)
      .add("generated_by", of.generated_by)
      .add("methods", of.methods)
      .add("headers", of.headers)
      .add("request_headers", of.request_headers)
      .add("retry", Object()
                        .add("options", of.retry.options)
                        .add("change", of.retry.change)
                        .add("retry_after", of.retry.retry_after)
                        .add("without_retry_after", of.retry.without_retry_after)
                        .add("kept_option", of.retry.kept_option)
                        .add("keeps_sips", of.retry.keeps_sips)
                        .add("delay", of.retry.delay)
                        .add("owner_delay", of.retry.owner_delay))
      .add("handling", of.handling)
      .add("replaced_by", of.replaced_by)
      .add("dialog", Object()
                         .add("effect", of.dialog.effect)
                         .add("ends_subscription", of.dialog.ends_subscription))
      .add("isup", Object()
                       .add("cause", of.isup.cause)
                       .add("location", of.isup.location)
                       .add("is_default", of.isup.is_default)
                       .add("first", of.isup.first))
      .add("metrics", of.metrics)
      .add("phrases", phrases);
}

void show(const Object &object) { std::cout << json(object) << '\n'; }

} // namespace

int main() {
  for (int code = 100; code < 700; code++)
    show(of_code(code));
  for (const sip::HeaderField &field : sip::header_fields())
    show(Object().add("header", field.name).add("compact", field.compact));
  for (const sip::MetricFormula &metric : sip::metric_formulas())
    show(Object()
             .add("metric", metric.name)
             .add("numerator", metric.numerator)
             .add("numerator_classes", metric.numerator_classes)
             .add("numerator_except", metric.numerator_except)
             .add("denominator", metric.denominator)
             .add("excluded_classes", metric.excluded_classes)
             .add("method", metric.method));
  std::vector<const char *> profiles = {nullptr};
  profiles.insert(profiles.end(), sip::profiles().begin(), sip::profiles().end());
  for (const char *profile : profiles) {
    std::vector<int> causes;
    std::vector<std::vector<int>> codes;
    for (int code = 100; code < 700; code++)
      causes.push_back(sip::cause_of(code, profile));
    for (int cause = 1; cause < 128; cause++)
      codes.push_back(answers(cause, profile));
    show(Object().add("profile", profile == nullptr ? "" : profile).add("causes", causes).add("codes", codes));
  }
}
