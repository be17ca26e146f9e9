// What the tests of this folder share: a browser, people who sign in, the API for what happens elsewhere, and the guards that hold
// for every page: no violation of the Content-Security-Policy, no request to anybody else, no error in the console.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

import {chromium} from 'playwright-core';

export const base = process.env.PHOIHOP_WEB_URL;
export const province = 'provinces/dong-nai';
const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

export const launch = () => chromium.launch({
  executablePath: process.env.PHOIHOP_CHROMIUM,
  // The sandbox of Chromium is not for root.
  args: process.getuid() === 0 ? ['--no-sandbox'] : [],
});

// People of data/dong-nai/members_sample.csv.
export const people = {
  officer: {unit: 'xp-25280', unitName: 'Xã Lộc Thạnh', person: 'le-thi-nam', name: 'Lê Thị Nam'},
  head: {unit: 'xp-25280', unitName: 'Xã Lộc Thạnh', person: 'do-minh-mai', name: 'Đỗ Minh Mai'},
  issuer: {unit: 'ubnd', unitName: 'Ủy ban nhân dân thành phố Đồng Nai', person: 'nguyen-minh-an', name: 'Nguyễn Minh An'},
  lawyer: {unit: 'so-tu-phap', unitName: 'Sở Tư pháp thành phố Đồng Nai', person: 'pham-minh-giang', name: 'Phạm Minh Giang'},
};

// -- What happens elsewhere

export async function api(who, method, path, body) {
  const response = await fetch(`${base}/v1/${province}${path}`, {
    method, headers: {'X-Phoihop-Act-As': `${who.unit}/${who.person}`, 'Content-Type': 'application/json'},
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const document = await response.json();
  assert.equal(response.status, 200, JSON.stringify(document));
  return document;
}

// A day, `days` from today, in Vietnam.
export function dayFromToday(days) {
  return new Date(Date.now() + 7 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);
}

export const forPeople = (date) => date.split('-').reverse().join('/');

// Given by the provincial People's Committee to the commune.
export function giveTask(id, title, more = {}) {
  return api(people.issuer, 'POST', `/tasks?taskId=${id}&issue=true`, {
    title, leadUnit: `${province}/units/${people.officer.unit}`, basis: {text: '431/QĐ-UBND'}, requestedDueDate: dayFromToday(20),
    approvalRequired: true, ...more,
  });
}

// -- People at a browser

export class Visitor {
  static async open(browser, options = {}) {
    const context = await browser.newContext({
      viewport: {width: 360, height: 740}, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh', acceptDownloads: true,
      // Requests of a service worker are none of the page's.
      serviceWorkers: options.serviceWorkers ?? 'block', ...options,
    });
    const visitor = new Visitor();
    visitor.context = context;
    visitor.trouble = [];
    visitor.expected = [];
    // Reported by the browser itself, whatever page it is.
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
    });
    visitor.page = await context.newPage();
    visitor.watch(visitor.page, options.origins ?? []);
    return visitor;
  }

  watch(page, origins) {
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => this.trouble.push(`error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.trouble.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
      const {origin, protocol} = new URL(request.url());
      if (protocol === 'blob:' || protocol === 'data:' || origin === base || origins.includes(origin)) return;
      this.trouble.push(`request to ${request.url()}`);
    });
  }

  // What is refused on purpose is said in the console, too.
  expectTrouble(pattern) {
    this.expected.push(pattern);
  }

  async close() {
    await this.context.close();
    assert.deepEqual(this.trouble.filter((line) => !this.expected.some((pattern) => pattern.test(line))), []);
  }

  async signIn(who, search) {
    const {page} = this;
    await page.goto(base);
    await page.getByRole('combobox', {name: 'Bạn làm ở đâu?'}).fill(search ?? who.unitName);
    await page.getByRole('option', {name: who.unitName, exact: true}).click();
    await page.getByRole('button', {name: who.name}).click();
    await page.getByRole('heading', {level: 1, name: 'Việc của tôi'}).waitFor();
  }

  card(title) {
    return this.page.locator('article.card', {hasText: title});
  }

  async showWholeUnit() {
    await this.page.getByRole('button', {name: /^Cả đơn vị/}).click();
  }

  // Violations of WCAG 2.1 A and AA and of best practice, as axe-core finds them.
  async axe() {
    // By the debugger's way in, for which the page's own policy does not count.
    const debug = await this.context.newCDPSession(this.page);
    await debug.send('Runtime.evaluate', {expression: axe});
    const {result, exceptionDetails} = await debug.send('Runtime.evaluate', {
      awaitPromise: true, returnByValue: true,
      expression: `axe.run(document, {runOnly: ${JSON.stringify(AXE_TAGS)}}).then(({violations, passes}) => ({
        rules: passes.length,
        violations: violations.map(({id, help, nodes}) =>
          id + ': ' + help + ': ' + nodes.map(({html, failureSummary}) => html + ' ' + failureSummary).join('; ')),
      }))`,
    });
    await debug.detach();
    assert.equal(exceptionDetails, undefined);
    assert.deepEqual(result.value.violations, []);
    assert.ok(result.value.rules > 10, 'axe looked at something');
  }

  async picture(name, options = {}) {
    await this.page.screenshot({path: join(process.env.PHOIHOP_WEB_SCREENSHOTS, `${name}.png`), ...options});
  }
}

// Until the call answers what is true.
export async function eventually(call, limit = 30_000) {
  const end = Date.now() + limit;
  let last;
  while (Date.now() < end) {
    last = await call();
    if (last) return last;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.fail(`in the end it was ${last}`);
}
