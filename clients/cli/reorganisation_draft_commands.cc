// phoihop reorganisation draft | update

#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/reorganisation_draft.h"
#include "clients/cli/reorganisation_session.h"
#include "clients/cli/vocabulary.h"

namespace phoihop::cli {
namespace {

using Stub = v1::ReorganisationService::Stub;

struct Arguments {
  DraftOptions draft;
  std::string file;
  std::string etag;
  std::string request_id;
  bool dry_run = false;
};

// Names are those of the day before the change: the receiver of a merge and the units that end live then.
UnitFinder FinderFor(Session& session, const DraftOptions& options) {
  return [&session, day = DayBefore(DateForServer(options.date))](const std::string& text) {
    return LookUpUnit(session, text, day);
  };
}

v1::Reorganisation Make(Session& session, const DraftOptions& options) {
  if (options.date.empty()) session.Fail("cho ngày có hiệu lực: --date dd/mm/yyyy");
  return session.OrFail(MakeDraft(options, session.Province(), FinderFor(session, options)));
}

void Draft(Session& session, const Arguments& arguments) {
  v1::CreateReorganisationRequest request;
  request.set_parent(session.Province());
  v1::Reorganisation& draft = *request.mutable_reorganisation();
  if (arguments.file.empty()) {
    draft = Make(session, arguments.draft);
  } else {
    if (HasChange(arguments.draft))
      session.Fail("--file nói đổi gì: chỉ thêm --id, --date, --basis, --title và thời hạn");
    session.ReadJsonFile(arguments.file, draft);
    if (const absl::Status status = ApplyDetails(arguments.draft, draft); !status.ok()) session.Fail(status);
  }
  request.set_reorganisation_id(!arguments.draft.id.empty() ? arguments.draft.id
                                : draft.name().empty()      ? DefaultId(draft)
                                                            : ShortName(draft.name()));
  draft.clear_name();
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  const auto made = session.OrFail(session.Client().Call(&Stub::CreateReorganisation, request));
  Show(session, made);
  if (arguments.dry_run && !session.json) session.Say("Chưa ghi gì.");
}

void Update(Session& session, const Arguments& arguments) {
  v1::UpdateReorganisationRequest request;
  const v1::Reorganisation present = GetReorganisation(session, arguments.draft.id);
  v1::Reorganisation& wanted = *request.mutable_reorganisation();
  if (!arguments.file.empty()) {
    if (HasChange(arguments.draft)) session.Fail("--file nói đổi gì: chỉ thêm --date, --basis, --title và thời hạn");
    session.ReadJsonFile(arguments.file, wanted);
  } else if (HasChange(arguments.draft)) {
    DraftOptions options = arguments.draft;
    if (options.date.empty()) options.date = present.effective_date();
    wanted = Make(session, options);
    if (!wanted.has_basis() && present.has_basis()) *wanted.mutable_basis() = present.basis();
    if (!wanted.has_clock_policy() && present.has_clock_policy())
      *wanted.mutable_clock_policy() = present.clock_policy();
    *wanted.mutable_assignments() = present.assignments();
  } else {
    wanted = present;
  }
  if (const absl::Status status = ApplyDetails(arguments.draft, wanted); !status.ok()) session.Fail(status);
  wanted.set_name(present.name());
  request.set_etag(arguments.etag.empty() ? present.etag() : arguments.etag);
  request.set_request_id(arguments.request_id);
  request.set_validate_only(arguments.dry_run);
  const auto updated = session.OrFail(session.Client().Call(&Stub::UpdateReorganisation, request));
  Show(session, updated);
  if (arguments.dry_run && !session.json) session.Say("Chưa ghi gì.");
}

void AddOptions(CLI::App& command, Arguments& arguments) {
  DraftOptions& draft = arguments.draft;
  command.add_option("--file", arguments.file, "Tệp JSON của cả Reorganisation / the whole of it as JSON");
  command.add_option("--type", draft.type, absl::StrCat("Loại / type: ", TypeWords()));
  command.add_option("--from", draft.from, "Đơn vị cũ, nhiều lần được / old unit, repeatable");
  command.add_option("--to", draft.to, "Đơn vị nhận, cũ hoặc mới / receiving unit, existing or new");
  command.add_option("--date", draft.date, "Ngày có hiệu lực / effective date (dd/mm/yyyy)");
  command.add_option("--basis", draft.basis, "Căn cứ / legal basis");
  command.add_option("--title", draft.title, "Tên gọi; bỏ trống: tự đặt / title");
  command.add_option("--to-name", draft.to_name, "Tên mới / name of the receiver from then on");
  command.add_option("--to-kind", draft.to_kind, "Loại mới / its kind: xa, phuong, so …");
  command.add_option("--to-code", draft.to_code, "Mã số mới / its code");
  command.add_option("--to-parent", draft.to_parent, "Cấp trên mới / its superior");
  command.add_option("--to-attribute", draft.to_attributes, "Thuộc tính của đơn vị mới / attribute: KHÓA=GIÁ-TRỊ");
  command.add_option("--new", draft.new_units, "Đơn vị mới khi có nhiều / new unit: MÃ=TÊN");
  command.add_option("--split-by", draft.split_by, "territory | function | list | undetermined");
  command.add_option("--part", draft.parts, "ĐƠN-VỊ=phần, phần …; ĐƠN-VỊ=*: phần còn lại / the rest");
  command.add_option("--membership", draft.membership, "Người rời đơn vị / membership that ends: ĐƠN-VỊ/MÃ");
  command.add_option("--post", draft.post, "Chức danh bỏ / post that ends: ĐƠN-VỊ/MÃ");
  command.add_option("--to-person", draft.to_person, "Ai nhận việc; bỏ trống: đơn vị / who takes the work");
  command.add_flag("--keep", draft.keep, "Thời hạn giữ nguyên (mặc định) / clocks as they are");
  command.add_option("--grace", draft.grace, "Lùi thời hạn n ngày làm việc / n more working days")
      ->check(CLI::PositiveNumber);
  command.add_flag("--restart", draft.restart, "Thời hạn tính lại / clocks start again");
  command.add_option("--suspend-until", draft.suspend_until, "Thời hạn dừng đến ngày / clocks stand still until");
  command.add_option("--request-id", arguments.request_id, "Mã chống lặp / idempotency key");
  command.add_flag("--dry-run", arguments.dry_run, "Chỉ kiểm tra, không ghi / check only");
}

}  // namespace

void AddDraftCommands(CLI::App& reorganisation, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* draft = reorganisation.add_subcommand("draft", "Soạn một lần sắp xếp / draft a reorganisation");
  draft->add_option("--id", arguments->draft.id, "Mã; bỏ trống: sx-NGÀY-ĐƠN-VỊ / id");
  AddOptions(*draft, *arguments);
  draft->callback([&session, arguments] { Draft(session, *arguments); });

  auto changed = std::make_shared<Arguments>();
  CLI::App* update = reorganisation.add_subcommand("update", "Sửa; phải xem trước và phê duyệt lại / change a draft");
  update->add_option("reorganisation", changed->draft.id, "Mã / id")->required();
  update->add_option("--etag", changed->etag, "Chỉ làm nếu chưa ai thay đổi / only if unchanged");
  AddOptions(*update, *changed);
  update->callback([&session, changed] { Update(session, *changed); });
}

}  // namespace phoihop::cli
