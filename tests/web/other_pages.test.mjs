// The pages beside the list: what one was told, how a deadline is worked out, how the unit stands.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {api, base, eventually, giveTask, launch, people, Visitor} from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test('the inbox says what came, and what was read', async () => {
  await giveTask('hoa-toc', 'Báo cáo <khẩn> tình hình cửa khẩu', {priority: 'TASK_PRIORITY_IMMEDIATE'});
  await eventually(async () => (await api(people.head, 'GET', '/notices')).unreadCount > 0);
  const visitor = await Visitor.open(browser);
  const {page} = visitor;
  await visitor.signIn(people.head);
  await page.locator('nav .badge', {hasText: '1'}).waitFor();
  await page.getByRole('link', {name: /^Thông báo/}).click();
  const notice = page.locator('.notice', {hasText: 'Báo cáo <khẩn> tình hình cửa khẩu'});
  await notice.getByText('chưa đọc').waitFor();
  await page.getByRole('button', {name: 'Đánh dấu đã đọc tất cả'}).click();
  await page.getByText('Đã đọc hết.').waitFor();
  await page.locator('nav .badge').waitFor({state: 'detached'});
  assert.equal((await api(people.head, 'GET', '/notices')).unreadCount ?? 0, 0);
  await notice.getByRole('link').click();
  await page.getByRole('heading', {level: 1, name: 'Báo cáo <khẩn> tình hình cửa khẩu'}).waitFor();
  await visitor.close();
});

test('a deadline is worked out and explained, by the calendar of the province', async () => {
  const visitor = await Visitor.open(browser);
  const {page} = visitor;
  await visitor.signIn(people.officer);
  await page.goto(`${base}/app/deadlines`);
  await page.getByLabel('Bao nhiêu').fill('2');
  await page.getByLabel('Tính từ ngày').fill('31/6/2026');
  await page.getByRole('button', {name: 'Tính', exact: true}).click();
  await page.getByText('Hãy ghi ngày như 31/12/2026.').waitFor();
  // Saturday 22/08/2026 is worked for Monday 31/08.
  await page.getByLabel('Tính từ ngày').fill('21/08/2026');
  await page.getByRole('button', {name: 'Tính', exact: true}).click();
  await page.locator('.due-day', {hasText: '24/08/2026'}).waitFor();
  await page.getByText('Vì sao, từng ngày').click();
  await page.getByRole('row', {name: /22\/08\/2026.*thứ bảy.*được tính/}).waitFor();
  await page.getByRole('row', {name: /23\/08\/2026.*chủ nhật.*không tính/}).waitFor();
  await page.getByLabel('Một ngày đã định').check();
  await page.getByLabel('Ngày', {exact: true}).fill('31/08/2026');
  await page.getByRole('button', {name: 'Tính', exact: true}).click();
  await page.locator('.due-day', {hasText: '03/09/2026'}).waitFor();
  await visitor.close();
});

test('the head sees who has how much and who is reminded next; the province sees its units', async () => {
  for (const id of ['nam-1', 'nam-2', 'chua-ai']) {
    await giveTask(id, `Việc ${id}`);
    await api(people.officer, 'POST', `/tasks/${id}:accept`, {});
  }
  for (const id of ['nam-1', 'nam-2']) await api(people.officer, 'POST', `/tasks/${id}:claim`, {});
  const visitor = await Visitor.open(browser, {viewport: {width: 1440, height: 900}});
  const {page} = visitor;
  await visitor.signIn(people.head);
  await page.getByRole('link', {name: 'Tình hình đơn vị'}).click();
  await page.getByRole('row', {name: /^Lê Thị Nam 2 0 0/}).waitFor();
  // What is not accepted yet is to be by a day that is in this week on some days, and in the next one on others.
  await page.getByRole('row', {name: /^Chưa ai làm [12] 0 [01]/}).waitFor();
  await page.getByRole('link', {name: 'Việc nam-1'}).waitFor();
  await visitor.close();
});
