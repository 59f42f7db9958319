# sipstatus_generate(<target> [LANGUAGE c|cpp] [SPEC <file>] [OVERLAYS <file>...]
#                    [ONLY <output>...] [OPTIONS <language>.<key>=<value>...])
#
# Generates SIP status codes into the build folder, for the sources of <target>; runs again when the
# spec or an overlay changes. A test of CTest, <target>.sipstatus, says whether somebody has edited
# what was generated.
include_guard(GLOBAL)
find_program(SIPSTATUS_COMMAND sipstatus REQUIRED)

function(sipstatus_generate target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LANGUAGE;SPEC" "OVERLAYS;ONLY;OPTIONS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "sipstatus_generate: what is ${arg_UNPARSED_ARGUMENTS}?")
  endif()
  if(NOT arg_LANGUAGE)
    set(arg_LANGUAGE c)
  endif()
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}.sipstatus)
  set(words --target ${arg_LANGUAGE} --out ${folder})
  foreach(file IN LISTS arg_ONLY)
    list(APPEND words --only ${file})
  endforeach()
  foreach(option IN LISTS arg_OPTIONS)
    list(APPEND words --option ${option})
  endforeach()
  # CMake reads the paths of a depfile from the build folder: they have to be absolute.
  foreach(file IN LISTS arg_OVERLAYS)
    get_filename_component(path ${file} ABSOLUTE)
    list(APPEND words --overlay ${path})
  endforeach()
  if(arg_SPEC)
    get_filename_component(path ${arg_SPEC} ABSOLUTE)
    list(APPEND words --spec ${path})
  endif()

  execute_process(
    COMMAND ${SIPSTATUS_COMMAND} generate ${words} --list-outputs
    OUTPUT_VARIABLE outputs
    OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" outputs "${outputs}")

  # Only the stamp gets a new time with every call: what does not change is not compiled again.
  add_custom_command(
    OUTPUT ${folder}.stamp
    BYPRODUCTS ${outputs}
    COMMAND ${SIPSTATUS_COMMAND} generate ${words} --depfile ${folder}.d --stamp ${folder}.stamp
    DEPFILE ${folder}.d
    COMMENT "Generating SIP status codes for ${target}"
    VERBATIM)
  add_custom_target(${target}.sipstatus DEPENDS ${folder}.stamp)
  add_dependencies(${target} ${target}.sipstatus)

  set(sources ${outputs})
  list(FILTER sources INCLUDE REGEX "\\.c(pp)?$")
  target_sources(${target} PRIVATE ${sources})
  target_include_directories(${target} PRIVATE ${folder})
  add_test(NAME ${target}.sipstatus COMMAND ${SIPSTATUS_COMMAND} check ${words})
endfunction()
