// The kinds of hand-off that move no responsibility: asking another unit for a product, and letting one know, from both sides.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {api, eventually, giveTask, launch, people, province, Visitor} from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const handoffOf = async (id) => (await api(people.issuer, 'GET', `/tasks/${id}`)).handoffs?.[0];

// Fills in the form of a hand-off to the department of justice.
async function handOff(visitor, title, kind, reason) {
  const {page} = visitor;
  const dialog = page.getByRole('dialog');
  await visitor.card(title).getByRole('button', {name: /^Thao tác khác/}).click();
  await dialog.getByRole('button', {name: 'Bàn giao', exact: true}).first().click();
  await dialog.getByRole('combobox', {name: /^Bàn giao cho/}).fill('so tu phap');
  await dialog.getByRole('option', {name: people.lawyer.unitName}).click();
  await dialog.getByLabel('Loại').selectOption({label: kind});
  await dialog.getByLabel('Lý do').fill(reason);
  await dialog.getByRole('button', {name: 'Bàn giao', exact: true}).click();
  await dialog.waitFor({state: 'detached'});
}

test('a request: asked for, accepted, given with a file, sent back with a reason, given again and taken', async () => {
  const title = 'Soạn quy chế phối hợp';
  await giveTask('de-nghi', title);
  await api(people.head, 'POST', '/tasks/de-nghi:accept', {});
  const [head, lawyer] = await Promise.all([Visitor.open(browser), Visitor.open(browser)]);
  await Promise.all([head.signIn(people.head), lawyer.signIn(people.lawyer)]);
  await Promise.all([head.showWholeUnit(), lawyer.showWholeUnit()]);
  await handOff(head, title, 'Đề nghị cung cấp sản phẩm, ý kiến', 'Cần ý kiến thẩm định');
  // Who asks goes on leading.
  const asked = await eventually(() => handoffOf('de-nghi'));
  assert.equal(asked.kind, 'KIND_REQUEST');
  assert.equal((await api(people.issuer, 'GET', '/tasks/de-nghi')).leadUnit, `${province}/units/${people.head.unit}`);

  await lawyer.card(title).getByRole('button', {name: 'Nhận bàn giao', exact: true}).click();
  await eventually(async () => (await handoffOf('de-nghi')).state === 'STATE_ACCEPTED');
  const answer = async (summary) => {
    await lawyer.card(title).getByRole('button', {name: 'Trả kết quả'}).click();
    const form = lawyer.page.getByRole('dialog');
    await form.getByRole('button', {name: 'Trả kết quả'}).click();
    await form.getByText('Hãy ghi nội dung hoặc đính kèm tệp.').waitFor();
    await form.getByLabel('Kết quả, bằng lời').fill(summary);
    await form.getByLabel('Tài liệu, ảnh, tệp').last().setInputFiles({name: 'ý kiến.txt', mimeType: 'text/plain', buffer: Buffer.from(summary)});
    await form.getByRole('button', {name: 'Trả kết quả'}).click();
    await form.waitFor({state: 'detached'});
    await eventually(async () => (await handoffOf('de-nghi')).state === 'STATE_RESULT_RETURNED');
  };
  const decide = async (decision, reason) => {
    // Beside the task itself there is an entry for what came back, with its button.
    await head.card(title).getByRole('button', {name: 'Xem xét kết quả'}).click();
    const dialog = head.page.getByRole('dialog');
    await dialog.getByLabel('Trả lời', {exact: false}).first().selectOption({label: decision});
    if (reason) await dialog.getByLabel('Lý do').fill(reason);
    await dialog.getByRole('button', {name: 'Xem xét kết quả'}).click();
    await dialog.waitFor({state: 'detached'});
  };
  await answer('Đề nghị sửa điều 3');
  await decide('Gửi lại để làm tiếp', 'Chưa nêu căn cứ');
  await eventually(async () => (await handoffOf('de-nghi')).state === 'STATE_ACCEPTED');
  await answer('Đề nghị sửa điều 3, theo Luật số 64/2025/QH15');
  await decide('Nhận kết quả');
  const closed = await eventually(async () => {
    const handoff = await handoffOf('de-nghi');
    return handoff.state === 'STATE_CLOSED' && handoff;
  });
  assert.equal(closed.result.summary, 'Đề nghị sửa điều 3, theo Luật số 64/2025/QH15');
  await Promise.all([head.close(), lawyer.close()]);
});

test('information: sent and noted; nobody else has anything to do', async () => {
  const title = 'Thông báo lịch tập huấn';
  await giveTask('de-biet', title);
  await api(people.head, 'POST', '/tasks/de-biet:accept', {});
  const [head, lawyer] = await Promise.all([Visitor.open(browser), Visitor.open(browser)]);
  await Promise.all([head.signIn(people.head), lawyer.signIn(people.lawyer)]);
  await Promise.all([head.showWholeUnit(), lawyer.showWholeUnit()]);
  await handOff(head, title, 'Gửi để biết', 'Để biết lịch');
  assert.equal((await eventually(() => handoffOf('de-biet'))).kind, 'KIND_INFORMATION');
  // The work stays with the sender, with its buttons.
  await head.card(title).getByRole('button', {name: 'Bắt đầu làm'}).waitFor();
  await lawyer.card(title).getByRole('button', {name: 'Đã biết'}).click();
  await eventually(async () => (await handoffOf('de-biet')).state === 'STATE_CLOSED');
  await lawyer.card(title).waitFor({state: 'detached'});
  await Promise.all([head.close(), lawyer.close()]);
});
