'use strict';

// Everything that came from people is put into the page as text, never as markup.

const KINDS = {
  PROVINCE: 'Tỉnh, thành phố', PROVINCIAL_PEOPLES_COMMITTEE: 'Ủy ban nhân dân cấp tỉnh',
  PEOPLES_COUNCIL: 'Hội đồng nhân dân', OFFICE: 'Văn phòng', DEPARTMENT: 'Sở', COMMUNE: 'Xã', WARD: 'Phường',
  TOWNSHIP: 'Thị trấn', SPECIAL_ZONE: 'Đặc khu', DISTRICT: 'Cấp huyện', ARMED_FORCE: 'Lực lượng vũ trang',
  PARTY_BODY: 'Cơ quan Đảng', MASS_ORGANISATION: 'Mặt trận, đoàn thể', ASSOCIATION: 'Tổ chức hội',
  PUBLIC_SERVICE_UNIT: 'Đơn vị sự nghiệp', INSPECTORATE: 'Thanh tra', MANAGEMENT_BOARD: 'Ban quản lý',
  PRESS: 'Cơ quan báo chí', DIVISION: 'Phòng, ban', CHANNEL: 'Kênh thông tin'
};

const PURPOSES = {
  START: 'Bắt đầu', ACKNOWLEDGE: 'Tiếp nhận', COMPLETE: 'Hoàn thành', APPROVE: 'Phê duyệt',
  ISSUER_DECISION: 'Nơi giao quyết định', HANDOFF_REPLY: 'Trả lời bàn giao'
};

const MAX_EVENTS = 30;
const PAGE_SIZE = 1000;
const REFRESH_DELAY_MS = 500;
const RETRY_DELAY_MS = 2000;
const READINESS_INTERVAL_MS = 5000;

const $ = (id) => document.getElementById(id);
let watch = null;
let lastSequence = null;
let refreshTimer = null;
let names = new Map();

const lastSegment = (name) => (name || '').split('/').pop();
const withoutPrefix = (value, prefix) => (value || '').replace(prefix, '');

function headers() {
  const actAs = $('act-as').value.trim();
  return actAs ? { 'X-Phoihop-Act-As': actAs } : {};
}

async function get(path, parameters = {}) {
  const query = new URLSearchParams(parameters).toString();
  const response = await fetch(query ? `${path}?${query}` : path, { headers: headers() });
  const document = await response.json();
  if (!response.ok) throw new Error(document.message || `HTTP ${response.status}`);
  return document;
}

async function getAll(path, field, parameters = {}) {
  const all = [];
  let pageToken = '';
  do {
    const page = await get(path, { ...parameters, pageSize: PAGE_SIZE, ...(pageToken ? { pageToken } : {}) });
    all.push(...(page[field] || []));
    pageToken = page.nextPageToken || '';
  } while (pageToken);
  return all;
}

// dd/mm/yyyy, which must not be broken over lines.
function isDate(cell) {
  return /^\d{2}\/\d{2}\/\d{4}$/.test(String(cell));
}

function row(cells) {
  const tr = document.createElement('tr');
  for (const cell of cells) {
    const td = document.createElement('td');
    td.textContent = cell;
    if (typeof cell === 'number') td.className = 'number';
    if (isDate(cell)) td.className = 'date';
    tr.append(td);
  }
  return tr;
}

function fill(id, rows, whenEmpty) {
  const body = $(id);
  if (rows.length) return body.replaceChildren(...rows.map(row));
  const empty = row([whenEmpty]);
  empty.firstChild.colSpan = 5;
  body.replaceChildren(empty);
}

const nameOf = (unit) => names.get(unit) || lastSegment(unit);

async function showUnits(parent) {
  const units = await getAll(`/v1/${parent}/units`, 'units');
  names = new Map(units.map((unit) => [unit.name, unit.current ? unit.current.displayName : lastSegment(unit.name)]));
  const counts = new Map();
  for (const unit of units) {
    const kind = withoutPrefix(unit.current && unit.current.kind, 'UNIT_KIND_');
    counts.set(kind, (counts.get(kind) || 0) + 1);
  }
  const rows = [...counts].sort((a, b) => b[1] - a[1]).map(([kind, count]) => [KINDS[kind] || kind || 'Khác', count]);
  fill('units', rows, 'Chưa có đơn vị nào.');
}

async function showTasks(parent) {
  const tasks = await getAll(`/v1/${parent}/tasks`, 'tasks', { filter: 'open = true' });
  const byUnit = new Map();
  for (const task of tasks) {
    const entry = byUnit.get(task.leadUnit) || { open: 0, overdue: 0 };
    entry.open += 1;
    if (task.overdue) entry.overdue += 1;
    byUnit.set(task.leadUnit, entry);
  }
  const rows = [...byUnit].sort((a, b) => b[1].overdue - a[1].overdue || b[1].open - a[1].open)
    .map(([unit, entry]) => [nameOf(unit), entry.open, entry.overdue]);
  fill('tasks', rows, 'Không có nhiệm vụ nào đang mở.');
}

const forPeople = (date) => (date || '').split('-').reverse().join('/');

async function showDeadlines(parent) {
  const { deadlines = [] } = await get(`/v1/${parent}/deadlines:upcoming`, { pageSize: 10 });
  fill('deadlines', deadlines.map((entry) => [
    forPeople(entry.clock.dueDate), entry.title, nameOf(entry.leadUnit),
    PURPOSES[withoutPrefix(entry.clock.purpose, 'CLOCK_PURPOSE_')] || ''
  ]), 'Không có thời hạn nào phía trước.');
}

function addEvent(event) {
  const time = new Date(event.time).toLocaleString('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh' });
  const actor = event.actor || {};
  const who = actor.system || [lastSegment(actor.unit), lastSegment(actor.person)].filter(Boolean).join('/');
  const body = $('events');
  body.prepend(row([Number(event.sequence), time, event.type, lastSegment(event.subject), who]));
  while (body.children.length > MAX_EVENTS) body.lastChild.remove();
}

async function refresh(parent) {
  const outcomes = await Promise.allSettled([showUnits(parent), showTasks(parent), showDeadlines(parent)]);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  $('problem').hidden = !failed;
  if (failed) $('problem').textContent = failed.reason.message;
}

// Many events at once refresh the tables once.
function refreshSoon(parent) {
  if (refreshTimer !== null) return;
  refreshTimer = setTimeout(() => {
    refreshTimer = null;
    refresh(parent);
  }, REFRESH_DELAY_MS);
}

// EventSource cannot send headers, so the stream is read here.
async function readStream(parent, signal) {
  const after = lastSequence === null ? {} : { 'Last-Event-ID': lastSequence };
  const response = await fetch(`/v1/${parent}/events:watch`, { headers: { ...headers(), ...after }, signal });
  if (!response.ok) throw new Error((await response.json()).message);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = Object.fromEntries(text.slice(0, end).split('\n').map((line) => {
        const colon = line.indexOf(': ');
        return [line.slice(0, colon), line.slice(colon + 2)];
      }));
      text = text.slice(end + 2);
      const message = JSON.parse(fields.data);
      if (fields.event === 'error') throw new Error(message.message);
      if (fields.id) lastSequence = fields.id;
      $('live').textContent = `Trực tiếp; đã xem đến sự kiện ${lastSequence}.`;
      if (message.event) {
        addEvent(message.event);
        refreshSoon(parent);
      }
    }
  }
}

async function follow(parent, signal) {
  const { lastSequence: newest = '0' } = await get(`/v1/${parent}/events`, { pageSize: 1 });
  lastSequence = String(Math.max(0, Number(newest) - MAX_EVENTS));
  $('events').replaceChildren();
  while (!signal.aborted) {
    try {
      await readStream(parent, signal);
    } catch (error) {
      if (signal.aborted) return;
      $('live').textContent = `Mất kết nối (${error.message}); đang nối lại …`;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
  }
}

function start() {
  if (!$('province').value) return;
  const parent = `provinces/${$('province').value}`;
  if (watch) watch.abort();
  watch = new AbortController();
  const { signal } = watch;
  refresh(parent);
  follow(parent, signal).catch((error) => { $('live').textContent = error.message; });
}

function showProvinces(provinces) {
  const select = $('province');
  const shown = [...select.options].map((option) => option.value);
  if (JSON.stringify(shown) === JSON.stringify(provinces)) return;
  const chosen = select.value;
  select.replaceChildren(...provinces.map((province) => new Option(province, province)));
  if (provinces.includes(chosen)) select.value = chosen;
  if (!chosen) start();
}

async function showReadiness() {
  const line = $('readiness');
  try {
    const status = await get('/status.json');
    line.className = status.ready ? 'ready' : 'not-ready';
    line.textContent = status.ready ? 'Sẵn sàng phục vụ' : `Chưa sẵn sàng: ${status.reason}`;
    const held = (status.held || []).map(lastSegment);
    $('held').hidden = held.length === 0;
    $('held').textContent = `Sắp xếp tổ chức đang chờ người xử lý: ${held.join(', ')}`;
    showProvinces(status.provinces || []);
  } catch (error) {
    line.className = 'not-ready';
    line.textContent = `Không kết nối được máy chủ (${error.message})`;
  }
}

$('settings').addEventListener('submit', (event) => {
  event.preventDefault();
  start();
});
showReadiness();
setInterval(showReadiness, READINESS_INTERVAL_MS);
