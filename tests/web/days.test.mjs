// Three days from start to end: the clerk enters a plan, the head of a commune leads the work, the monitor asks after what is late.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {api, dayFromToday, forPeople, giveTask, launch, people, Visitor} from './browser.mjs';
import {clerk, csvOf, issueLate, rows} from './plans.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const DESK = {viewport: {width: 1440, height: 900}};
const monitor = {unit: 'vp-ubnd', unitName: 'Văn phòng UBND thành phố Đồng Nai', person: 'bui-thanh-nam', name: 'Bùi Thanh Nam'};

test('the clerk: from the file on the desk to a commune that has its task', async () => {
  const [desk, head, commune] = await Promise.all([Visitor.open(browser, DESK), Visitor.open(browser), Visitor.open(browser)]);
  const {page} = desk;
  await commune.signIn(people.officer);
  await commune.showWholeUnit();
  await desk.signIn(clerk);
  await page.getByRole('link', {name: 'Kế hoạch', exact: true}).click();
  await page.getByRole('link', {name: 'Nhập kế hoạch'}).click();
  await page.getByLabel('Tệp kế hoạch').setInputFiles({name: 'Kế hoạch tháng 12.csv', mimeType: 'text/csv', buffer: csvOf(rows())});
  await page.getByLabel('đến hết ngày').fill(forPeople(dayFromToday(60)));
  await page.getByRole('button', {name: 'Xem thử'}).click();
  await page.getByRole('button', {name: 'Lưu kế hoạch'}).click();
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', {name: 'Trả lời mục 1'}).click();
  await dialog.getByLabel('Sở Nội vụ thành phố Đồng Nai', {exact: true}).check();
  await dialog.getByLabel('Không đơn vị nào (bỏ qua cụm từ này)').check();
  await dialog.getByRole('button', {name: 'Trả lời', exact: true}).click();
  await dialog.waitFor({state: 'detached'});
  await page.getByRole('button', {name: 'Trả lời mục 2'}).click();
  await dialog.getByLabel('Thời hạn là').fill(forPeople(dayFromToday(25)));
  await dialog.getByRole('button', {name: 'Trả lời', exact: true}).click();
  await dialog.waitFor({state: 'detached'});
  await page.getByText('4 mục sẵn sàng giao.').waitFor();

  // The head issues, on a phone, what the clerk prepared.
  await head.signIn(people.issuer);
  await head.page.getByRole('link', {name: 'Kế hoạch', exact: true}).click();
  await head.page.getByRole('link', {name: 'Kế hoạch tháng 12', exact: true}).click();
  await head.page.getByRole('button', {name: 'Xem trước khi giao'}).click();
  await head.page.getByRole('button', {name: 'Giao 99 nhiệm vụ'}).click();
  await head.page.locator('.state', {hasText: 'Đã giao'}).waitFor();

  // In the commune it appears by itself, and is accepted; the plan counts it.
  await commune.card('Báo cáo kết quả của đơn vị').getByRole('button', {name: 'Tiếp nhận', exact: true}).click();
  await commune.card('Báo cáo kết quả của đơn vị').getByRole('button', {name: 'Bắt đầu làm'}).waitFor();
  await head.page.getByRole('link', {name: 'Tiến độ'}).click();
  await head.page.getByRole('link', {name: '94 chưa tiếp nhận'}).waitFor();
  await Promise.all([desk.close(), head.close(), commune.close()]);
});

test('the head of a commune: what is late, who does it, what comes back approved', async () => {
  await giveTask('ngay-lam-viec', 'Tổng hợp ý kiến của các ấp');
  const [head, officer] = await Promise.all([Visitor.open(browser, DESK), Visitor.open(browser)]);
  const {page} = head;
  await head.signIn(people.head);
  await head.showWholeUnit();
  const card = head.card('Tổng hợp ý kiến của các ấp');
  await card.getByRole('button', {name: 'Tiếp nhận', exact: true}).click();
  await card.getByRole('button', {name: 'Bắt đầu làm'}).waitFor();
  await card.getByRole('button', {name: /^Thao tác khác/}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', {name: 'Phân công người', exact: true}).first().click();
  await dialog.getByLabel('Người làm').selectOption({label: 'Lê Thị Nam (chuyên viên)'});
  await dialog.getByRole('button', {name: 'Phân công người'}).click();
  await dialog.waitFor({state: 'detached'});

  await officer.signIn(people.officer);
  const mine = officer.card('Tổng hợp ý kiến của các ấp');
  await mine.getByRole('button', {name: 'Bắt đầu làm'}).click();
  await mine.getByRole('button', {name: 'Trình kết quả'}).click();
  const form = officer.page.getByRole('dialog');
  await form.getByLabel('Kết quả, bằng lời').fill('12 ấp đồng ý');
  await form.getByRole('button', {name: 'Trình kết quả'}).click();
  await form.waitFor({state: 'detached'});

  // Five minutes: the unit alone, who has how much, and where it stands.
  await page.getByRole('link', {name: 'Điều hành'}).click();
  await page.getByRole('combobox', {name: /^Đơn vị/}).fill('loc thanh');
  await page.getByRole('option', {name: 'Xã Lộc Thạnh'}).click();
  await page.getByRole('button', {name: 'Xem', exact: true}).click();
  const workload = page.getByRole('region', {name: 'Khối lượng và chuyển trả'});
  const line = workload.getByRole('row', {name: /^Lê Thị Nam/});
  await line.getByRole('cell').nth(3).getByRole('link', {name: '1'}).click();
  await page.getByRole('link', {name: 'Tổng hợp ý kiến của các ấp'}).click();
  await page.locator('.state', {hasText: 'Chờ phê duyệt'}).waitFor();
  await api(people.issuer, 'POST', '/tasks/ngay-lam-viec:approve', {comment: 'Tốt'});
  await page.locator('.state', {hasText: 'Hoàn thành'}).waitFor();
  await Promise.all([head.close(), officer.close()]);
});

test('the monitor: from a figure to the task, and what the commune reads', async () => {
  await issueLate('tre-han', 'Báo cáo cửa khẩu', 'UBND xã Lộc Thạnh');
  const [office, commune] = await Promise.all([Visitor.open(browser, DESK), Visitor.open(browser)]);
  const {page} = office;
  await office.signIn(monitor);
  await page.getByRole('link', {name: 'Điều hành'}).click();
  await page.getByRole('region', {name: 'Kết quả'}).getByRole('link', {name: /^Chưa xong, quá hạn/}).click();
  await page.getByRole('link', {name: 'Báo cáo cửa khẩu'}).click();
  await page.getByRole('heading', {level: 1, name: 'Báo cáo cửa khẩu'}).waitFor();
  await page.getByRole('button', {name: 'Đôn đốc', exact: true}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Nội dung').fill('Đề nghị báo cáo trong hôm nay');
  await dialog.getByRole('button', {name: 'Đôn đốc', exact: true}).click();
  await dialog.waitFor({state: 'detached'});
  await page.locator('.timeline').getByText('Đề nghị báo cáo trong hôm nay').waitFor();

  // The notice comes with the next digest, whenever that is; the task says it at once.
  await commune.signIn(people.head);
  await commune.showWholeUnit();
  await commune.card('Báo cáo cửa khẩu').getByRole('link').click();
  await commune.page.locator('.timeline').getByText('Đề nghị báo cáo trong hôm nay').waitFor();
  await Promise.all([office.close(), commune.close()]);
  assert.equal((await api(people.issuer, 'GET', '/tasks/tre-han-1')).reminders.length, 1);
});
