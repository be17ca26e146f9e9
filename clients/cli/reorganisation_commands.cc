// phoihop reorganisation preview | approve | assign | status | list | items, and the way into the others

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/reorganisation_draft.h"
#include "clients/cli/reorganisation_session.h"
#include "clients/cli/vocabulary.h"

namespace phoihop::cli {
namespace {

using Stub = v1::ReorganisationService::Stub;

// As many as the server answers at once.
constexpr int kPage = 1000;
constexpr int kWaitMinutes = 30;

struct Arguments {
  std::string id;
  std::string token;
  std::string basis;
  std::string item;
  std::string unit;
  std::string type;
  std::string kind;
  std::string outcome;
  std::string state;
  std::string filter;
  std::string etag;
  std::string request_id;
  std::string known_at;
  int limit = 50;
  bool all = false;
  bool wait = false;
  bool dry_run = false;
};

v1::ReorganisationPreview GetPreview(Session& session, const Arguments& arguments) {
  v1::PreviewReorganisationRequest request;
  request.set_name(session.Name("reorganisations", arguments.id));
  request.set_page_size(std::clamp(arguments.limit, 1, kPage));
  request.set_manual_only(!arguments.all);
  request.set_validate_only(arguments.dry_run);
  return session.OrFail(session.Client().Call(&Stub::PreviewReorganisation, request));
}

void PrintPreview(Session& session, const Arguments& arguments, const v1::ReorganisationPreview& preview) {
  UnitNames names = NamesFor(session, preview.reorganisation());
  for (const v1::Unit& unit : preview.units()) names.Know(unit);
  const int width = TerminalWidth();
  std::cout << Describe(preview.reorganisation(), WithIds(names), width) << "\n"
            << Describe(preview, WithoutIds(names), width);
  if (arguments.all && !preview.items().empty()) {
    std::cout << "\n" << DescribeItems(preview.items(), WithoutIds(names), width);
  }
  if (!preview.next_page_token().empty()) {
    session.Say(
        absl::StrCat("… ", preview.items_size(), " trong ", preview.total_size(), " việc: --limit để xem thêm"));
  }
}

void Preview(Session& session, const Arguments& arguments) {
  const v1::ReorganisationPreview preview = GetPreview(session, arguments);
  if (session.json) return session.PrintJson(preview);
  PrintPreview(session, arguments, preview);
  std::cout << "\n" << NextSteps(preview.reorganisation());
}

// Shows what is approved and asks; answers the token of what was seen.
std::string AskForApproval(Session& session, const Arguments& arguments) {
  if (session.json || isatty(STDIN_FILENO) == 0) {
    session.Fail("cho biết phê duyệt điều đã xem nào: --token MÃ (in ra khi preview)");
  }
  const v1::ReorganisationPreview preview = GetPreview(session, arguments);
  PrintPreview(session, arguments, preview);
  if (!session.Agreed("Phê duyệt điều trên?")) session.Fail("không phê duyệt; chưa có gì thay đổi");
  return preview.token();
}

void Approve(Session& session, const Arguments& arguments) {
  v1::ApproveReorganisationRequest request;
  request.set_name(session.Name("reorganisations", arguments.id));
  request.set_preview_token(arguments.token.empty() ? AskForApproval(session, arguments) : arguments.token);
  if (!arguments.basis.empty()) *request.mutable_basis() = CitationForServer(arguments.basis);
  request.set_etag(arguments.etag);
  request.set_request_id(arguments.request_id);
  Show(session, session.OrFail(session.Client().Call(&Stub::ApproveReorganisation, request)));
}

void Assign(Session& session, const Arguments& arguments) {
  v1::AssignRehomingItemRequest request;
  request.set_name(session.Name("reorganisations", arguments.id));
  request.set_request_id(arguments.request_id);
  auto* assignment = request.mutable_assignment();
  assignment->set_item(ItemName(session.Province(), arguments.item));
  const v1::Reorganisation present = GetReorganisation(session, arguments.id);
  // A unit that the reorganisation makes may not live yet.
  for (const v1::Unit& unit : present.units()) {
    if (ShortName(unit.name()) == arguments.unit || unit.name() == arguments.unit) assignment->set_to_unit(unit.name());
  }
  if (assignment->to_unit().empty()) assignment->set_to_unit(FindUnit(session, arguments.unit, ""));
  if (!arguments.basis.empty()) *assignment->mutable_basis() = CitationForServer(arguments.basis);
  const auto assigned = session.OrFail(session.Client().Call(&Stub::AssignRehomingItem, request));
  if (session.json) return session.PrintJson(assigned);
  session.Say(absl::StrCat(NameInProvince(assignment->item()), " → ", ShortName(assignment->to_unit()), "   [",
                           ShortName(assigned.name()), "] ", StateForPeople(assigned.state())));
  std::cout << NextSteps(assigned);
}

void Status(Session& session, const Arguments& arguments) {
  const v1::Reorganisation reorganisation = GetReorganisation(session, arguments.id);
  const bool running = reorganisation.state() == v1::Reorganisation::STATE_EXECUTING ||
                       reorganisation.state() == v1::Reorganisation::STATE_UNDOING;
  if (running && arguments.wait) {
    return WaitAndShow(session, RunningOperation(session, reorganisation), arguments.id, kWaitMinutes);
  }
  Show(session, reorganisation);
  if (!running || session.json) return;
  v1::GetOperationRequest request;
  request.set_name(RunningOperation(session, reorganisation));
  const auto operation = session.Client().Call(&v1::OperationService::Stub::GetOperation, request);
  v1::ReorganisationProgress progress;
  // Not for everybody; the reorganisation is.
  if (operation.ok() && operation->metadata().UnpackTo(&progress)) session.Say(DescribeProgress(progress));
}

// `field = VALUE` of a word that has to mean a value of the enum.
template <typename Enum>
void AddTerm(const Session& session, const char* field, const std::string& word, std::optional<Enum> value,
             const std::string& (*name_of)(Enum), const std::string& words, std::vector<std::string>& terms) {
  if (word.empty()) return;
  if (!value.has_value()) session.Fail(absl::StrCat("--", field, " là một trong: ", words));
  terms.push_back(absl::StrCat(field, " = ", name_of(*value)));
}

void Items(Session& session, const Arguments& arguments) {
  std::vector<std::string> terms;
  using Item = v1::RehomingItem;
  AddTerm<Item::Kind>(session, "kind", arguments.kind, ItemKindOfWord(arguments.kind), &Item::Kind_Name<Item::Kind>,
                      ItemKindWords(), terms);
  AddTerm<Item::Outcome>(session, "outcome", arguments.outcome, OutcomeOfWord(arguments.outcome),
                         &Item::Outcome_Name<Item::Outcome>, OutcomeWords(), terms);
  AddTerm<Item::State>(session, "state", arguments.state, ItemStateOfWord(arguments.state),
                       &Item::State_Name<Item::State>, ItemStateWords(), terms);
  if (!arguments.filter.empty()) terms.push_back(absl::StrCat("(", arguments.filter, ")"));
  v1::ListRehomingItemsRequest request;
  request.set_parent(session.Name("reorganisations", arguments.id));
  request.set_filter(absl::StrJoin(terms, " AND "));
  request.set_page_size(std::clamp(arguments.limit, 1, kPage));
  v1::ListRehomingItemsResponse found;
  const absl::Status status =
      session.Client().ForEachPage(&Stub::ListRehomingItems, request, [&](const v1::ListRehomingItemsResponse& page) {
        found.mutable_items()->MergeFrom(page.items());
        found.set_total_size(page.total_size());
        found.set_next_page_token(page.next_page_token());
        return found.items_size() < arguments.limit;
      });
  if (!status.ok()) session.Fail(status);
  if (session.json) return session.PrintJson(found);
  UnitNames names = NamesFor(session, GetReorganisation(session, arguments.id));
  if (!found.items().empty()) std::cout << DescribeItems(found.items(), WithoutIds(names), TerminalWidth());
  session.Say(absl::StrCat(found.items_size(), "/", found.total_size(), " việc"));
}

void List(Session& session, const Arguments& arguments) {
  std::vector<std::string> terms;
  AddTerm<v1::ReorganisationType>(session, "type", arguments.type, TypeOfWord(arguments.type),
                                  &v1::ReorganisationType_Name<v1::ReorganisationType>, TypeWords(), terms);
  AddTerm<v1::Reorganisation::State>(session, "state", arguments.state, StateOfWord(arguments.state),
                                     &v1::Reorganisation::State_Name<v1::Reorganisation::State>, StateWords(), terms);
  if (!arguments.unit.empty()) {
    terms.push_back(absl::StrCat("unit = ", Quoted(FindUnit(session, arguments.unit, ""))));
  }
  if (!arguments.filter.empty()) terms.push_back(absl::StrCat("(", arguments.filter, ")"));
  v1::ListReorganisationsRequest request;
  request.set_parent(session.Province());
  request.set_filter(absl::StrJoin(terms, " AND "));
  request.set_page_size(arguments.limit);
  session.SetKnownAt(arguments.known_at, request);
  const auto response =
      session.OrFail(session.Client().Call(&v1::OrganisationService::Stub::ListReorganisations, request));
  if (session.json) return session.PrintJson(response);
  Table table({"Mã", "Tên", "Loại", "Hiệu lực", "Tình trạng"});
  for (const auto& entry : response.reorganisations()) {
    table.Add({ShortName(entry.name()), entry.display_name(), TypeForPeople(entry.type()),
               DateForPeople(entry.effective_date()), StateForPeople(entry.state())});
  }
  session.Print(table);
  session.Say(absl::StrCat(response.reorganisations_size(), "/", response.total_size(), " lần sắp xếp"));
}

using ArgumentsPtr = std::shared_ptr<Arguments>;

CLI::App* AddOne(CLI::App& reorganisation, Session& session, const char* name, const char* help,
                 void (*run)(Session&, const Arguments&), const ArgumentsPtr& arguments) {
  CLI::App* command = reorganisation.add_subcommand(name, help);
  command->add_option("reorganisation", arguments->id, "Mã / id")->required();
  command->callback([&session, arguments, run] { run(session, *arguments); });
  return command;
}

void AddDecisions(CLI::App& reorganisation, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* preview = AddOne(reorganisation, session, "preview",
                             "Sẽ xảy ra gì với từng việc còn mở / what would happen", Preview, arguments);
  preview->add_flag("--all", arguments->all, "Mọi việc, không chỉ việc phải hỏi / all items, not just those to decide");
  preview->add_option("--limit", arguments->limit, "Số việc nhiều nhất / items at most")->capture_default_str();
  preview->add_flag("--dry-run", arguments->dry_run, "Chỉ xem, không ghi là đã xem / store nothing");

  CLI::App* approve = AddOne(reorganisation, session, "approve", "Phê duyệt điều đã xem trước / approve what was seen",
                             Approve, arguments);
  approve->add_option("--token", arguments->token, "Mã xem trước; bỏ trống: xem lại và hỏi / of the preview");
  approve->add_option("--basis", arguments->basis, "Căn cứ / legal basis");
  approve->add_option("--etag", arguments->etag, "Chỉ làm nếu chưa ai thay đổi / only if unchanged");
  approve->add_option("--request-id", arguments->request_id, "Mã chống lặp / idempotency key");

  CLI::App* assign = AddOne(reorganisation, session, "assign", "Quyết định ai nhận một việc / decide about an item",
                            Assign, arguments);
  assign->add_option("item", arguments->item, "Mã nhiệm vụ, hoặc tasks/…, plans/…/items/…, duties/… / item")
      ->required();
  assign->add_option("--to", arguments->unit, "Đơn vị nhận / unit")->required();
  assign->add_option("--basis", arguments->basis, "Căn cứ / basis");
  assign->add_option("--request-id", arguments->request_id, "Mã chống lặp / idempotency key");
}

void AddReads(CLI::App& reorganisation, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* status =
      AddOne(reorganisation, session, "status", "Đến đâu rồi, cân đối / how far, and the balance", Status, arguments);
  status->add_flag("--wait", arguments->wait, "Chờ đến khi xong / wait for the end");

  CLI::App* items = AddOne(reorganisation, session, "items", "Kết quả của từng việc / outcomes", Items, arguments);
  items->add_option("--kind", arguments->kind, ItemKindWords());
  items->add_option("--outcome", arguments->outcome, OutcomeWords());
  items->add_option("--state", arguments->state, ItemStateWords());
  items->add_option("--filter", arguments->filter, "Bộ lọc / filter, ví dụ 'to_unit = \"xp-26446\"'");
  items->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();

  CLI::App* list = reorganisation.add_subcommand("list", "Các lần sắp xếp / reorganisations, newest first");
  list->add_option("--unit", arguments->unit, "Của một đơn vị / of a unit");
  list->add_option("--type", arguments->type, TypeWords());
  list->add_option("--state", arguments->state, StateWords());
  list->add_option("--filter", arguments->filter, "Bộ lọc / filter");
  list->add_option("--known-at", arguments->known_at, "Như đã biết vào / as known on");
  list->add_option("--limit", arguments->limit, "Nhiều nhất / at most")->capture_default_str();
  list->callback([&session, arguments] { List(session, *arguments); });
}

}  // namespace

void AddReorganisationCommands(CLI::App& app, Session& session) {
  CLI::App* reorganisation =
      app.add_subcommand("reorganisation", "Sắp xếp tổ chức, chuyển việc còn mở / reorganisations");
  reorganisation->require_subcommand(1);
  AddDraftCommands(*reorganisation, session);
  AddDecisions(*reorganisation, session);
  AddRunCommands(*reorganisation, session);
  AddReads(*reorganisation, session);
}

}  // namespace phoihop::cli
