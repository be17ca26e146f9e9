// A line that breaks: the shell and what was seen stay, what is done waits, is done once, and conflicts are told.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {api, base, eventually, giveTask, launch, people, Visitor} from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const OFFLINE = /ERR_INTERNET_DISCONNECTED|Failed to fetch|status of 4/;
const historyOf = async (id) => (await api(people.issuer, 'GET', `/events?filter=${encodeURIComponent(`subject = "provinces/dong-nai/tasks/${id}"`)}`)).events
  .map(({type}) => type);

// Of what was seen: what is kept on the device.
const keptKinds = (page) => page.evaluate(async () => {
  // Opening what is not there would make it.
  if (!(await indexedDB.databases()).some(({name}) => name === 'phoihop')) return [];
  return new Promise((resolve) => {
    const open = indexedDB.open('phoihop');
    open.onsuccess = () => {
      const all = open.result.transaction('kept').objectStore('kept').getAllKeys();
      all.onsuccess = () => {
        open.result.close();
        resolve(['tasks', 'work'].filter((kind) => all.result.some((key) => key.startsWith(`${kind}|`))));
      };
    };
    open.onerror = () => resolve(['none']);
  });
});

async function openOffice() {
  const visitor = await Visitor.open(browser, {serviceWorkers: 'allow'});
  visitor.expectTrouble(OFFLINE);
  await visitor.signIn(people.officer);
  await visitor.showWholeUnit();
  await visitor.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  return visitor;
}

test('without network the client starts, shows what was seen, and does what was asked for when the network is back', async () => {
  await giveTask('mat-mang', 'Việc lúc mất mạng');
  const visitor = await openOffice();
  const {page, context} = visitor;
  const card = visitor.card('Việc lúc mất mạng');
  await card.getByRole('button', {name: 'Tiếp nhận'}).waitFor();
  // What was seen is kept a moment later.
  await eventually(async () => (await keptKinds(page)).join() === 'tasks,work');
  await context.setOffline(true);
  await page.reload();
  await page.getByText('Mất mạng: đang xem dữ liệu đã lưu').waitFor();
  await visitor.showWholeUnit();
  await card.getByRole('button', {name: 'Tiếp nhận'}).click();
  await card.getByText('Chờ có mạng để gửi').waitFor();
  await page.getByRole('heading', {name: 'Chưa gửi được'}).waitFor();
  await visitor.axe();
  await visitor.picture('offline-phone');
  // Also when the page is closed meanwhile.
  await page.reload();
  await page.getByRole('heading', {name: 'Chưa gửi được'}).waitFor();
  assert.equal((await api(people.issuer, 'GET', '/tasks/mat-mang')).state, 'TASK_STATE_ISSUED');
  await context.setOffline(false);
  await eventually(async () => (await api(people.issuer, 'GET', '/tasks/mat-mang')).state === 'TASK_STATE_ACCEPTED', 40_000);
  await page.getByRole('heading', {name: 'Chưa gửi được'}).waitFor({state: 'detached'});
  // Nothing of it is left for whoever uses the phone next.
  await page.locator('details.account summary').click();
  await page.getByRole('button', {name: 'Đổi người, đơn vị'}).click();
  await page.getByRole('heading', {name: 'Đăng nhập'}).waitFor();
  await eventually(async () => (await keptKinds(page)).length === 0);
  await visitor.close();
});

test('an answer that is lost on the way is asked for again, and nothing is done twice', async () => {
  await giveTask('mat-loi', 'Việc mất câu trả lời');
  const visitor = await openOffice();
  const {page, context} = visitor;
  let lost = 0;
  await context.route('**/tasks/mat-loi:accept', async (route) => {
    if (lost++) return route.continue();
    // It reaches the server; its answer does not come back.
    await route.fetch();
    return route.abort('connectionreset');
  });
  visitor.expectTrouble(/ERR_CONNECTION_RESET/);
  const card = visitor.card('Việc mất câu trả lời');
  await card.getByRole('button', {name: 'Tiếp nhận'}).click();
  await card.getByRole('button', {name: 'Bắt đầu làm'}).waitFor({timeout: 40_000});
  await page.getByRole('heading', {name: 'Chưa gửi được'}).waitFor({state: 'detached'});
  assert.ok(lost >= 2, 'it was sent again');
  assert.equal((await historyOf('mat-loi')).filter((type) => type === 'task.accepted').length, 1);
  await visitor.close();
});

test('what somebody else decided meanwhile is told, and nothing is forced', async () => {
  await giveTask('xung-dot', 'Việc bị xung đột');
  const visitor = await openOffice();
  const {page, context} = visitor;
  const card = visitor.card('Việc bị xung đột');
  await card.getByRole('button', {name: 'Tiếp nhận'}).waitFor();
  await context.setOffline(true);
  await card.getByRole('button', {name: 'Tiếp nhận'}).click();
  await card.getByText('Chờ có mạng để gửi').waitFor();
  await api(people.head, 'POST', '/tasks/xung-dot:refuse', {reason: 'REFUSAL_REASON_DUPLICATE'});
  await context.setOffline(false);
  const panel = page.locator('.queue');
  await panel.getByText('Có người vừa thay đổi việc này trước bạn').waitFor({timeout: 40_000});
  assert.equal((await api(people.issuer, 'GET', '/tasks/xung-dot')).state, 'TASK_STATE_REFUSED');
  await panel.getByRole('button', {name: 'Vẫn gửi'}).click();
  await panel.getByText('Việc đã sang trạng thái khác').waitFor();
  await panel.getByRole('button', {name: 'Thôi, bỏ'}).click();
  await panel.waitFor({state: 'detached'});
  assert.equal((await api(people.issuer, 'GET', '/tasks/xung-dot')).state, 'TASK_STATE_REFUSED');
  await visitor.close();
});

test('it can be installed', async () => {
  const manifest = await (await fetch(`${base}/manifest.webmanifest`)).json();
  assert.equal(manifest.display, 'standalone');
  for (const {src, type} of manifest.icons) {
    const icon = await fetch(base + src);
    assert.equal(icon.status, 200, src);
    assert.equal(icon.headers.get('content-type'), type);
  }
});
