# Writes ${OUTPUT}.h and ${OUTPUT}.cc with the bytes of FILES, or of all files below FOLDER; see phoihop_embed in the root
# CMakeLists.txt.

cmake_minimum_required(VERSION 3.25)

set(declarations "")
set(definitions "")
set(table "")
set(symbols "")

if(FOLDER)
  set(BASE ${FOLDER})
  file(GLOB_RECURSE FILES LIST_DIRECTORIES false ${FOLDER}/*)
  list(SORT FILES)
endif()

foreach(file ${FILES})
  # 0001_init-tables.sql becomes k0001InitTablesSql.
  get_filename_component(name ${file} NAME)
  string(REGEX REPLACE "[^A-Za-z0-9]+" ";" words ${name})
  set(symbol "k")
  foreach(word ${words})
    string(SUBSTRING ${word} 0 1 first)
    string(SUBSTRING ${word} 1 -1 rest)
    string(TOUPPER ${first} first)
    string(APPEND symbol ${first}${rest})
  endforeach()
  if(symbol IN_LIST symbols)
    message(FATAL_ERROR "Two embedded files would both be called ${symbol}; the second is ${file}")
  endif()
  list(APPEND symbols ${symbol})

  file(READ ${file} bytes HEX)
  file(RELATIVE_PATH relative ${BASE} ${file})
  string(LENGTH "${bytes}" length)
  math(EXPR length "${length} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${bytes}")
  # 32 bytes of four characters each to a line.
  string(REPEAT "[^\n]" 128 line)
  string(REGEX REPLACE "(${line})" "\\1\"\n    \"" bytes "${bytes}")

  string(APPEND declarations "extern const absl::string_view ${symbol};\n")
  string(APPEND definitions
    "constexpr char ${symbol}Bytes[] =\n    \"${bytes}\";\n"
    "extern const absl::string_view ${symbol};\n"
    "const absl::string_view ${symbol}(${symbol}Bytes, ${length});\n\n")
  string(APPEND table "      {\"${relative}\", absl::string_view(${symbol}Bytes, ${length})},\n")
endforeach()
list(LENGTH FILES count)
set(body "  return {};\n")
if(count)
  set(body "  static constexpr std::array<EmbeddedFile, ${count}> kFiles = {{\n${table}  }};\n  return kFiles;\n")
endif()

string(TOUPPER "${HEADER}_" guard)
string(REGEX REPLACE "[^A-Z0-9]" "_" guard ${guard})

file(WRITE ${OUTPUT}.h "// Generated.
#ifndef ${guard}
#define ${guard}

#include \"absl/strings/string_view.h\"
#include \"absl/types/span.h\"

namespace ${NAMESPACE} {

${declarations}
struct EmbeddedFile {
  absl::string_view name;
  absl::string_view contents;
};

// Sorted by name.
absl::Span<const EmbeddedFile> Files();

}  // namespace ${NAMESPACE}

#endif  // ${guard}
")

file(WRITE ${OUTPUT}.cc "// Generated.
#include \"${HEADER}\"

#include <array>

namespace ${NAMESPACE} {

${definitions}
absl::Span<const EmbeddedFile> Files() {
${body}}

}  // namespace ${NAMESPACE}
")
