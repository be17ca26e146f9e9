// A day of work: an officer of a commune, her head, and whoever gives and approves.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {api, base, dayFromToday, eventually, forPeople, giveTask, launch, people, province, Visitor} from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const stateOf = async (id) => (await api(people.issuer, 'GET', `/tasks/${id}`)).state;

test('the officer accepts, starts, submits with a file, and sees it leave the list', async () => {
  const title = 'Báo cáo tình hình thông tin đối ngoại';
  await giveTask('bao-cao', title, {evidenceSlots: [{id: '1', description: 'báo cáo', count: 1}]});
  const visitor = await Visitor.open(browser);
  const {page} = visitor;
  await visitor.signIn(people.officer);
  const card = visitor.card(title);
  await card.getByRole('button', {name: 'Tiếp nhận'}).click();
  await card.getByRole('button', {name: 'Bắt đầu làm'}).click();
  // Who starts it has it: one's own list has it now.
  await page.getByRole('button', {name: /^Của tôi/, pressed: true}).waitFor();
  await card.getByRole('button', {name: 'Trình kết quả'}).click();

  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', {name: 'Trình kết quả'}).click();
  await dialog.getByText('Hãy ghi nội dung hoặc đính kèm tệp.').waitFor();
  await dialog.getByLabel('Kết quả, bằng lời').fill('Đã tổng hợp của 12 ấp');
  // The server says what is missing, and the form stays as it was.
  visitor.expectTrouble(/status of 400/);
  await dialog.getByRole('button', {name: 'Trình kết quả'}).click();
  await dialog.getByText('Còn thiếu sản phẩm phải nộp').waitFor();
  assert.equal(await dialog.getByLabel('Kết quả, bằng lời').inputValue(), 'Đã tổng hợp của 12 ấp');
  await dialog.getByLabel('báo cáo', {exact: true}).setInputFiles({
    name: 'báo cáo tháng 11.txt', mimeType: 'text/plain', buffer: Buffer.from('Kết quả của tháng\n'),
  });
  await dialog.getByRole('button', {name: 'Trình kết quả'}).click();
  await dialog.waitFor({state: 'detached'});
  // It waits for whoever approves, and no button is left to submit it again.
  await page.getByRole('button', {name: /^Cả đơn vị/}).click();
  await page.getByRole('heading', {name: /^Chờ bên khác/}).waitFor();
  await card.locator('.tag-in-meta', {hasText: 'Chờ phê duyệt'}).waitFor();
  assert.equal(await card.getByRole('button', {name: 'Trình kết quả'}).count(), 0);

  const task = await api(people.issuer, 'GET', '/tasks/bao-cao');
  assert.equal(task.state, 'TASK_STATE_SUBMITTED');
  assert.equal(task.result.summary, 'Đã tổng hợp của 12 ấp');
  assert.equal(task.result.documents[0].slot, '1');

  // What was handed in can be had from the page of the task.
  await card.getByRole('link', {name: title}).click();
  await page.getByRole('heading', {level: 1, name: title}).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'), page.getByRole('button', {name: /^Tải về báo cáo tháng 11/}).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'báo cáo tháng 11.txt');
  await page.locator('.timeline').getByText('Trình kết quả').waitFor();
  await page.getByText('Đã tổng hợp của 12 ấp').first().waitFor();

  // Approved elsewhere: the page says so by itself.
  await api(people.issuer, 'POST', '/tasks/bao-cao:approve', {comment: 'Đạt yêu cầu'});
  await page.locator('.state', {hasText: 'Hoàn thành'}).waitFor();
  await page.getByText('Đạt yêu cầu').waitFor();
  await page.goBack();
  await page.getByRole('heading', {level: 1, name: 'Việc của tôi'}).waitFor();
  await card.waitFor({state: 'detached'});
  await visitor.close();
});

test('a new task appears by itself', async () => {
  const visitor = await Visitor.open(browser);
  await visitor.signIn(people.officer);
  await visitor.showWholeUnit();
  await visitor.page.locator('#shown-count').waitFor();
  await giveTask('viec-moi', 'Việc vừa được giao');
  await visitor.card('Việc vừa được giao').getByRole('button', {name: 'Tiếp nhận'}).waitFor();
  await visitor.close();
});

test('two people decide at once: the second is told, sees how it is now, and decides again', async () => {
  const title = 'Hai người cùng quyết định';
  await giveTask('hai-nguoi', title);
  const [officer, head] = await Promise.all([Visitor.open(browser), Visitor.open(browser)]);
  await Promise.all([officer.signIn(people.officer), head.signIn(people.head)]);
  await Promise.all([officer.showWholeUnit(), head.showWholeUnit()]);
  // The head is asked for a reason, and meanwhile the officer accepts.
  await head.card(title).getByRole('button', {name: 'Từ chối'}).click();
  const dialog = head.page.getByRole('dialog');
  await dialog.getByLabel('Lý do từ chối').selectOption('REFUSAL_REASON_INCOMPLETE');
  await officer.card(title).getByRole('button', {name: 'Tiếp nhận'}).click();
  await officer.card(title).getByRole('button', {name: 'Bắt đầu làm'}).waitFor();
  head.expectTrouble(/status of 409/);
  await dialog.getByRole('button', {name: 'Từ chối'}).click();
  await dialog.getByText('Có người vừa thay đổi việc này trước bạn').waitFor();
  assert.equal(await stateOf('hai-nguoi'), 'TASK_STATE_ACCEPTED');
  // The same again is refused by the rule now, in words that say what to do.
  head.expectTrouble(/status of 400/);
  await dialog.getByRole('button', {name: 'Từ chối'}).click();
  await dialog.getByText('Việc đã sang trạng thái khác').waitFor();
  await dialog.getByRole('button', {name: 'Thôi'}).click();
  await head.card(title).getByRole('button', {name: 'Bắt đầu làm'}).waitFor();
  await Promise.all([officer.close(), head.close()]);
});

test('what may not be done now is there, with the reason', async () => {
  await giveTask('ly-do', 'Việc chưa tiếp nhận');
  const visitor = await Visitor.open(browser);
  await visitor.signIn(people.officer);
  await visitor.showWholeUnit();
  await visitor.card('Việc chưa tiếp nhận').getByRole('button', {name: /^Thao tác khác/}).click();
  const dialog = visitor.page.getByRole('dialog');
  await dialog.getByRole('button', {name: 'Ghi ý kiến'}).waitFor();
  const refused = dialog.locator('.refused').first();
  await refused.getByText('Trình kết quả', {exact: true}).waitFor();
  const operation = (await api(people.officer, 'GET', '/tasks/ly-do')).operations.find(({verb}) => verb === 'TASK_VERB_SUBMIT');
  assert.ok(operation.explanation);
  await refused.getByText(operation.explanation).first().waitFor();
  await visitor.page.keyboard.press('Escape');
  await dialog.waitFor({state: 'detached'});
  await visitor.close();
});

test('verbs with forms: refuse, hand over, ask for more time, return, assign, comment', async () => {
  const visitor = await Visitor.open(browser);
  const {page} = visitor;
  const dialog = page.getByRole('dialog');
  const choose = async (verb) => {
    await dialog.getByRole('button', {name: verb, exact: true}).first().click();
  };
  const more = (title) => visitor.card(title).getByRole('button', {name: /^Thao tác khác/}).click();
  for (const id of ['tu-choi', 'ban-giao', 'gia-han', 'phan-cong']) await giveTask(id, `Việc ${id}`);
  for (const id of ['ban-giao', 'gia-han', 'phan-cong']) await api(people.head, 'POST', `/tasks/${id}:accept`, {});
  await visitor.signIn(people.head);
  await visitor.showWholeUnit();

  await visitor.card('Việc tu-choi').getByRole('button', {name: 'Từ chối'}).click();
  await dialog.getByLabel('Lý do từ chối').selectOption('REFUSAL_REASON_OTHER');
  await choose('Từ chối');
  await dialog.getByText('Hãy điền ô này.').waitFor();
  await dialog.getByLabel('Giải thích').fill('Không có đường biên giới');
  await dialog.getByRole('combobox', {name: /^Nên giao/}).fill('so tu phap');
  await dialog.getByRole('option', {name: people.lawyer.unitName}).click();
  await choose('Từ chối');
  await dialog.waitFor({state: 'detached'});
  const refused = await eventually(async () => {
    const task = await api(people.issuer, 'GET', '/tasks/tu-choi');
    return task.state === 'TASK_STATE_REFUSED' && task;
  });
  assert.equal(refused.refusalExplanation, 'Không có đường biên giới');
  assert.equal(refused.proposedUnit, `${province}/units/so-tu-phap`);

  await more('Việc ban-giao');
  await choose('Bàn giao');
  await dialog.getByRole('combobox', {name: /^Bàn giao cho/}).fill('sở tư pháp');
  await dialog.getByRole('option', {name: people.lawyer.unitName}).click();
  await dialog.getByLabel('Lý do').fill('Thẩm định văn bản');
  await choose('Bàn giao');
  await dialog.waitFor({state: 'detached'});
  await eventually(async () => (await api(people.head, 'GET', '/tasks/ban-giao')).handoffs?.[0]?.toUnit === `${province}/units/so-tu-phap`);
  // The ball is with the receiver; what can be done here is to take it back.
  const handedOver = visitor.card('Việc ban-giao');
  await handedOver.locator('.tag-in-meta', {hasText: 'Đã bàn giao, chờ nhận'}).waitFor();
  await handedOver.getByRole('button', {name: 'Rút lại bàn giao'}).waitFor();

  await more('Việc gia-han');
  await choose('Xin gia hạn');
  await dialog.getByLabel('Xin hạn đến hết ngày').fill('31/2/2027');
  await dialog.getByLabel('Lý do').fill('Chờ số liệu của các ấp');
  await choose('Xin gia hạn');
  await dialog.getByText('Hãy ghi ngày như 31/12/2026.').waitFor();
  await dialog.getByLabel('Xin hạn đến hết ngày').fill(forPeople(dayFromToday(40)));
  await choose('Xin gia hạn');
  await dialog.waitFor({state: 'detached'});
  await eventually(async () => (await api(people.head, 'GET', '/tasks/gia-han')).extensions?.[0]?.requestedDueDate === dayFromToday(40));

  await more('Việc phan-cong');
  await choose('Phân công người');
  await dialog.getByLabel('Người làm').selectOption({label: 'Lê Thị Nam (chuyên viên)'});
  await choose('Phân công người');
  await dialog.waitFor({state: 'detached'});
  await visitor.card('Việc phan-cong').getByText('Lê Thị Nam').waitFor();
  await visitor.close();

  // Back from the approver, with a reason.
  await giveTask('tra-lai', 'Việc tra-lai');
  await api(people.officer, 'POST', '/tasks/tra-lai:accept', {});
  await api(people.officer, 'POST', '/tasks/tra-lai:submit', {result: {summary: 'Xong'}});
  const approver = await Visitor.open(browser, {viewport: {width: 1440, height: 900}});
  await approver.signIn(people.issuer);
  await approver.card('Việc tra-lai').getByRole('button', {name: 'Trả lại'}).click();
  const form = approver.page.getByRole('dialog');
  await form.getByLabel('Lý do').fill('Thiếu số liệu ấp 3');
  await form.getByRole('button', {name: 'Trả lại'}).click();
  await form.waitFor({state: 'detached'});
  assert.equal(await stateOf('tra-lai'), 'TASK_STATE_IN_PROGRESS');
  await approver.close();
});

test('what was done is taken back by one tap, where the rules allow it', async () => {
  for (const id of ['hoan-tac', 'nhan-roi']) await giveTask(id, `Việc ${id}`);
  await api(people.head, 'POST', '/tasks/hoan-tac:accept', {});
  const visitor = await Visitor.open(browser);
  const {page} = visitor;
  const dialog = page.getByRole('dialog');
  const undo = page.getByRole('button', {name: 'Hoàn tác'});
  const more = () => visitor.card('Việc hoan-tac').getByRole('button', {name: /^Thao tác khác/}).click();
  await visitor.signIn(people.head);
  await visitor.showWholeUnit();

  // There is no way back from an acceptance.
  await visitor.card('Việc nhan-roi').getByRole('button', {name: 'Tiếp nhận'}).click();
  await page.getByText('Đã xong: Tiếp nhận').waitFor();
  assert.equal(await undo.count(), 0);

  await more();
  await dialog.getByRole('button', {name: 'Phân công người', exact: true}).first().click();
  await dialog.getByLabel('Người làm').selectOption({label: 'Lê Thị Nam (chuyên viên)'});
  await dialog.getByRole('button', {name: 'Phân công người', exact: true}).click();
  await dialog.waitFor({state: 'detached'});
  await visitor.card('Việc hoan-tac').getByText('Lê Thị Nam').waitFor();
  await undo.click();
  await eventually(async () => !(await api(people.head, 'GET', '/tasks/hoan-tac')).assignee);
  await undo.waitFor({state: 'detached'});

  await more();
  await dialog.getByRole('button', {name: 'Bàn giao', exact: true}).first().click();
  await dialog.getByRole('combobox', {name: /^Bàn giao cho/}).fill('sở tư pháp');
  await dialog.getByRole('option', {name: people.lawyer.unitName}).click();
  await dialog.getByRole('button', {name: 'Bàn giao', exact: true}).click();
  await dialog.waitFor({state: 'detached'});
  await undo.click();
  await eventually(async () => (await api(people.head, 'GET', '/tasks/hoan-tac')).handoffs?.[0]?.state === 'STATE_RECALLED');
  await visitor.close();
});

test('names with markup in them are text', async () => {
  const title = '<img src=x onerror="alert(1)"><b>Đậm</b> & "nháy"';
  await giveTask('danh-dau', title, {description: '<script>alert(2)</script>', product: '<i>sản phẩm</i>'});
  await api(people.officer, 'POST', '/tasks/danh-dau:comment', {text: '<a href="javascript:alert(3)">bấm</a>'});
  await api(people.officer, 'POST', '/tasks/danh-dau:accept', {});
  await api(people.officer, 'POST', '/tasks/danh-dau:addEvidence', {
    documents: [{title: '<u>tài liệu</u>', uri: 'https://example.org/'}],
  });
  const visitor = await Visitor.open(browser);
  const {page} = visitor;
  page.on('dialog', () => assert.fail('markup was run'));
  await visitor.signIn(people.officer);
  await visitor.showWholeUnit();
  const link = visitor.card('Đậm').getByRole('link');
  assert.equal(await link.textContent(), title);
  await link.click();
  assert.equal(await page.getByRole('heading', {level: 1}).textContent(), title);
  for (const text of ['<script>alert(2)</script>', '<i>sản phẩm</i>', '<u>tài liệu</u>']) await page.getByText(text).first().waitFor();
  await page.getByText('<a href="javascript:alert(3)">bấm</a>').first().waitFor();
  assert.equal(await page.locator('main img, main script, main b, main u').count(), 0);
  assert.equal(await page.locator('a[href^="javascript:"]').count(), 0);
  await visitor.close();
});

test('Vietnamese is typed and found in any form', async () => {
  // Decomposed, as some phones type it.
  const title = 'Tuyên truyền ở Đồn Biên phòng'.normalize('NFD');
  await giveTask('tim-kiem', title.normalize('NFC'));
  await giveTask('khac', 'Một việc khác hẳn');
  const visitor = await Visitor.open(browser);
  const {page} = visitor;
  await visitor.signIn(people.officer, 'loc thanh');
  await visitor.showWholeUnit();
  const search = page.getByRole('searchbox');
  for (const query of ['don bien phong', 'ĐỒN BIÊN', title, 'phong bien']) {
    await search.fill(query);
    await visitor.card('Một việc khác hẳn').waitFor({state: 'detached'});
    await visitor.card('Tuyên truyền').waitFor();
  }
  await search.fill('khong co viec nay');
  await page.getByText('Không tìm thấy việc nào như vậy.').waitFor();
  await page.getByRole('button', {name: 'Xóa ô tìm'}).click();
  await visitor.card('Một việc khác hẳn').waitFor();
  await visitor.card('Tuyên truyền').getByRole('link').click();
  await page.getByLabel('Viết ý kiến').fill('Đã rõ, sẽ làm ở ấp Đức Hòa.'.normalize('NFD'));
  await page.getByRole('button', {name: 'Gửi', exact: true}).click();
  await page.locator('.comments').getByText('Đã rõ, sẽ làm ở ấp Đức Hòa.').waitFor();
  await visitor.close();
});

test('everything can be done with the keyboard', async () => {
  await giveTask('ban-phim', 'Việc bằng bàn phím');
  const visitor = await Visitor.open(browser, {viewport: {width: 1440, height: 900}});
  const {page} = visitor;
  await page.goto(base);
  await page.getByRole('combobox').waitFor();
  // The field has the focus already.
  await page.keyboard.type('Lộc Thạnh');
  await page.getByRole('option', {name: people.officer.unitName, exact: true}).waitFor();
  while (!(await page.getByRole('option', {selected: true}).textContent()).includes('Thạnh')) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('button', {name: people.officer.name}).waitFor();
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  const tabTo = async (text) => {
    for (let i = 0; i < 60 && !(await focused()).includes(text); ++i) await page.keyboard.press('Tab');
    assert.match(await focused(), new RegExp(text));
  };
  await tabTo(people.officer.name);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', {level: 1, name: 'Việc của tôi'}).waitFor();
  await page.keyboard.press('Tab');
  await tabTo('Cả đơn vị');
  await page.keyboard.press('Enter');
  await visitor.card('Việc bằng bàn phím').getByRole('button', {name: 'Tiếp nhận'}).waitFor();
  // From card to card with the arrows.
  const first = page.locator('article.card').first().getByRole('link');
  await first.focus();
  for (let i = 0; i < 40 && !(await focused()).includes('Việc bằng bàn phím'); ++i) await page.keyboard.press('ArrowDown');
  assert.match(await focused(), /Việc bằng bàn phím/);
  await page.keyboard.press('Tab');
  assert.match(await focused(), /Tiếp nhận/);
  await page.keyboard.press('Enter');
  await eventually(async () => (await stateOf('ban-phim')) === 'TASK_STATE_ACCEPTED');
  await visitor.close();
});
