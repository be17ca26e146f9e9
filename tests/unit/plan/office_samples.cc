#include "tests/unit/plan/office_samples.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "services/import/csv.h"

namespace phoihop::plan {
namespace {

namespace fs = std::filesystem;

constexpr char kFolder[] = "data/dong-nai";
// Debian's own interpreter has Debian's modules.
constexpr char kWrite[] = "/usr/bin/python3 tests/data/write_office_files.py";
constexpr char kOffice[] = "soffice --headless";
// Comma, quotation mark, UTF-8, from the first line on, seven columns of text.
constexpr char kCsvIn[] = "--infilter='CSV:44,34,76,1,1/2/2/2/3/2/4/2/5/2/6/2/7/2'";

std::string Read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  EXPECT_TRUE(stream.good()) << path << " was not written";
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  return bytes.str();
}

void Run(const fs::path& folder, const std::string& command) {
  const fs::path log = folder / "log";
  const std::string line = absl::StrCat(command, " >", log.string(), " 2>&1 </dev/null");
  EXPECT_EQ(std::system(line.c_str()), 0) << command << "\n" << Read(log);
}

std::string Escaped(const std::string& text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}});
}

// The table as a web page, which LibreOffice Writer opens.
std::string WebPage(const std::string& csv) {
  std::string page = "<html><head><meta charset=\"utf-8\"></head><body><p>PHỤ LỤC</p><table border=\"1\">";
  const auto rows = import::ReadCsv(csv);
  EXPECT_TRUE(rows.ok()) << rows.status();
  if (!rows.ok()) return page;
  for (const import::CsvRow& row : *rows) {
    page += "<tr>";
    for (const std::string& cell : row.cells) {
      absl::StrAppend(&page, "<td><p>", absl::StrJoin(absl::StrSplit(Escaped(cell), '\n'), "</p><p>"), "</p></td>");
    }
    page += "</tr>";
  }
  return absl::StrCat(page, "</table><p>Nơi nhận: như trên.</p></body></html>");
}

}  // namespace

std::vector<OfficeSample> InEveryFormat(const std::string& sample) {
  std::string pattern = absl::StrCat(::testing::TempDir(), "/officeXXXXXX");
  EXPECT_NE(mkdtemp(pattern.data()), nullptr);
  const fs::path folder = pattern;
  const fs::path csv = folder / "plan.csv";
  fs::copy_file(absl::StrCat(kFolder, "/", sample), csv);
  std::ofstream(folder / "page.html", std::ios::binary) << WebPage(Read(csv));

  const std::string office = absl::StrCat("HOME=", folder.string(), " ", kOffice, " -env:UserInstallation=file://",
                                          folder.string(), "/profile");
  const std::string here = absl::StrCat(" --outdir ", folder.string(), " ");
  Run(folder, absl::StrCat(office, " ", kCsvIn, " --convert-to xlsx:'Calc MS Excel 2007 XML'", here, csv.string()));
  Run(folder, absl::StrCat(office, " --infilter='HTML (StarWriter)' --convert-to docx:'MS Word 2007 XML'", here,
                           (folder / "page.html").string()));
  Run(folder, absl::StrCat(office, " --convert-to csv:'Text - txt - csv (StarCalc)':59,34,76 --outdir ",
                           (folder / "again").string(), " ", (folder / "plan.xlsx").string()));
  Run(folder, absl::StrCat(kWrite, " ", csv.string(), " ", folder.string()));

  std::vector<OfficeSample> samples = {
      {"the sample itself", Read(csv)},
      {"LibreOffice .xlsx", Read(folder / "plan.xlsx")},
      {"LibreOffice .docx", Read(folder / "page.docx")},
      {"LibreOffice .csv with semicolons", Read(folder / "again" / "plan.csv")},
      {"openpyxl .xlsx", Read(folder / "openpyxl.xlsx")},
      {"python-docx .docx", Read(folder / "python-docx.docx")},
  };
  fs::remove_all(folder);
  return samples;
}

}  // namespace phoihop::plan
