// The organisation: what a name means, what a unit was and became, who does what, what is wrong with it, and what a reorganisation does.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {api, base, dayFromToday, eventually, giveTask, launch, people, province, Visitor} from './browser.mjs';
import {fits, fitsLarge} from './pages.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const DESK = {viewport: {width: 1440, height: 900}};
const drafter = {unit: 'ubnd', person: 'pham-thi-binh'};
const unit = (id) => `${province}/units/${id}`;

// A department is split in two, from today on.
async function draftSplit(id) {
  const version = (displayName) => [{displayName, kind: 'UNIT_KIND_DEPARTMENT', level: 'UNIT_LEVEL_PROVINCE'}];
  const relations = [{type: 'RELATION_TYPE_ADMINISTRATIVE_PARENT', toUnit: unit('ubnd')}];
  await api(drafter, 'POST', `/reorganisations?reorganisationId=${id}`, {
    displayName: 'Chia Sở Tư pháp (minh họa)', type: 'REORGANISATION_TYPE_SPLIT', effectiveDate: dayFromToday(0), basis: {text: '08/NQ-HĐND'},
    edges: [
      {fromUnit: unit('so-tu-phap'), toUnit: unit('so-ho-tich'), partition: {key: 'KEY_FUNCTION', text: 'phần hộ tịch', functions: ['hộ tịch']}},
      {fromUnit: unit('so-tu-phap'), toUnit: unit('so-phap-che'), partition: {key: 'KEY_REMAINDER', text: 'phần còn lại'}},
    ],
    units: [
      {name: unit('so-ho-tich'), versions: version('Sở Hộ tịch thành phố Đồng Nai'), relations},
      {name: unit('so-phap-che'), versions: version('Sở Pháp chế thành phố Đồng Nai'), relations},
    ],
  });
}

test('a name of the past leads to who has the work now, and to what became of it', async () => {
  const visitor = await Visitor.open(browser, DESK);
  const {page} = visitor;
  await visitor.signIn(people.officer);
  await page.getByRole('link', {name: 'Tổ chức', exact: true}).click();
  const search = page.getByRole('searchbox');
  await search.fill('loc ninh');
  await page.locator('.columns').getByRole('link', {name: 'Phường Lộc Ninh'}).waitFor();
  await search.fill('Sở TT&TT');
  await page.locator('#meaning').getByText(/Tên cũ; công việc nay thuộc|Có thể là/).waitFor();
  await page.locator('#meaning').getByRole('link', {name: 'Sở Thông tin và Truyền thông Đồng Nai'}).click();
  await page.getByRole('heading', {level: 1, name: 'Sở Thông tin và Truyền thông Đồng Nai'}).waitFor();
  await page.getByText('Nhiều đơn vị giữ, mỗi đơn vị một phần').waitFor();
  await page.locator('.state', {hasText: 'kết thúc ngày 01/03/2025'}).waitFor();
  // The drawing is reached with the keyboard; the step that it shows stands below in words.
  const box = page.locator('.box', {hasText: 'Sở Văn hóa, Thể thao và Du lịch thành phố Đồng Nai'});
  await page.locator('.steps li', {hasText: '01/03/2025'}).first().getByText(/báo chí|bưu chính/).waitFor();
  await box.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', {level: 1, name: 'Sở Văn hóa, Thể thao và Du lịch thành phố Đồng Nai'}).waitFor();
  await page.getByRole('row', {name: /01\/07\/2025 30\/04\/2026 Sở Văn hóa, Thể thao và Du lịch tỉnh Đồng Nai/}).waitFor();
  await page.getByRole('region', {name: 'Chức năng, nhiệm vụ'}).getByText('Chủ trì').first().waitFor();
  await page.getByRole('region', {name: 'Người của đơn vị'}).getByText('Lê Văn C').waitFor();
  await visitor.close();
});

test('who does what: found without diacritics, by unit, as a table and as a list', async () => {
  const visitor = await Visitor.open(browser, DESK);
  const {page} = visitor;
  await visitor.signIn(people.officer);
  await page.goto(`${base}/app/matrix`);
  await page.getByRole('table').waitFor();
  const all = await page.locator('.matrix tbody tr').count();
  assert.ok(all > 30, `${all} functions`);
  await page.getByLabel('Tìm chức năng').fill('bien gioi');
  await page.getByRole('row', {name: /biên giới, chủ quyền lãnh thổ/}).waitFor();
  assert.ok(await page.locator('.matrix tbody tr').count() < all);
  await page.getByRole('button', {name: 'Danh sách'}).click();
  await page.locator('.panel', {hasText: 'biên giới, chủ quyền lãnh thổ'}).getByText('Chủ trì').waitFor();
  await page.getByLabel('Tìm chức năng').fill('');
  await page.getByRole('combobox', {name: /^Chỉ đơn vị/}).fill('so ngoai vu');
  await page.getByRole('option', {name: 'Sở Ngoại vụ thành phố Đồng Nai'}).click();
  const some = await eventually(async () => {
    const count = await page.locator('.panels > .panel').count();
    return count > 0 && count < all && count;
  });
  assert.ok(some < all);
  await visitor.close();
});

test('a finding says what to do; the province lets it stand on a basis, others may not', async () => {
  const visitor = await Visitor.open(browser, DESK);
  const {page} = visitor;
  await visitor.signIn(people.issuer);
  await page.goto(`${base}/app/findings`);
  const first = page.locator('.panel', {hasText: 'Giao cho cấp đã bỏ'}).first();
  await first.getByText('Cách xử lý:').waitFor();
  const before = await page.locator('.panels > .panel').count();
  await first.getByRole('button', {name: /^Chấp nhận có căn cứ/}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', {name: 'Chấp nhận có căn cứ'}).click();
  await dialog.getByText('Hãy điền ô này.').waitFor();
  await dialog.getByLabel('Vì sao chấp nhận').fill('Chờ quy chế mới');
  await dialog.getByLabel(/^Căn cứ/).fill('12/TB-UBND');
  await dialog.getByRole('button', {name: 'Chấp nhận có căn cứ'}).click();
  await dialog.waitFor({state: 'detached'});
  await eventually(async () => (await page.locator('.panels > .panel').count()) === before - 1);
  await page.getByLabel('Cả những điều đã chấp nhận có căn cứ').check();
  await page.getByText('Đã chấp nhận: Chờ quy chế mới').waitFor();
  await visitor.close();

  const other = await Visitor.open(browser, DESK);
  await other.signIn(people.officer);
  await other.page.goto(`${base}/app/findings`);
  await other.page.getByText('Chấp nhận có căn cứ: Không có quyền quy định chức năng, nhiệm vụ ở toàn tỉnh.').waitFor();
  await other.page.locator('.panels > .panel').first().waitFor();
  assert.equal(await other.page.getByRole('button', {name: /^Chấp nhận có căn cứ/}).count(), 0);
  await other.close();
});

test('a reorganisation: found, previewed without a change, executed elsewhere, and how far the work has moved', async () => {
  await giveTask('ho-tich', 'Số hóa hộ tịch', {leadUnit: unit('so-tu-phap')});
  await giveTask('tu-phap-khac', 'Thẩm định văn bản', {leadUnit: unit('so-tu-phap')});
  await draftSplit('chia-so');
  const visitor = await Visitor.open(browser, DESK);
  const {page} = visitor;
  await visitor.signIn(people.issuer);
  await page.goto(`${base}/app/reorganisations`);
  await page.getByLabel('Tìm theo tên, căn cứ, đơn vị').fill('so tu phap minh hoa');
  await page.getByRole('button', {name: /^Chưa thực hiện 1/}).click();
  await page.getByRole('link', {name: 'Chia Sở Tư pháp (minh họa)'}).click();
  await page.getByRole('link', {name: 'Sở Hộ tịch thành phố Đồng Nai'}).waitFor();
  await page.getByRole('button', {name: 'Xem trước ngay bây giờ'}).click();
  await page.getByText(/^\d+ việc, phần việc bị ảnh hưởng/).waitFor();
  await page.locator('.list-row', {hasText: 'Số hóa hộ tịch'}).getByText(/Sở Tư pháp thành phố Đồng Nai → Sở Hộ tịch thành phố Đồng Nai/).waitFor();
  assert.equal((await api(people.issuer, 'GET', '/reorganisations/chia-so')).state, 'STATE_DRAFT');

  const preview = await api(drafter, 'POST', '/reorganisations/chia-so:preview', {});
  await api(people.issuer, 'POST', '/reorganisations/chia-so:approve', {previewToken: preview.token});
  await api(people.issuer, 'POST', '/reorganisations/chia-so:execute', {});
  await eventually(async () => ['STATE_VERIFIED', 'STATE_HELD'].includes((await api(people.issuer, 'GET', '/reorganisations/chia-so')).state));
  await page.reload();
  await page.getByText('Không việc nào còn ở đơn vị cũ: đúng').waitFor();
  await page.locator('.list-row', {hasText: 'Số hóa hộ tịch'}).getByText('Chuyển').waitFor();
  await page.getByText(/^[1-9]\d*\/\d+ đã có kết quả/).waitFor();
  await page.goto(`${base}/app/units/so-tu-phap`);
  await page.locator('.box', {hasText: 'Sở Pháp chế'}).waitFor();
  await visitor.close();
});

test('what the rules cannot decide waits for a person, who chooses who takes it', async () => {
  await giveTask('doi-ngoai', 'Đón đoàn khách quốc tế', {leadUnit: unit('so-ngoai-vu')});
  await api(drafter, 'POST', '/reorganisations?reorganisationId=giai-the', {
    displayName: 'Giải thể Sở Ngoại vụ (minh họa)', type: 'REORGANISATION_TYPE_ABOLISH', effectiveDate: dayFromToday(0), basis: {text: '09/NQ-HĐND'},
    edges: [{fromUnit: unit('so-ngoai-vu')}],
  });
  const preview = await api(drafter, 'POST', '/reorganisations/giai-the:preview', {});
  await api(people.issuer, 'POST', '/reorganisations/giai-the:approve', {previewToken: preview.token});
  await api(people.issuer, 'POST', '/reorganisations/giai-the:execute', {});
  await eventually(async () => (await api(people.issuer, 'GET', '/reorganisations/giai-the')).state === 'STATE_HELD');
  const visitor = await Visitor.open(browser);
  const {page} = visitor;
  await visitor.signIn(people.issuer);
  await page.goto(`${base}/app/reorganisations/giai-the`);
  await page.locator('.state', {hasText: 'Chờ người xử lý'}).waitFor();
  await page.getByLabel('Chỉ việc chờ người').check();
  const item = page.locator('.list-row', {hasText: 'Đón đoàn khách quốc tế'});
  await item.getByRole('button', {name: /^Chọn đơn vị nhận/}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', {name: 'Chọn đơn vị nhận'}).click();
  await dialog.getByRole('alert').waitFor();
  await visitor.axe();
  await dialog.getByRole('combobox', {name: /^Đơn vị khác/}).fill('so noi vu');
  // While the list still has others, what is clicked may be another one by then.
  await page.waitForFunction(() => [...document.querySelectorAll('[role=option]')].every((one) => one.textContent.includes('Nội vụ')));
  await dialog.getByRole('option', {name: 'Sở Nội vụ thành phố Đồng Nai'}).click();
  await dialog.getByLabel(/^Căn cứ/).fill('10/TB-UBND');
  await dialog.getByRole('button', {name: 'Chọn đơn vị nhận'}).click();
  await dialog.waitFor({state: 'detached'});
  await item.waitFor({state: 'detached'});
  assert.equal((await api(people.issuer, 'GET', '/tasks/doi-ngoai')).leadUnit, unit('so-noi-vu'));
  await visitor.close();
});

for (const [width, height, name] of [[360, 740, 'phone'], [1440, 900, 'desk']]) {
  for (const theme of ['light', 'dark']) {
    test(`pages of the organisation at ${width} px, ${theme}`, async () => {
      const visitor = await Visitor.open(browser, {viewport: {width, height}, colorScheme: theme});
      const {page} = visitor;
      const look = async (what) => {
        await fits(page);
        await fitsLarge(page);
        await visitor.axe();
        await page.evaluate(() => scrollTo(0, 0));
        await visitor.picture(`${what}-${name}-${theme}`, {fullPage: true});
      };
      await visitor.signIn(people.officer);
      await page.goto(`${base}/app/units`);
      await page.locator('.columns li').nth(90).waitFor();
      await page.getByRole('searchbox').fill('SNV');
      await page.locator('#meaning').waitFor();
      await look('units');
      await page.goto(`${base}/app/units/xp-25270`);
      await page.locator('.box').first().waitFor();
      await page.getByText('Từng lần sắp xếp').click();
      await look('unit-history');
      await page.goto(`${base}/app/matrix`);
      await (width < 900 ? page.locator('.panels > .panel') : page.locator('.matrix tbody tr')).nth(20).waitFor();
      await page.getByText('UBND các xã, phường').first().waitFor();
      await look('matrix');
      await page.goto(`${base}/app/findings`);
      await page.locator('.panels > .panel').nth(5).waitFor();
      await look('findings');
      await page.goto(`${base}/app/reorganisations`);
      await page.locator('.list-row').nth(20).waitFor();
      await look('reorganisations');
      await page.locator('.list-row').first().getByRole('link').click();
      await page.getByRole('heading', {name: 'Chuyển từ đâu đến đâu'}).waitFor();
      await look('reorganisation');
      await page.locator('details.account summary').click();
      await page.getByRole('button', {name: 'English'}).click();
      await page.getByRole('heading', {name: 'From where to where'}).waitFor();
      await fits(page);
      await visitor.close();
    });
  }
}
