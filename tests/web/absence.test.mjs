// When somebody is away or silent: who stands in for whom, what is done in the other's place, and the answer to an escalation.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {api, base, dayFromToday, eventually, forPeople, giveTask, launch, people, province, Visitor} from './browser.mjs';
import {fits, fitsLarge} from './pages.mjs';
import {issueLate} from './plans.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const DESK = {viewport: {width: 1440, height: 900}};
const person = (who) => `${province}/persons/${who.person}`;
const substitutions = () => api(people.head, 'GET', `/units/${people.head.unit}/substitutions`);

async function openPage(visitor) {
  await visitor.page.locator('details.account summary').click();
  await visitor.page.getByRole('link', {name: 'Thay mặt khi vắng'}).click();
  await visitor.page.getByRole('heading', {level: 1, name: 'Thay mặt khi vắng'}).waitFor();
}

test('the head records who stands in, who then works in the head’s place and says so, until the head is back', async () => {
  await giveTask('thay-mat', 'Việc khi thủ trưởng vắng');
  await api(people.officer, 'POST', '/tasks/thay-mat:accept', {});
  const [head, officer] = await Promise.all([Visitor.open(browser, DESK), Visitor.open(browser)]);
  await head.signIn(people.head);
  await openPage(head);
  await head.page.getByText('Không có ai đang hoặc sắp được thay mặt.').waitFor();
  await head.page.getByRole('button', {name: 'Ghi người thay mặt'}).click();
  const dialog = head.page.getByRole('dialog');
  await dialog.getByLabel(/^Đến hết ngày/).fill('31/2/2027');
  await dialog.getByRole('button', {name: 'Ghi người thay mặt'}).click();
  await dialog.getByText('Hãy điền ô này.').waitFor();
  await dialog.getByText('Hãy ghi ngày như 31/12/2026.').waitFor();
  await head.axe();
  await dialog.getByLabel(/^Ai thay mặt/).selectOption({label: people.officer.name});
  await dialog.getByLabel(/^Đến hết ngày/).fill(forPeople(dayFromToday(4)));
  await dialog.getByLabel(/^Lý do/).fill('Nghỉ phép');
  await dialog.getByRole('button', {name: 'Ghi người thay mặt'}).click();
  await dialog.waitFor({state: 'detached'});
  await head.page.getByText(`${people.head.name} vắng; ${people.officer.name} thay mặt`).waitFor();
  const [recorded] = (await substitutions()).substitutions;
  assert.deepEqual(
    [recorded.person, recorded.substitute, recorded.validFrom, recorded.validTo, recorded.rights],
    [person(people.head), person(people.officer), dayFromToday(0), dayFromToday(5), 'RIGHTS_ACT']);

  // The officer may not assign; in the head's place they may, and the journal names both.
  const {page} = officer;
  await officer.signIn(people.officer);
  await page.getByRole('button', {name: `Thay mặt ${people.head.name}`}).click();
  const bar = page.getByRole('complementary', {name: 'Thay mặt khi vắng'});
  await bar.getByText(`Bạn đang thay mặt ${people.head.name}, ${people.head.unitName}`).waitFor();
  await page.reload();
  await bar.getByText(`đến hết ngày ${forPeople(dayFromToday(4))}`).waitFor();
  await fits(page);
  await fitsLarge(page);
  await officer.axe();
  await page.goto(`${base}/app/tasks/thay-mat`);
  await page.getByRole('button', {name: 'Phân công người', exact: true}).click();
  await page.getByRole('dialog').getByLabel(/^Người làm/).selectOption({label: `${people.officer.name} (chuyên viên)`});
  await page.getByRole('dialog').getByRole('button', {name: 'Phân công người'}).click();
  await page.locator('.timeline').getByText(`(thay mặt ${people.head.name})`).first().waitFor();
  const {events} = await api(people.head, 'GET', `/events?filter=${encodeURIComponent(`subject = "${province}/tasks/thay-mat" AND type = "task.person_assigned"`)}`);
  assert.deepEqual([events[0].actor.person, events[0].actor.onBehalfOf], [person(people.officer), person(people.head)]);

  // The head is back earlier, while the officer looks elsewhere: standing in is over, and the officer is told.
  await page.goto('about:blank');
  await head.page.getByRole('button', {name: `Kết thúc sớm việc thay mặt ${people.head.name}`}).click();
  await dialog.getByRole('button', {name: 'Kết thúc sớm'}).click();
  await dialog.waitFor({state: 'detached'});
  await head.page.getByText('Không có ai đang hoặc sắp được thay mặt.').waitFor();
  officer.expectTrouble(/status of 403/);
  await page.goto(base);
  await page.getByText(`Việc thay mặt ${people.head.name} đã kết thúc. Bạn lại làm việc của mình.`).waitFor();
  await bar.waitFor({state: 'detached'});
  await page.getByRole('button', {name: /^Của tôi/}).waitFor();
  await Promise.all([head.close(), officer.close()]);
});

test('who stands in stops by themselves; an officer records only their own absence', async () => {
  await api(people.officer, 'POST', `/units/${people.officer.unit}/substitutions`, {
    person: person(people.officer), substitute: person(people.head), validFrom: dayFromToday(0), validTo: dayFromToday(1), rights: 'RIGHTS_VIEW',
  });
  const [head, officer] = await Promise.all([Visitor.open(browser), Visitor.open(browser)]);
  await head.signIn(people.head);
  await head.page.getByRole('button', {name: `Thay mặt ${people.officer.name}`}).click();
  await head.page.getByText('chỉ xem').waitFor();
  await head.page.getByRole('button', {name: 'Thôi thay mặt'}).click();
  await head.page.getByRole('button', {name: `Thay mặt ${people.officer.name}`}).waitFor();
  await officer.signIn(people.officer);
  await openPage(officer);
  await officer.page.getByRole('button', {name: 'Ghi người thay mặt'}).click();
  const dialog = officer.page.getByRole('dialog');
  await dialog.getByText(`Ai vắng: ${people.officer.name}`).waitFor();
  assert.deepEqual(await dialog.locator('optgroup').evaluateAll((groups) => groups.map(({label}) => label)), [people.head.unitName, people.issuer.unitName]);
  await Promise.all([head.close(), officer.close()]);
});

test('an escalation is answered by giving the task to somebody else of the unit', async () => {
  await issueLate('cham-tra-loi', 'Báo cáo chậm', 'UBND xã Lộc Thạnh');
  await eventually(async () => {
    const {escalations = []} = await api(people.head, 'GET', '/tasks/cham-tra-loi-1');
    return escalations.some(({recipients = []}) => recipients.some((one) => one.person === person(people.head)));
  });
  await api(people.head, 'POST', '/tasks/cham-tra-loi-1:accept', {});
  await api(people.head, 'POST', '/tasks/cham-tra-loi-1:assignPerson', {person: person(people.head)});
  const visitor = await Visitor.open(browser);
  const {page} = visitor;
  await visitor.signIn(people.head);
  await page.goto(`${base}/app/tasks/cham-tra-loi-1`);
  await page.getByRole('button', {name: 'Xử lý đôn đốc'}).click();
  const dialog = page.getByRole('dialog');
  assert.equal(await dialog.getByLabel(/^Giao cho/).count(), 0);
  await dialog.getByLabel(/^Trả lời/).selectOption('KIND_ORDERED');
  await dialog.getByRole('button', {name: 'Xử lý đôn đốc'}).click();
  await dialog.getByText('Hãy điền ô này.').waitFor();
  await dialog.getByLabel(/^Trả lời/).selectOption({label: 'Giao cho người khác của đơn vị chủ trì'});
  await dialog.getByLabel(/^Giao cho/).selectOption({label: `${people.officer.name} (chuyên viên)`});
  assert.equal(await dialog.getByLabel(/^Giao cho/).getByText(people.head.name).count(), 0, 'who has it is no choice');
  await visitor.axe();
  await fits(page);
  await dialog.getByRole('button', {name: 'Xử lý đôn đốc'}).click();
  await dialog.waitFor({state: 'detached'});
  const task = await api(people.head, 'GET', '/tasks/cham-tra-loi-1');
  assert.equal(task.assignee, person(people.officer));
  assert.deepEqual(task.escalationResponses.map(({kind, person: who}) => [kind, who]), [['KIND_REASSIGNED', person(people.officer)]]);
  await visitor.close();
});

for (const [width, height, name] of [[360, 740, 'phone'], [1440, 900, 'desk']]) {
  for (const theme of ['light', 'dark']) {
    test(`standing in at ${width} px, ${theme}`, async () => {
      const visitor = await Visitor.open(browser, {viewport: {width, height}, colorScheme: theme});
      const {page} = visitor;
      const look = async (what) => {
        await fits(page);
        await fitsLarge(page);
        await visitor.axe();
        await visitor.picture(`${what}-${name}-${theme}`, {fullPage: true});
      };
      await visitor.signIn(people.head);
      await page.getByRole('button', {name: `Thay mặt ${people.officer.name}`}).waitFor();
      await look('stand-in-choice');
      await openPage(visitor);
      await page.getByText(`${people.officer.name} vắng; ${people.head.name} thay mặt`).waitFor();
      await look('stand-ins');
      await page.getByRole('button', {name: 'Ghi người thay mặt'}).click();
      await page.getByRole('dialog').getByLabel(/^Ai vắng/).waitFor();
      await look('stand-in-form');
      await page.keyboard.press('Escape');
      await page.getByRole('button', {name: `Thay mặt ${people.officer.name}`, exact: true}).click();
      await page.getByText(/^Bạn đang thay mặt/).waitFor();
      await look('standing-in');
      await visitor.close();
    });
  }
}
