// Plans for the tests of this folder: a table with everything that a table asks, as CSV and as a workbook, and a plan that is issued.
import {api, dayFromToday, eventually, forPeople, people, province} from './browser.mjs';

export const clerk = {unit: 'ubnd', unitName: 'Ủy ban nhân dân thành phố Đồng Nai', person: 'le-minh-son', name: 'Lê Minh Sơn'};

const TITLES = ['TT', 'Nhiệm vụ', 'Cơ quan chủ trì', 'Cơ quan phối hợp', 'Thời gian hoàn thành', 'Sản phẩm', 'Ghi chú'];

// Item 1 asks for its lead and a coordinator, item 2 for its deadline; item 3 goes to 95 communes and wards; item 4 is ordinary.
export const rows = () => [
  TITLES,
  ['I', 'QUẢNG BÁ HÌNH ẢNH', '', '', '', '', ''],
  ['1', 'Sản xuất video giới thiệu Đồng Nai', 'SNV', 'Sở VHTTDL, các ngành liên quan', forPeople(dayFromToday(40)), '02 clip', ''],
  ['2', 'Rà soát hệ thống loa truyền thanh', 'Sở VHTTDL', '', 'Sớm nhất', 'Báo cáo', ''],
  ['II', 'TỔNG KẾT', '', '', '', '', ''],
  ['3', 'Báo cáo kết quả của đơn vị', 'UBND các xã, phường', 'VP UBND tỉnh', forPeople(dayFromToday(10)), 'Báo cáo', ''],
  ['4', 'Tổ chức họp báo', 'Sở VHTTDL', 'VP UBND tỉnh', forPeople(dayFromToday(20)), 'Thông cáo', ''],
];

const quoted = (cell) => /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
export const csvOf = (table) => Buffer.from(table.map((row) => row.map(quoted).join(',')).join('\n') + '\n');

// -- A workbook, as small as it may be (ECMA-376), in an archive without compression.

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; ++i) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function zip(parts) {
  const bodies = [];
  const directory = [];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const path = Buffer.from(name);
    const content = Buffer.from(text);
    // Version, flags, method, time, day (01/01/1980), checksum, sizes, length of the name, extra.
    const common = Buffer.alloc(26);
    [20, 0, 0, 0, 0x21].forEach((value, i) => common.writeUInt16LE(value, 2 * i));
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(path.length, 22);
    bodies.push(Buffer.from('PK\x03\x04'), common, path, content);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, tail, path);
    offset += 4 + common.length + path.length + content.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  const count = Object.keys(parts).length;
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, index, Buffer.from('PK\x05\x06'), end]);
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const XML = '<?xml version="1.0" encoding="UTF-8"?>';

export function xlsxOf(table) {
  const cell = (text, i, row) => text && `<c r="${String.fromCharCode(65 + i)}${row + 1}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`;
  const data = table.map((row, r) => `<row r="${r + 1}">${row.map((text, i) => cell(text, i, r)).join('')}</row>`).join('');
  return zip({
    '[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/></Types>`,
    '_rels/.rels': `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Phụ lục" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `${XML}<worksheet xmlns="${MAIN}"><sheetData>${data}</sheetData></worksheet>`,
  });
}

// Imported by the clerk, its questions answered, and issued.
export async function issuePlan(planId, displayName) {
  const year = dayFromToday(0).slice(0, 4);
  const plan = {
    displayName, issuerUnit: `${province}/units/ubnd`, documentDate: dayFromToday(-1), periodStartDate: `${year}-01-01`,
    periodEndDate: dayFromToday(60),
  };
  await api(clerk, 'POST', '/plans:import', {planId, plan, filename: 'ke-hoach.csv', content: csvOf(rows()).toString('base64')});
  const answer = (item, mask, body) => api(clerk, 'PATCH', `/plans/${planId}/items/${item}?updateMask=${mask}`, body);
  const unit = (id) => ({units: [`${province}/units/${id}`]});
  await answer('1', 'leads,coordinators', {leads: [unit('so-noi-vu')], coordinators: [unit('so-vhttdl')]});
  await answer('2', 'deadline', {deadline: {dates: [dayFromToday(30)]}});
  await api(people.issuer, 'POST', `/plans/${planId}:issue`, {pageSize: 1});
  await eventually(async () => (await api(people.issuer, 'GET', `/tasks?filter=${encodeURIComponent(`plan = "${planId}"`)}&pageSize=1`)).totalSize > 95);
}

// One task that is late from the beginning: its plan was issued after its day. Led by `lead`, as a table writes it.
export async function issueLate(planId, title, lead) {
  const table = [TITLES, ['1', title, lead, '', forPeople(dayFromToday(-4)), 'Báo cáo', '']];
  const plan = {
    displayName: 'Kế hoạch giao muộn', issuerUnit: `${province}/units/ubnd`, documentDate: dayFromToday(-30), periodStartDate: dayFromToday(-60),
    periodEndDate: dayFromToday(60),
  };
  await api(clerk, 'POST', '/plans:import', {planId, plan, filename: 'muon.csv', content: csvOf(table).toString('base64')});
  await api(people.issuer, 'POST', `/plans/${planId}:issue`, {pageSize: 1});
}
