// A plan from the file to its tasks: the clerk enters it, the head looks how far it is.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {api, base, dayFromToday, eventually, forPeople, launch, people, province, Visitor} from './browser.mjs';
import {fits, fitsLarge} from './pages.mjs';
import {clerk, csvOf, issuePlan, rows, xlsxOf} from './plans.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const CSV = 'text/csv';
const DESK = {viewport: {width: 1440, height: 900}};
const planOf = (id) => api(people.issuer, 'GET', `/plans/${id}`);

async function openImport(visitor, who = clerk) {
  await visitor.signIn(who);
  await visitor.page.getByRole('link', {name: 'Kế hoạch', exact: true}).click();
  await visitor.page.getByRole('link', {name: 'Nhập kế hoạch'}).click();
  await visitor.page.getByRole('heading', {level: 1, name: 'Nhập kế hoạch từ tệp'}).waitFor();
}

test('the clerk: a file with a fault is not stored, the mended one is, its questions are answered, its tasks are issued', async () => {
  const visitor = await Visitor.open(browser, DESK);
  const {page} = visitor;
  await openImport(visitor);
  await page.getByRole('button', {name: 'Xem thử'}).click();
  await page.getByText('Hãy chọn tệp kế hoạch.').waitFor();

  const file = page.getByLabel('Tệp kế hoạch');
  const faulty = rows();
  faulty[6][1] = '';
  await file.setInputFiles({name: 'KH_2027.csv', mimeType: CSV, buffer: csvOf(faulty)});
  assert.equal(await page.getByLabel('Tên kế hoạch').inputValue(), 'KH 2027');
  await page.getByLabel('Tên kế hoạch').fill('Kế hoạch truyền thông năm 2027');
  assert.equal(await page.getByLabel('Mã kế hoạch').inputValue(), 'ke-hoach-truyen-thong-nam-2027');
  await page.getByLabel('Mã kế hoạch').fill('KH 2027');
  await page.getByLabel('Ngày ban hành').fill('31/2/2026');
  await page.getByRole('button', {name: 'Xem thử'}).click();
  await page.getByText('Mã chỉ gồm chữ thường').waitFor();
  await page.getByText('Hãy ghi ngày như 31/12/2026.').waitFor();
  await page.getByLabel('Mã kế hoạch').fill('kh-2027');
  await page.getByLabel('Ngày ban hành').fill(forPeople(dayFromToday(-1)));
  await page.getByLabel('đến hết ngày').fill(forPeople(dayFromToday(60)));
  await page.getByRole('button', {name: 'Xem thử'}).click();
  await page.getByText('1 dòng sai').waitFor();
  await page.getByText('Dòng này không có nội dung nhiệm vụ.').waitFor();
  assert.equal(await page.getByRole('button', {name: 'Lưu kế hoạch'}).count(), 0);

  await file.setInputFiles({name: 'KH_2027.csv', mimeType: CSV, buffer: csvOf(rows())});
  await page.getByRole('button', {name: 'Xem thử'}).click();
  await page.getByText('2 mục hiểu được').waitFor();
  await page.getByText('2 mục còn phải hỏi').waitFor();
  await page.getByRole('button', {name: /^Phải hỏi/}).click();
  const first = page.getByRole('row', {name: /Sản xuất video giới thiệu Đồng Nai/});
  await first.getByText(/“SNV” có thể là một trong nhiều đơn vị/).waitFor();
  assert.equal(await page.getByRole('row', {name: /Tổ chức họp báo/}).count(), 0);
  await page.getByRole('button', {name: 'Lưu kế hoạch'}).click();
  await page.getByRole('heading', {level: 1, name: 'Kế hoạch truyền thông năm 2027'}).waitFor();
  assert.equal((await planOf('kh-2027')).state, 'STATE_DRAFT');

  await page.getByRole('heading', {name: 'Cần trả lời: 2 mục'}).waitFor();
  await page.getByRole('button', {name: 'Trả lời mục 1'}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', {name: 'Trả lời', exact: true}).click();
  await dialog.getByText('Hãy trả lời ít nhất một câu hỏi.').waitFor();
  await dialog.getByLabel('Sở Nội vụ thành phố Đồng Nai').check();
  await dialog.getByRole('combobox', {name: /^Thêm đơn vị/}).fill('so ngoai vu');
  await dialog.getByRole('option', {name: 'Sở Ngoại vụ thành phố Đồng Nai'}).click();
  await dialog.getByRole('combobox', {name: /^Thêm đơn vị/}).fill('so tai chinh');
  await dialog.getByRole('option', {name: 'Sở Tài chính thành phố Đồng Nai'}).click();
  await dialog.getByRole('button', {name: 'Trả lời', exact: true}).click();
  await dialog.waitFor({state: 'detached'});
  const answered = (await planOf('kh-2027')).items[0];
  assert.deepEqual(answered.leads.map(({units}) => units), [[`${province}/units/so-noi-vu`]]);
  assert.deepEqual(answered.coordinators.map(({units}) => units[0].split('/').pop()), ['so-vhttdl', 'so-ngoai-vu', 'so-tai-chinh']);
  assert.equal(answered.state, 'STATE_READY');

  await page.getByRole('button', {name: 'Trả lời mục 2'}).click();
  await dialog.getByLabel('Thời hạn là').fill('Sớm nhất');
  visitor.expectTrouble(/status of 400/);
  await dialog.getByRole('button', {name: 'Trả lời', exact: true}).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('Thời hạn là').fill(forPeople(dayFromToday(30)));
  await dialog.getByRole('button', {name: 'Trả lời', exact: true}).click();
  await dialog.waitFor({state: 'detached'});

  // Issuing is the head's.
  await page.getByText('4 mục sẵn sàng giao.').waitFor();
  await page.getByText(/^Giao nhiệm vụ: Không có quyền ban hành kế hoạch/).waitFor();
  assert.equal(await page.getByRole('button', {name: 'Xem trước khi giao'}).count(), 0);
  await visitor.axe();
  await visitor.close();
  await issueInBrowser('kh-2027');
});

test('who may not change a plan is told why, in the place of the buttons', async () => {
  const plan = {displayName: 'Kế hoạch của tỉnh', issuerUnit: `${province}/units/ubnd`, documentDate: dayFromToday(-1), periodEndDate: dayFromToday(60)};
  await api(clerk, 'POST', '/plans:import', {planId: 'ai-duoc', plan, filename: 'a.csv', content: csvOf(rows()).toString('base64')});
  // The head of another unit may issue its own plans, and not this one.
  const visitor = await Visitor.open(browser);
  const {page} = visitor;
  await visitor.signIn(people.head);
  await page.goto(`${base}/app/plans/ai-duoc`);
  const instead = 'Kế hoạch do Ủy ban nhân dân thành phố Đồng Nai ban hành: chỉ đơn vị đó được làm việc này.';
  await page.getByRole('region', {name: 'Giao nhiệm vụ'}).getByText(instead).waitFor();
  await page.getByRole('region', {name: /^Cần trả lời/}).getByText(instead).waitFor();
  assert.equal(await page.getByRole('button', {name: /^(Trả lời|Xem trước)/}).count(), 0);
  await fits(page);
  await visitor.axe();
  // An officer imports none at all.
  const officer = await Visitor.open(browser);
  await officer.signIn(people.officer);
  await officer.page.getByRole('link', {name: 'Kế hoạch', exact: true}).click();
  await officer.page.getByText(/^Nhập kế hoạch: Không có quyền nhập, sửa kế hoạch ở Xã Lộc Thạnh/).waitFor();
  assert.equal(await officer.page.getByRole('link', {name: 'Nhập kế hoạch'}).count(), 0);
  await Promise.all([visitor.close(), officer.close()]);
});

async function issueInBrowser(id) {
  const visitor = await Visitor.open(browser, DESK);
  const {page} = visitor;
  await visitor.signIn(people.issuer);
  await page.goto(`${base}/app/plans/${id}`);
  await page.getByRole('button', {name: 'Xem trước khi giao'}).click();
  await page.locator('.made').getByText(/^96 nhiệm vụ, 95 đơn vị chủ trì/).waitFor();
  // Nothing was issued by looking.
  assert.equal((await planOf(id)).state, 'STATE_DRAFT');
  await page.getByRole('button', {name: /^Giao 99 nhiệm vụ/}).click();
  await page.locator('.state', {hasText: 'Đã giao'}).waitFor();
  assert.equal((await planOf(id)).state, 'STATE_ISSUED');
  await page.getByRole('row', {name: /Tổ chức họp báo/}).getByRole('link').click();
  await page.getByRole('heading', {level: 1, name: 'Tổ chức họp báo'}).waitFor();
  await visitor.close();
}

test('a workbook is dropped on the field; the same file again says so; another one says what it changes, and revises', async () => {
  const visitor = await Visitor.open(browser, DESK);
  const {page} = visitor;
  await openImport(visitor, people.issuer);
  const drop = async (table, name) => {
    const bytes = [...xlsxOf(table)];
    const data = await page.evaluateHandle(([content, filename]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(content)], filename));
      return transfer;
    }, [bytes, name]);
    await page.locator('.drop').dispatchEvent('drop', {dataTransfer: data});
    await page.getByText(`Đã chọn: ${name}`).waitFor();
  };
  await drop(rows(), 'Phụ lục.xlsx');
  assert.equal(await page.getByLabel('Tên kế hoạch').inputValue(), 'Phụ lục');
  await page.getByLabel('đến hết ngày').fill(forPeople(dayFromToday(60)));
  // What other tests answered is not to be used here.
  await page.getByLabel(/^Dùng lại câu trả lời/).uncheck();
  await page.getByRole('button', {name: 'Xem thử'}).click();
  await page.getByText('2 mục hiểu được').waitFor();
  await page.getByRole('button', {name: 'Lưu kế hoạch'}).click();
  await page.getByRole('heading', {level: 1, name: 'Phụ lục'}).waitFor();

  await page.goto(`${base}/app/plan-import`);
  await drop(rows(), 'Phụ lục.xlsx');
  await page.getByLabel('đến hết ngày').fill(forPeople(dayFromToday(60)));
  await page.getByRole('button', {name: 'Xem thử'}).click();
  await page.getByText('Kế hoạch này đã được lưu từ đúng tệp này.').waitFor();

  const changed = rows();
  changed[6][1] = 'Tổ chức họp báo định kỳ';
  await drop(changed, 'Phụ lục.xlsx');
  await page.getByRole('button', {name: 'Xem thử'}).click();
  const changes = page.getByRole('region', {name: /Kế hoạch này đã có, từ tệp khác/});
  await changes.getByText('Tổ chức họp báo định kỳ').first().waitFor();
  await changes.getByRole('button', {name: 'Xem sửa đổi ảnh hưởng đến việc nào'}).click();
  await changes.getByText('Không việc nào đã giao bị ảnh hưởng.').waitFor();
  await changes.getByRole('button', {name: 'Sửa kế hoạch theo tệp này'}).click();
  await page.getByRole('heading', {level: 1, name: 'Phụ lục'}).waitFor();
  await page.getByText('đã sửa 1 lần').waitFor();
  await page.getByRole('row', {name: /Tổ chức họp báo định kỳ/}).waitFor();
  assert.equal((await planOf('phu-luc')).revision, 1);
  await visitor.close();
});

test('how far a plan is: 1/95, and behind each figure the list that it counts', async () => {
  await issuePlan('tien-do', 'Kế hoạch tiến độ');
  const parts = await api(people.issuer, 'GET', `/tasks?filter=${encodeURIComponent('plan = "tien-do" AND lead_unit = "xp-25280"')}`);
  const part = parts.tasks[0].name.split('/').pop();
  await api(people.officer, 'POST', `/tasks/${part}:accept`, {});
  await api(people.officer, 'POST', `/tasks/${part}:submit`, {result: {summary: 'Xong', documents: [{title: 'Báo cáo', uri: 'https://example.org/'}]}});
  await api(people.issuer, 'POST', `/tasks/${part}:approve`, {});

  const visitor = await Visitor.open(browser, DESK);
  const {page} = visitor;
  await visitor.signIn(people.issuer);
  await page.goto(`${base}/app/plans/tien-do?view=progress`);
  await page.getByRole('link', {name: '1/95 đã xong'}).click();
  await page.locator('#list-count', {hasText: '1 việc'}).waitFor();
  await page.locator('.list-title', {hasText: 'đã xong · các phần của “Báo cáo kết quả của đơn vị”'}).waitFor();
  await page.goBack();
  await page.getByRole('link', {name: '94 chưa tiếp nhận'}).click();
  await page.locator('#list-count', {hasText: '94 việc'}).waitFor();
  await page.goBack();
  await page.getByRole('link', {name: /^Chưa xong, còn hạn 97\/98/}).click();
  await page.locator('#list-count', {hasText: '97 việc'}).waitFor();
  await page.getByRole('searchbox').fill('loc tan');
  await eventually(async () => (await page.locator('.list-row').count()) === 1);
  await page.goBack();
  // The provincial committee leads the whole, which is counted nowhere but in its parts.
  assert.equal(await page.getByRole('row', {name: /^Ủy ban nhân dân/}).count(), 0);
  // Of one item.
  await page.goto(`${base}/app/tasks?plan=tien-do&item=3`);
  await page.locator('#list-count', {hasText: '96 việc'}).waitFor();
  await page.goBack();
  // By heading, with the keyboard: all of it, and each part of its bar.
  const heading = page.getByRole('region', {name: 'Theo nhóm nhiệm vụ'});
  await heading.getByRole('link', {name: 'II. TỔNG KẾT'}).focus();
  await page.keyboard.press('Enter');
  await page.locator('.list-title', {hasText: 'nhóm “II. TỔNG KẾT”'}).waitFor();
  await page.locator('#list-count', {hasText: '97 việc'}).waitFor();
  await page.goBack();
  await heading.getByRole('link', {name: /^Chưa xong, còn hạn 95\/96/}).focus();
  await page.keyboard.press('Enter');
  await page.locator('#list-count', {hasText: '95 việc'}).waitFor();
  await page.goBack();
  await page.getByRole('row', {name: /^Sở Văn hóa, Thể thao và Du lịch/}).getByRole('link', {name: '2'}).last().click();
  await page.locator('#list-count', {hasText: '2 việc'}).waitFor();
  await page.goBack();
  await page.getByRole('row', {name: /^Xã Lộc Thạnh 0 0 0 1 0 1/}).getByRole('link').first().click();
  await page.locator('#list-count', {hasText: '1 việc'}).waitFor();
  await page.getByRole('link', {name: 'Báo cáo kết quả của đơn vị'}).click();
  await page.locator('.state', {hasText: 'Hoàn thành'}).waitFor();

  // An address with what does not exist is no way into a filter.
  await page.goto(`${base}/app/tasks?plan=tien-do&unit=x"%20OR%20open=true&result=completedOnTime`);
  await page.locator('#list-count', {hasText: '1 việc'}).waitFor();
  await visitor.close();
});

test('a plan follows what happens elsewhere by itself: one look for a burst, none for another plan, nothing under an open form', async () => {
  const plan = {displayName: 'Kế hoạch tự theo dõi', issuerUnit: `${province}/units/ubnd`, documentDate: dayFromToday(-1), periodEndDate: dayFromToday(60)};
  const enter = (planId) => api(clerk, 'POST', '/plans:import', {planId, plan, filename: 'a.csv', content: csvOf(rows()).toString('base64')});
  const answer = (item, mask, body) => api(clerk, 'PATCH', `/plans/tu-theo-doi/items/${item}?updateMask=${mask}`, body);
  await enter('tu-theo-doi');
  const [visitor, other] = await Promise.all([Visitor.open(browser, DESK), Visitor.open(browser, DESK)]);
  const {page} = visitor;
  for (const one of [visitor, other]) {
    await one.signIn(people.issuer);
    await one.page.goto(`${base}/app/plans/tu-theo-doi`);
    await one.page.getByRole('heading', {name: 'Cần trả lời: 2 mục'}).waitFor();
  }
  const button = page.getByRole('button', {name: 'Trả lời mục 1'});
  await button.focus();
  const looks = [];
  page.on('request', (request) => request.url().endsWith('/plans/tu-theo-doi') && looks.push(request.url()));
  await enter('ke-hoach-khac');
  await answer('2', 'deadline', {deadline: {dates: [dayFromToday(30)]}});
  await page.getByRole('heading', {name: 'Cần trả lời: 1 mục'}).waitFor();
  assert.equal(looks.length, 1);
  assert.ok(await button.evaluate((element) => element === document.activeElement));

  await button.click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Sở Nội vụ thành phố Đồng Nai', {exact: true}).check();
  const unit = (id) => ({units: [`${province}/units/${id}`]});
  await answer('1', 'leads,coordinators', {leads: [unit('so-noi-vu')], coordinators: [unit('so-vhttdl')]});
  await other.page.getByRole('heading', {name: /^Cần trả lời/}).waitFor({state: 'detached'});
  assert.ok(await dialog.getByLabel('Sở Nội vụ thành phố Đồng Nai', {exact: true}).isChecked());
  await page.keyboard.press('Escape');
  await page.getByRole('heading', {name: /^Cần trả lời/}).waitFor({state: 'detached'});

  // Issuing makes a hundred events and more.
  await page.getByRole('link', {name: 'Tiến độ'}).click();
  await page.getByRole('heading', {name: 'Theo nhóm nhiệm vụ'}).waitFor();
  const counted = [];
  page.on('request', (request) => request.url().includes('GROUP_BY_HEADING') && counted.push(request.url()));
  await api(people.issuer, 'POST', '/plans/tu-theo-doi:issue', {pageSize: 1});
  await page.getByRole('link', {name: '95 chưa tiếp nhận'}).waitFor();
  assert.ok(counted.length <= 2, `${counted.length} looks`);
  await Promise.all([visitor.close(), other.close()]);
});

test('over time: every item has its line, with words for what the bar shows, reached with the keyboard', async () => {
  await issuePlan('bieu-do', 'Kế hoạch biểu đồ');
  const visitor = await Visitor.open(browser, DESK);
  const {page} = visitor;
  await visitor.signIn(people.issuer);
  await page.goto(`${base}/app/plans/bieu-do?view=chart`);
  const line = page.locator('.gantt-row', {hasText: 'Báo cáo kết quả của đơn vị'});
  await line.getByText(/Đang làm, còn hạn · 0\/95 · hạn \d\d\/\d\d\/\d{4}/).waitFor();
  assert.equal(await line.locator('rect.bar.open').count(), 2, 'the bar, and its key');
  assert.equal(await page.locator('.gantt ol > li').count(), 4);
  assert.equal(await line.locator('.today-line').count(), 1);
  await line.getByRole('link').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', {level: 1, name: 'Báo cáo kết quả của đơn vị'}).waitFor();
  await page.goBack();
  await page.getByRole('button', {name: 'Tháng này'}).click();
  await page.locator('.axis text').first().waitFor();
  // On paper all of it is there.
  await page.getByRole('button', {name: 'Cả kỳ'}).click();
  await page.emulateMedia({media: 'print'});
  assert.equal(await page.locator('.gantt ol > li').count(), 4);
  assert.equal(await page.locator('.tabs').isVisible(), false);
  await visitor.picture('plan-chart-paper', {fullPage: true});
  await visitor.close();
});

test('an event that an item waits for is recorded, and its task runs from that day', async () => {
  const table = [rows()[0], ['1', 'Hướng dẫn thực hiện Quy chế', 'Sở VHTTDL', '', 'Trong vòng 30 ngày kể từ ngày Quy chế được ban hành', 'Văn bản', '']];
  const plan = {
    displayName: 'Kế hoạch chờ sự kiện', issuerUnit: `${province}/units/ubnd`, documentDate: dayFromToday(-1), periodStartDate: dayFromToday(-30),
    periodEndDate: dayFromToday(300),
  };
  await api(clerk, 'POST', '/plans:import', {planId: 'su-kien', plan, filename: 'a.csv', content: csvOf(table).toString('base64')});
  await api(people.issuer, 'POST', '/plans/su-kien:issue', {});
  const visitor = await Visitor.open(browser);
  const {page} = visitor;
  await visitor.signIn(people.issuer);
  await page.goto(`${base}/app/plans/su-kien`);
  await page.getByRole('button', {name: /^Ghi sự kiện: .*Quy chế được ban hành/i}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', {name: 'Ghi sự kiện'}).click();
  await dialog.getByText('Hãy ghi ngày như 31/12/2026.').waitFor();
  await dialog.getByLabel('Ngày xảy ra').fill(forPeople(dayFromToday(0)));
  await dialog.getByLabel(/^Căn cứ/).fill('12/2026/QĐ-UBND');
  await dialog.getByRole('button', {name: 'Ghi sự kiện'}).click();
  await page.getByText(`đã xảy ra ngày ${forPeople(dayFromToday(0))}`).waitFor();
  await dialog.waitFor({state: 'detached'});
  assert.deepEqual((await planOf('su-kien')).events.map(({date}) => date), [dayFromToday(0)]);
  // Issued by the engine, with a deadline that runs from that day.
  const task = await eventually(async () => {
    const found = await api(people.issuer, 'GET', '/tasks/su-kien-1');
    return found.state === 'TASK_STATE_ISSUED' && found;
  });
  assert.ok(task.dueDate >= dayFromToday(30), task.dueDate);
  // From the task back to its plan.
  await page.getByRole('link', {name: 'Xem nhiệm vụ'}).click();
  await page.getByRole('heading', {level: 1, name: 'Hướng dẫn thực hiện Quy chế'}).waitFor();
  await page.getByRole('link', {name: 'Kế hoạch chờ sự kiện'}).click();
  await page.getByRole('heading', {level: 1, name: 'Kế hoạch chờ sự kiện'}).waitFor();
  await visitor.close();
});

for (const [width, height, name] of [[360, 740, 'phone'], [1440, 900, 'desk']]) {
  for (const theme of ['light', 'dark']) {
    test(`pages of plans at ${width} px, ${theme}`, async () => {
      const id = `nhin-${name}-${theme}`;
      await issuePlan(id, 'Kế hoạch thông tin đối ngoại');
      const visitor = await Visitor.open(browser, {viewport: {width, height}, colorScheme: theme});
      const {page} = visitor;
      const look = async (what) => {
        await fits(page);
        await fitsLarge(page);
        await visitor.axe();
        await page.evaluate(() => scrollTo(0, 0));
        await visitor.picture(`${what}-${name}-${theme}`, {fullPage: true});
      };
      await openImport(visitor, people.issuer);
      await page.getByLabel('Tệp kế hoạch').setInputFiles({name: 'Kế hoạch.csv', mimeType: CSV, buffer: csvOf(rows())});
      await page.getByLabel('Mã kế hoạch').fill(`moi-${name}-${theme}`);
      await page.getByLabel('đến hết ngày').fill(forPeople(dayFromToday(60)));
      await page.getByLabel(/^Dùng lại câu trả lời/).uncheck();
      await page.getByRole('button', {name: 'Xem thử'}).click();
      await page.getByText('2 mục còn phải hỏi').waitFor();
      await look('plan-import');
      await page.getByRole('button', {name: 'Lưu kế hoạch'}).click();
      await page.getByRole('button', {name: 'Trả lời mục 1'}).click();
      await page.getByRole('dialog').getByLabel('Sở Nội vụ thành phố Đồng Nai', {exact: true}).waitFor();
      await look('plan-answer');
      await page.keyboard.press('Escape');
      await page.getByRole('button', {name: 'Xem trước khi giao'}).click();
      await page.getByText(/^Sẽ giao 97 nhiệm vụ/).waitFor();
      await look('plan');
      await page.goto(`${base}/app/plans/${id}?view=chart`);
      await page.locator('.gantt-row').nth(2).waitFor();
      await look('plan-chart');
      await page.getByRole('link', {name: 'Tiến độ'}).click();
      await page.getByRole('link', {name: '0/95 đã xong'}).waitFor();
      await look('plan-progress');
      await page.getByRole('link', {name: '95 chưa tiếp nhận'}).click();
      await page.locator('#list-count', {hasText: '95 việc'}).waitFor();
      await look('task-list');
      await page.getByRole('link', {name: '← Kế hoạch'}).or(page.getByRole('link', {name: 'Kế hoạch', exact: true})).first().click();
      await page.locator('.plan-card').first().waitFor();
      await look('plans');
      await visitor.close();
    });
  }
}
