// Shell completion, made from the commands themselves so that it cannot fall behind them.

#include <CLI/App.hpp>
#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/session.h"

namespace phoihop::cli {
namespace {

// Words that may follow a command: its subcommands and its long options.
std::string WordsOf(const CLI::App& app, const CLI::App& root) {
  std::string words;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    absl::StrAppend(&words, command->get_name(), " ");
  }
  const auto append_options = [&](const CLI::App& of) {
    for (const CLI::Option* option : of.get_options()) {
      for (const std::string& name : option->get_lnames()) absl::StrAppend(&words, "--", name, " ");
    }
  };
  append_options(app);
  if (&app != &root) append_options(root);
  return words;
}

void WriteCases(const CLI::App& app, const std::string& path, const CLI::App& root, std::string& out) {
  absl::StrAppend(&out, "    \"", path, "\") words=\"", WordsOf(app, root), "\" ;;\n");
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    WriteCases(*command, absl::StrCat(path, path.empty() ? "" : " ", command->get_name()), root, out);
  }
}

std::string BashScript(const CLI::App& root) {
  std::string cases;
  WriteCases(root, "", root, cases);
  return absl::StrCat(R"bash(# phoihop completion for bash; zsh: autoload -U bashcompinit && bashcompinit first
_phoihop() {
  local path="" word words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="${COMP_WORDS[i]}"
    case "$word" in
      -*) continue ;;
    esac
    case " $(_phoihop_commands "$path") " in
      *" $word "*) path="${path:+$path }$word" ;;
    esac
  done
  COMPREPLY=($(compgen -W "$(_phoihop_commands "$path")" -- "${COMP_WORDS[COMP_CWORD]}"))
}
_phoihop_commands() {
  local words=""
  case "$1" in
)bash",
                      cases, R"bash(  esac
  printf '%s' "$words"
}
complete -F _phoihop phoihop
)bash");
}

}  // namespace

void AddCompletionCommand(CLI::App& app) {
  CLI::App* completion = app.add_subcommand("completion", "Tự hoàn thành lệnh cho shell / shell completion");
  completion->require_subcommand(1);
  for (const char* shell : {"bash", "zsh"}) {
    const bool zsh = shell[0] == 'z';
    completion->add_subcommand(shell, absl::StrCat("eval \"$(phoihop completion ", shell, ")\""))
        ->callback([&app, zsh] {
          if (zsh) std::cout << "autoload -U bashcompinit && bashcompinit\n";
          std::cout << BashScript(app);
        });
  }
}

}  // namespace phoihop::cli
