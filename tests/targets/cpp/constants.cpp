// Prints every constant and what every function says of every int: see ../expected.py.
#include "sip_status.hpp"

#include <iostream>
#include <string>

namespace {

void show(int code) {
  std::cout << code << '\t' << sip::reason_phrase(code) << '\t'
            << static_cast<int>(sip::response_class(code)) << '\t';
  if (sip::fallback_code(code) == 0)
    std::cout << '-';
  else
    std::cout << sip::fallback_code(code);
  std::cout << '\t' << sip::is_provisional(code) << sip::is_final(code) << sip::is_success(code)
            << sip::is_redirection(code) << sip::is_request_failure(code)
            << sip::is_server_failure(code) << sip::is_global_failure(code) << '\n';
}

} // namespace

int main() {
  for (int n = 0; n < sip::status_name_count; n++) {
    const sip::StatusName &known = sip::status_names()[n];
    const std::string line = sip::status_line(known.code);
    std::cout << known.code << '\t' << known.name << '\t' << sip::reason_phrase(known.code) << '\t'
              << static_cast<int>(sip::response_class(known.code)) << '\t'
              << sip::fallback_code(known.code) << '\t' << line.substr(0, line.size() - 2) << '\n';
  }
  std::cout << '\n';
  for (int code = 0; code < 1000; code++)
    show(code);
  show(-1);
}
