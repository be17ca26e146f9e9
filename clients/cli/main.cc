// `phoihop`: the command line of Phối Hợp.

#include <CLI/CLI.hpp>
#include <iostream>

#include "clients/cli/escalation_commands.h"
#include "clients/cli/report_commands.h"
#include "clients/cli/session.h"

int main(int argc, char** argv) {
  phoihop::cli::Session session;
  CLI::App app("Phối Hợp: ai chịu trách nhiệm, việc gì, hạn nào / who is responsible, for what, by when", "phoihop");
  app.require_subcommand(1);
  app.fallthrough();
  app.set_help_all_flag("--help-all", "Trợ giúp của mọi lệnh / help of every command");
  app.add_option("--server", session.server, "Địa chỉ máy chủ / server address")
      ->envname("PHOIHOP_SERVER")
      ->capture_default_str();
  app.add_option("--as", session.act_as, "Ai thực hiện: đơn-vị/người / who acts: unit/person")->envname("PHOIHOP_AS");
  app.add_option("--on-behalf-of", session.on_behalf_of,
                 "Thay mặt ai đang vắng (mã người) / in whose place, id of the absent person")
      ->envname("PHOIHOP_ON_BEHALF_OF");
  app.add_option("--token-file", session.token_file,
                 "Tệp có mã đăng nhập (hoặc biến PHOIHOP_TOKEN) / file with a bearer token (or PHOIHOP_TOKEN)")
      ->envname("PHOIHOP_TOKEN_FILE");
  app.add_flag("--tls", session.tls, "Kết nối qua TLS / connect over TLS");
  app.add_option("--tls-ca", session.tls_ca,
                 "Chứng thư gốc của máy chủ / certificates that the server's is checked with")
      ->envname("PHOIHOP_TLS_CA");
  app.add_option("--tls-certificate", session.tls_certificate, "Chứng thư của hệ thống / certificate of this system");
  app.add_option("--tls-key", session.tls_key, "Khóa của chứng thư đó / its key");
  app.add_option("--province", session.province, "Tỉnh, thành phố / province id")->capture_default_str();
  app.add_flag("--json", session.json, "Kết quả dạng JSON / answer as JSON");

  phoihop::cli::AddUnitCommands(app, session);
  phoihop::cli::AddReorganisationCommands(app, session);
  phoihop::cli::AddPersonCommands(app, session);
  phoihop::cli::AddPostCommands(app, session);
  phoihop::cli::AddResponsibilityCommands(app, session);
  phoihop::cli::AddPlanCommands(app, session);
  phoihop::cli::AddScheduleCommands(app, session);
  phoihop::cli::AddFindingCommands(app, session);
  phoihop::cli::AddBasketCommand(app, session);
  phoihop::cli::AddInboxCommand(app, session);
  phoihop::cli::AddTaskCommands(app, session);
  phoihop::cli::AddBulkCommands(app, session);
  phoihop::cli::AddDeadlineCommands(app, session);
  phoihop::cli::AddEscalationCommands(app, session);
  phoihop::cli::AddReportCommands(app, session);
  phoihop::cli::AddCalendarCommands(app, session);
  phoihop::cli::AddEventCommands(app, session);
  phoihop::cli::AddAccessCommands(app, session);
  phoihop::cli::AddIdentityCommands(app, session);
  phoihop::cli::AddCompletionCommand(app);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  } catch (const phoihop::cli::Failure&) {
    return phoihop::cli::kFailureExitCode;
  }
  return 0;
}
