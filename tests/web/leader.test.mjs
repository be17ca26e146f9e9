// The head's five minutes: figures, each with the list that it counts, the tiles of the communes, weeks, trend and workload.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {api, base, dayFromToday, eventually, forPeople, giveTask, launch, people, Visitor} from './browser.mjs';
import {fits, fitsLarge} from './pages.mjs';
import {issueLate, issuePlan} from './plans.mjs';

let browser;
before(async () => {
  browser = await launch();
  await issuePlan('dieu-hanh', 'Kế hoạch thông tin đối ngoại');
  const tasks = await api(people.issuer, 'GET', `/tasks?filter=${encodeURIComponent('plan = "dieu-hanh" AND lead_unit = "xp-25280"')}`);
  const part = tasks.tasks[0].name.split('/').pop();
  await api(people.officer, 'POST', `/tasks/${part}:accept`, {});
  await api(people.officer, 'POST', `/tasks/${part}:submit`, {result: {summary: 'Xong', documents: [{title: 'Báo cáo', uri: 'https://example.org/'}]}});
  await api(people.issuer, 'POST', `/tasks/${part}:approve`, {});
  await issueLate('qua-han', 'Báo cáo đã quá hạn', 'UBND xã Lộc Tấn');
  await giveTask('chuyen-tra', 'Việc bị chuyển trả');
  await api(people.head, 'POST', '/tasks/chuyen-tra:refuse', {reason: 'REFUSAL_REASON_INCOMPLETE'});
  await api(people.issuer, 'POST', '/tasks/chuyen-tra:reissue', {reason: 'Đã bổ sung'});
});
after(() => browser.close());

const DESK = {viewport: {width: 1440, height: 900}};

// A link with a figure leads to as many tasks.
async function followed(page, link, count) {
  await link.click();
  await page.locator('#list-count', {hasText: new RegExp(`^${count} việc`)}).waitFor();
  assert.equal(await page.locator('.list-row').count(), count);
}

test('how it stands, with denominators; each figure opens as many tasks as it says', async () => {
  const visitor = await Visitor.open(browser, DESK);
  const {page} = visitor;
  await visitor.signIn(people.issuer);
  await page.getByRole('link', {name: 'Điều hành'}).click();
  const results = page.getByRole('region', {name: 'Kết quả'});
  // 95 parts, three other items, one of another plan, and one task of no plan.
  await results.getByText('1/100 trên số việc đã giao').first().waitFor();
  await followed(page, results.getByRole('link', {name: /^Chưa xong, quá hạn 1\/100/}), 1);
  await page.getByRole('link', {name: 'Báo cáo đã quá hạn'}).waitFor();
  await page.goBack();
  await followed(page, page.getByRole('region', {name: 'Theo kế hoạch'}).getByRole('link', {name: /^Chưa xong, còn hạn 97\/98/}), 97);
  await page.goBack();
  await followed(page, page.getByRole('row', {name: /^Xã Lộc Thạnh/}).first().getByRole('link', {name: '1'}).first(), 1);
  await visitor.close();
});

test('scope: one plan, one unit, and an earlier day; the address keeps it', async () => {
  const visitor = await Visitor.open(browser, DESK);
  const {page} = visitor;
  await visitor.signIn(people.issuer);
  await page.goto(`${base}/app/leader`);
  await page.getByLabel('Kế hoạch', {exact: true}).selectOption({label: 'Kế hoạch thông tin đối ngoại'});
  await page.getByRole('combobox', {name: /^Đơn vị/}).fill('loc thanh');
  await page.getByRole('option', {name: 'Xã Lộc Thạnh'}).click();
  await page.getByLabel('Xem lại số liệu hết ngày').fill('31/2/2026');
  await page.getByRole('button', {name: 'Xem', exact: true}).click();
  await page.getByText('Hãy ghi ngày như 31/12/2026.').waitFor();
  await page.getByLabel('Xem lại số liệu hết ngày').fill('');
  await page.getByRole('button', {name: 'Xem', exact: true}).click();
  const results = page.getByRole('region', {name: 'Kết quả'});
  await results.getByRole('link', {name: /^Xong, đúng hạn 1\/1/}).waitFor();
  assert.match(page.url(), /unit=xp-25280&plan=dieu-hanh$/);
  await page.reload();
  await results.getByRole('link', {name: /^Xong, đúng hạn 1\/1/}).waitFor();
  // In one unit the work is told by person.
  await page.getByRole('region', {name: 'Khối lượng và chuyển trả'}).getByRole('columnheader', {name: 'Người'}).waitFor();
  // Yesterday there was nothing; figures of a day before the first one are not kept, which is said.
  visitor.expectTrouble(/status of 4/);
  await page.getByLabel('Xem lại số liệu hết ngày').fill(forPeople(dayFromToday(-1)));
  await page.getByRole('button', {name: 'Xem', exact: true}).click();
  await page.getByText('Chưa có việc nào được giao.').or(page.getByRole('alert')).first().waitFor();
  await visitor.close();
});

test('tiles of communes say how each stands, in words, and open it', async () => {
  const visitor = await Visitor.open(browser, DESK);
  const {page} = visitor;
  await visitor.signIn(people.issuer);
  await page.goto(`${base}/app/leader`);
  await page.locator('.tile').first().waitFor();
  assert.equal(await page.locator('.tile').count(), 95);
  await page.getByText('Sơ đồ: ô xếp theo huyện cũ').waitFor();
  await page.locator('.block', {hasText: 'Lộc Ninh'}).getByRole('link', {name: /^Lộc Thạnh 1\/2 xong/}).waitFor();
  await page.locator('.tile.overdue', {hasText: '1 quá hạn'}).focus();
  await page.keyboard.press('Enter');
  await page.locator('#list-count', {hasText: '2 việc'}).waitFor();
  await page.getByRole('link', {name: 'Báo cáo đã quá hạn'}).waitFor();
  await visitor.close();
});

test('weeks, trend, workload, and what escalates next', async () => {
  const visitor = await Visitor.open(browser, DESK);
  const {page} = visitor;
  await visitor.signIn(people.issuer);
  await page.goto(`${base}/app/leader`);
  // The way to a part of the page leads there, and nowhere else.
  await page.getByRole('navigation', {name: 'Các phần của trang này'}).getByRole('link', {name: 'Diễn biến 12 tuần'}).click();
  await eventually(() => page.evaluate(() => {
    const {top} = document.getElementById('trend-title').getBoundingClientRect();
    return top >= 0 && top < innerHeight;
  }));
  const weeks = page.getByRole('region', {name: 'Việc đến hạn theo tuần'});
  const strongest = weeks.getByRole('row', {name: /^Tổng/}).locator('.strength-4 a');
  const due = Number((await strongest.first().textContent()).match(/\d+/)[0]);
  await followed(page, strongest.first(), due);
  await page.goBack();
  const trend = page.getByRole('region', {name: 'Diễn biến 12 tuần'});
  await trend.getByText('Số liệu từng tuần').click();
  await followed(page, trend.getByRole('row').last().getByRole('link', {name: '100'}), 100);
  await page.goBack();
  const workload = page.getByRole('region', {name: 'Khối lượng và chuyển trả'});
  await workload.getByRole('button', {name: /^Hiện cả \d+ đơn vị/}).click();
  const bounced = workload.getByRole('row', {name: /^Xã Lộc Thạnh/});
  await followed(page, bounced.getByRole('cell').nth(5).getByRole('link'), 1);
  await page.getByRole('link', {name: 'Việc bị chuyển trả'}).waitFor();
  await page.goBack();
  await page.getByRole('region', {name: 'Sẽ bị đôn đốc trong 7 ngày tới'}).getByRole('listitem').first().waitFor();
  await visitor.close();
});

test('figures follow what happens by themselves; the reader stays where they are', async () => {
  const visitor = await Visitor.open(browser, DESK);
  const {page} = visitor;
  await visitor.signIn(people.issuer);
  await page.goto(`${base}/app/leader`);
  const results = page.getByRole('region', {name: 'Kết quả'});
  const issued = async () => Number((await results.getByText(/^\d+\/\d+ trên số việc đã giao/).first().textContent()).match(/\/(\d+)/)[1]);
  const trend = page.getByRole('region', {name: 'Diễn biến 12 tuần'});
  await trend.getByText('Số liệu từng tuần').click();
  await page.getByRole('region', {name: 'Khối lượng và chuyển trả'}).getByRole('cell').first().waitFor();
  await page.locator('.tile').first().waitFor();
  const link = trend.getByRole('row').last().getByRole('link').first();
  await link.focus();
  const [before, scroll] = [await issued(), await page.evaluate(() => scrollY)];
  assert.ok(scroll > 0);
  const looks = [];
  page.on('request', (request) => request.url().includes('results:trend') && looks.push(request.url()));
  // A remark changes no figure.
  await api(people.officer, 'POST', '/tasks/chuyen-tra:comment', {text: 'Đã rõ'});
  await giveTask('tu-theo-doi', 'Việc vừa giao');
  await eventually(async () => (await issued()) === before + 1);
  await eventually(async () => (await link.textContent()) === String(before + 1));
  assert.equal(looks.length, 1);
  assert.equal(await page.evaluate(() => scrollY), scroll);
  assert.ok(await trend.getByRole('row').last().isVisible(), 'what was opened is open');
  assert.ok(await link.evaluate((element) => element === document.activeElement));
  await visitor.close();
});

for (const [width, height, name] of [[360, 740, 'phone'], [1440, 900, 'desk']]) {
  for (const theme of ['light', 'dark']) {
    test(`the view of those who lead at ${width} px, ${theme}`, async () => {
      const visitor = await Visitor.open(browser, {viewport: {width, height}, colorScheme: theme});
      const {page} = visitor;
      await visitor.signIn(people.issuer);
      await page.goto(`${base}/app/leader`);
      await page.locator('.tile').first().waitFor();
      await page.locator('.heat a').first().waitFor();
      await page.locator('.trend rect').first().waitFor();
      await page.getByRole('region', {name: 'Khối lượng và chuyển trả'}).getByRole('cell').first().waitFor();
      await page.getByText('Số liệu từng tuần').click();
      await fits(page);
      await fitsLarge(page);
      await visitor.axe();
      await page.evaluate(() => scrollTo(0, 0));
      await visitor.picture(`leader-top-${name}-${theme}`);
      await visitor.picture(`leader-${name}-${theme}`, {fullPage: true});
      await page.locator('.tile').first().click();
      await page.locator('#list-count').waitFor();
      await fits(page);
      await fitsLarge(page);
      await visitor.axe();
      await visitor.picture(`result-list-${name}-${theme}`);
      await page.locator('details.account summary').click();
      await page.getByRole('button', {name: 'English'}).click();
      await page.getByRole('heading', {level: 1, name: 'Tasks'}).waitFor();
      await page.goBack();
      await page.getByRole('heading', {level: 1, name: 'Overview'}).waitFor();
      await page.locator('.tile').first().waitFor();
      await fits(page);
      await visitor.close();
    });
  }
}
