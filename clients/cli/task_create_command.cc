// phoihop task create

#include <CLI/App.hpp>
#include <memory>

#include "clients/cli/access_words.h"
#include "clients/cli/session.h"
#include "clients/cli/task_verbs.h"

namespace phoihop::cli {
namespace {

struct Arguments {
  std::string task;
  std::string title;
  std::string lead;
  std::vector<std::string> coordinators;
  std::string due;
  std::string basis;
  std::string product;
  std::string function;
  std::vector<std::string> territories;
  std::string secrecy;
  std::string legal_nature;
  std::string calendar;
  std::string request_id;
  bool issue = false;
  bool without_approval = false;
  bool dry_run = false;
};

}  // namespace

void AddTaskCreateCommand(CLI::App& task, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* create = task.add_subcommand("create", "Tạo nhiệm vụ ngoài kế hoạch / a task outside of any plan");
  create->add_option("title", arguments->title, "Nội dung / title")->required();
  create->add_option("--lead", arguments->lead, "Đơn vị chủ trì / lead unit")->required();
  create->add_option("--coordinator", arguments->coordinators, "Đơn vị phối hợp / units that take part");
  create->add_option("--due", arguments->due, "Hạn / due date (dd/mm/yyyy)");
  create->add_option("--basis", arguments->basis, "Căn cứ: số, ký hiệu văn bản / basis: the instrument's number");
  create->add_option("--product", arguments->product, "Sản phẩm / product");
  create->add_option("--function", arguments->function, "Lĩnh vực / what it is about, e.g. 'báo chí, xuất bản'");
  create->add_option("--territory", arguments->territories, "Địa bàn: mã xã, phường / commune that it concerns");
  create->add_option("--secrecy", arguments->secrecy, "Độ mật / degree: thuong, mat, toi-mat, tuyet-mat");
  create->add_option("--legal-nature", arguments->legal_nature,
                     "Tính chất pháp lý của hạn / what binds to the deadline: khong, dinh-muc, luat-dinh");
  create->add_option("--calendar", arguments->calendar,
                     "Tính hạn theo lịch này thay cho lịch của đơn vị / by this calendar instead of the unit's");
  create->add_option("--id", arguments->task, "Mã nhiệm vụ / task id");
  create->add_flag("--issue", arguments->issue, "Giao ngay / issue at once");
  create->add_flag("--without-approval", arguments->without_approval, "Không cần phê duyệt / no approval");
  create->add_option("--request-id", arguments->request_id, "Mã chống lặp / idempotency key");
  create->add_flag("--dry-run", arguments->dry_run, "Chỉ xem trước / preview only");
  create->callback([&session, arguments] {
    v1::CreateTaskRequest request;
    request.set_parent(session.Province());
    request.set_task_id(arguments->task);
    request.set_issue(arguments->issue);
    request.set_request_id(arguments->request_id);
    request.set_validate_only(arguments->dry_run);
    auto* wanted = request.mutable_task();
    wanted->set_title(arguments->title);
    wanted->set_lead_unit(session.Name("units", arguments->lead));
    for (const std::string& unit : arguments->coordinators) {
      wanted->add_coordinator_units(session.Name("units", unit));
    }
    wanted->set_issuer_unit(session.Name("units", session.act_as.substr(0, session.act_as.find('/'))));
    wanted->set_product(arguments->product);
    wanted->set_function(arguments->function);
    for (const std::string& unit : arguments->territories) wanted->add_territories(session.Name("units", unit));
    if (!arguments->basis.empty()) wanted->mutable_basis()->set_instrument_number(arguments->basis);
    wanted->set_requested_due_date(DateForServer(arguments->due));
    wanted->set_secrecy(SecrecyOfWord(session, arguments->secrecy));
    wanted->set_legal_nature(LegalNatureOfWord(session, arguments->legal_nature));
    if (!arguments->calendar.empty()) wanted->set_calendar(session.Name("calendars", arguments->calendar));
    wanted->set_approval_required(!arguments->without_approval);
    const auto made = session.OrFail(session.Client().Call(&v1::TaskService::Stub::CreateTask, request));
    ShowTask(session, made);
  });
}

}  // namespace phoihop::cli
