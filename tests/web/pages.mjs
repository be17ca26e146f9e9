// What pages_phone.test.mjs and pages_desk.test.mjs have in common: a commune with work of every kind, and all pages in both
// themes, each looked at for what sticks out, for what somebody could not read, and as a picture.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {api, base, dayFromToday, eventually, giveTask, launch, people, province, Visitor} from './browser.mjs';

const THEMES = ['light', 'dark'];

export async function fill() {
  await giveTask('hom-nay', 'Rà soát hệ thống loa truyền thanh các ấp giáp biên giới', {requestedDueDate: dayFromToday(0), roll: 'ROLL_RULE_NONE', priority: 'TASK_PRIORITY_URGENT'});
  await giveTask('ngay-mai', 'Báo cáo nhanh tình hình dư luận xã hội tại khu vực cửa khẩu', {requestedDueDate: dayFromToday(1), roll: 'ROLL_RULE_NONE'});
  await giveTask('tuyen-truyen', 'Tổ chức tuyên truyền chủ quyền biên giới cho đồng bào dân tộc thiểu số tại các thôn, ấp giáp biên giới Campuchia', {
    requestedDueDate: dayFromToday(4), priority: 'TASK_PRIORITY_URGENT', product: '02 clip; báo cáo tổng kết', coordinatorUnits: [`${province}/units/so-vhttdl`],
    evidenceSlots: [{id: '1', description: 'clip', count: 2}, {id: '2', description: 'báo cáo tổng kết', count: 1}],
  });
  await giveTask('sau-do', 'Lập danh sách đầu mối phụ trách thông tin đối ngoại', {requestedDueDate: dayFromToday(30)});
  await giveTask('da-trinh', 'Thống kê số hộ có phương tiện nghe nhìn');
  for (const id of ['tuyen-truyen', 'sau-do', 'da-trinh']) await api(people.officer, 'POST', `/tasks/${id}:accept`, {});
  await api(people.head, 'POST', '/tasks/tuyen-truyen:assignPerson', {person: `${province}/persons/${people.officer.person}`});
  await api(people.officer, 'POST', '/tasks/tuyen-truyen:start', {});
  await api(people.officer, 'POST', '/tasks/tuyen-truyen:reportProgress', {percent: 40, label: 'đang dựng clip'});
  await api(people.officer, 'POST', '/tasks/tuyen-truyen:setChecklist', {items: ['Quay phim', 'Dựng clip', 'Viết báo cáo']});
  await api(people.officer, 'POST', '/tasks/tuyen-truyen:comment', {text: 'Ấp 7 chưa có điện, xin lùi buổi chiếu.'});
  await api(people.officer, 'POST', '/tasks/tuyen-truyen:requestExtension', {dueDate: dayFromToday(20), reason: 'Mưa lũ'});
  await api(people.officer, 'POST', '/tasks/da-trinh:submit', {result: {summary: '1.204 hộ'}});
  await api(people.head, 'POST', '/tasks/sau-do:handOff', {handoff: {toUnit: `${province}/units/so-noi-vu`, reason: 'Đúng chức năng'}});
}

// Nothing is wider than the window.
export async function fits(page) {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    // What an element cuts off is inside of it.
    const isCut = (element) => element && (getComputedStyle(element).overflowX !== 'visible' || isCut(element.parentElement));
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > width + 1 && !isCut(element.parentElement))
      .map((element) => element.outerHTML.slice(0, 120));
  });
  assert.deepEqual(wide, []);
}

// … also with letters twice as large.
export async function fitsLarge(page) {
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
  await fits(page);
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
}

export function testPages({name, width, height}) {
  let browser;
  before(async () => {
    browser = await launch();
    await fill();
    // What is urgent is told at once, also on a day off.
    await eventually(async () => (await api(people.officer, 'GET', '/notices')).notices?.length > 0);
  });
  after(() => browser.close());

  for (const theme of THEMES) {
    test(`pages at ${width} px, ${theme}`, async () => {
      const visitor = await Visitor.open(browser, {viewport: {width, height}, colorScheme: theme});
      const {page} = visitor;
      const look = async (what, options) => {
        await fits(page);
        await visitor.axe();
        if (options?.fullPage) await page.evaluate(() => scrollTo(0, 0));
        await visitor.picture(`${what}-${name}-${theme}`, options);
      };
      await page.goto(base);
      await page.getByRole('combobox').fill('loc');
      await page.getByRole('option').first().waitFor();
      await look('sign-in');
      await visitor.signIn(people.officer);
      await visitor.showWholeUnit();
      await page.locator('article.card').first().getByRole('button').first().waitFor();
      await look('my-work');
      await visitor.card('Rà soát').getByRole('button', {name: /^Thao tác khác/}).click();
      await page.getByRole('dialog').waitFor();
      await look('operations');
      await page.keyboard.press('Escape');
      await visitor.card('Tổ chức tuyên truyền').getByRole('button', {name: 'Trình kết quả'}).click();
      await page.getByRole('dialog').waitFor();
      await look('submit');
      await page.keyboard.press('Escape');
      await visitor.card('Tổ chức tuyên truyền').getByRole('link').click();
      await page.locator('.timeline li').first().waitFor();
      await page.getByText('Ấp 7 chưa có điện').first().waitFor();
      await page.locator('.ladder summary').first().click();
      await look('task', {fullPage: true});
      await page.getByRole('link', {name: 'Tình hình đơn vị'}).click();
      await page.getByRole('heading', {name: 'Sắp bị đôn đốc'}).waitFor();
      await page.getByRole('cell').first().waitFor();
      await look('unit', {fullPage: true});
      await page.getByRole('link', {name: 'Tính thời hạn'}).click();
      await page.getByLabel('Tính từ ngày').fill('21/08/2026');
      await page.getByRole('button', {name: 'Tính', exact: true}).click();
      await page.getByText('Vì sao, từng ngày').click();
      await page.getByRole('cell').first().waitFor();
      await look('deadlines', {fullPage: true});
      await page.getByRole('link', {name: 'Thông báo'}).click();
      await page.locator('.notice').first().waitFor();
      await look('inbox');
      await page.goBack();
      await page.goBack();
      await page.goBack();
      await page.getByRole('heading', {name: 'Mọi việc đã xảy ra'}).waitFor();
      await page.locator('details.account summary').click();
      await look('menu');
      await page.getByRole('button', {name: 'English'}).click();
      await page.getByRole('heading', {name: 'Who is responsible, and why'}).waitFor();
      await look('task-english');
      await page.goto(`${base}/app/nothing`);
      await page.getByRole('heading', {name: 'There is no such page.'}).waitFor();
      await look('not-found');
      await visitor.close();
    });
  }
}
