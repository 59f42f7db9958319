#include "sip_status.hpp"
#include "sip_status_meaning.hpp"

#include <iostream>

int main() {
  const int code = sip::status::BusyHere;
  const sip::Meaning *const meaning = sip::meaning_of(code);

  std::cout << code << ' ' << sip::reason_phrase(code) << '\n';
  if (sip::is_final(code))
    std::cout << "final\n";
  for (const sip::RetryOption option : meaning->retry.options)
    std::cout << "try " << sip::to_string(option) << '\n';
  std::cout << "cause " << sip::cause_of(code) << '\n';
}
