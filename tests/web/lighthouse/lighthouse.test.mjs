// Lighthouse's marks for the work list and the task page of somebody whose unit has 200 tasks, as its phone (a slow line, a
// processor four times slower) and its desktop see them. The sign-in is done before and kept: what is marked is the page itself.
import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import lighthouse, {desktopConfig} from 'lighthouse';
import {chromium} from 'playwright-core';

import {api, base, dayFromToday, giveTask, people} from '../browser.mjs';

const TASKS = 200;
const LEAST_MARK = 95;
// Other programs of this machine can make a page slower and never faster: of several runs the best one is the page's.
const RUNS = 3;
// The page is never without a request: it listens to what happens.
const MAX_LOAD_MS = 10_000;

const PAGES = {'work list': '/', 'task page': '/app/tasks/viec-7'};
const DEVICES = {phone: undefined, desktop: desktopConfig};

let profile;
let context;
let port;

before(async () => {
  for (let i = 0; i < TASKS; ++i) {
    await giveTask(`viec-${i}`, `Việc số ${i}: tuyên truyền tại ấp ${i % 12}`, {requestedDueDate: dayFromToday(i % 40)});
    if (i % 2 === 0) await api(people.officer, 'POST', `/tasks/viec-${i}:accept`, {});
  }
  profile = mkdtempSync(join(tmpdir(), 'phoihop-lighthouse-'));
  context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.PHOIHOP_CHROMIUM, locale: 'vi-VN',
    args: ['--remote-debugging-port=0', ...(process.getuid() === 0 ? ['--no-sandbox'] : [])],
  });
  port = Number(readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')[0]);
  const page = await context.newPage();
  await page.goto(base);
  await page.getByRole('combobox', {name: 'Bạn làm ở đâu?'}).fill(people.officer.unitName);
  await page.getByRole('option', {name: people.officer.unitName, exact: true}).click();
  await page.getByRole('button', {name: people.officer.name}).click();
  await page.getByRole('heading', {level: 1, name: 'Việc của tôi'}).waitFor();
  await page.close();
});

after(async () => {
  await context?.close();
  if (profile) rmSync(profile, {recursive: true, force: true});
});

async function marks(url, config) {
  const options = {port, output: 'json', logLevel: 'error', disableStorageReset: true, maxWaitForLoad: MAX_LOAD_MS, onlyCategories: ['performance', 'accessibility']};
  const {lhr} = await lighthouse(url, options, config);
  assert.equal(lhr.runtimeError, undefined);
  assert.equal(new URL(lhr.finalDisplayedUrl).pathname, new URL(url).pathname);
  return {
    performance: Math.round(lhr.categories.performance.score * 100),
    accessibility: Math.round(lhr.categories.accessibility.score * 100),
    paint: lhr.audits['largest-contentful-paint'].numericValue,
    blocked: lhr.audits['total-blocking-time'].numericValue,
    wrong: lhr.categories.accessibility.auditRefs.map(({id}) => lhr.audits[id]).filter(({score}) => score === 0).map(({id}) => id),
  };
}

for (const [what, path] of Object.entries(PAGES)) {
  for (const [device, config] of Object.entries(DEVICES)) {
    test(`${what}, ${device}`, async () => {
      const runs = [];
      const best = () => runs.reduce((a, b) => (b.performance > a.performance ? b : a));
      while (runs.length < RUNS && (runs.length === 0 || best().performance < LEAST_MARK)) {
        runs.push(await marks(`${base}${path}`, config));
      }
      const {performance, accessibility, paint, blocked, wrong} = best();
      console.log(`${what}, ${device}: performance ${runs.map((run) => run.performance).join(', ')}; accessibility ${accessibility}; ` +
        `largest paint ${Math.round(paint)} ms; blocked ${Math.round(blocked)} ms`);
      assert.deepEqual(wrong, []);
      assert.ok(accessibility >= LEAST_MARK, `accessibility ${accessibility}`);
      assert.ok(performance >= LEAST_MARK, `performance ${performance}`);
    });
  }
}
