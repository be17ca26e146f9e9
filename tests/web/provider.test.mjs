// Signing in with an OpenID provider: there, back, renewed, and out again.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {base, launch, people, Visitor} from './browser.mjs';

let browser;
let issuer;
before(async () => {
  browser = await launch();
  ({issuer} = await (await fetch(`${base}/v1/identity/config`)).json());
});
after(() => browser.close());

async function signInAt(visitor, person) {
  const {page} = visitor;
  await page.getByRole('button', {name: 'Đăng nhập bằng tài khoản của tỉnh'}).click();
  await page.waitForURL(`${issuer}/**`);
  await page.locator('input[name=login]').fill(person);
  await page.locator('input[name=password]').fill('khong-quan-trong');
  await page.locator('button[type=submit]').click();
  // The provider of the test asks for consent.
  await page.locator('button[type=submit]', {hasText: 'Continue'}).click();
}

test('an officer signs in, works, is renewed, and signs out', async () => {
  const visitor = await Visitor.open(browser, {origins: [issuer]});
  const {page} = visitor;
  // Pages of the provider are none of ours.
  visitor.expectTrouble(/./);
  await page.goto(`${base}/app/tasks/khong-co`);
  await signInAt(visitor, people.officer.person);
  // Where somebody wanted to go.
  await page.waitForURL(`${base}/app/tasks/khong-co`);
  await page.getByText(people.officer.unitName).first().waitFor();
  assert.doesNotMatch(page.url(), /code=/);
  await page.getByRole('link', {name: 'Việc của tôi'}).first().click();
  await page.getByText('Không có việc nào đang chờ.').waitFor();
  // Tokens are this tab's, and in no store that outlives it.
  const kept = await page.evaluate(() => JSON.stringify(localStorage));
  assert.doesNotMatch(kept, /eyJ/);

  // A token that is about to end is renewed before it is used.
  const before = await page.evaluate(() => {
    const tokens = JSON.parse(sessionStorage.getItem('phoihop.tokens'));
    sessionStorage.setItem('phoihop.tokens', JSON.stringify({...tokens, end: Date.now() + 1000}));
    return tokens.access;
  });
  await page.reload();
  await page.getByRole('heading', {level: 1, name: 'Việc của tôi'}).waitFor();
  await page.getByText('Không có việc nào đang chờ.').waitFor();
  // What the device has kept is shown at once; the first call to the server renews.
  await page.waitForFunction((old) => JSON.parse(sessionStorage.getItem('phoihop.tokens')).access !== old, before);

  await page.locator('details.account summary').click();
  await page.getByRole('button', {name: 'Đăng xuất'}).click();
  await page.waitForURL(`${issuer}/**`);
  assert.equal(await page.evaluate(() => document.referrer), '');
  await visitor.context.close();
});

test('who the province does not know is told so', async () => {
  const visitor = await Visitor.open(browser, {origins: [issuer]});
  visitor.expectTrouble(/./);
  await visitor.page.goto(base);
  await signInAt(visitor, 'nguoi-la');
  await visitor.page.getByRole('heading', {name: 'Không đăng nhập được'}).waitFor();
  await visitor.page.getByText('Bạn không có quyền làm việc này.').waitFor();
  await visitor.context.close();
});

test('an answer of the provider that nobody asked for is refused', async () => {
  const visitor = await Visitor.open(browser);
  await visitor.page.goto(`${base}/app/signed-in?code=gia&state=gia`);
  await visitor.page.getByRole('button', {name: 'Đăng nhập bằng tài khoản của tỉnh'}).waitFor();
  await visitor.close();
});
