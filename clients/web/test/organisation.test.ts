import assert from 'node:assert/strict';
import {test} from 'node:test';

import {drawingOf} from '../src/model/lineage.ts';
import {holdersOf, rowsOfMatrix} from '../src/model/matrix.ts';
import {enOrganisation} from '../src/words/en_organisation.ts';
import {viOrganisation} from '../src/words/vi_organisation.ts';

test('a lineage is drawn in columns of generations, neighbours beside each other; a new name is no line', () => {
  const drawing = drawingOf({
    unit: 'me',
    nodes: [
      {unit: 'a', generation: -1}, {unit: 'b', generation: -1}, {unit: 'me'}, {unit: 'sister'}, {unit: 'old', generation: -2},
    ],
    edges: [
      {fromUnit: 'b', toUnit: 'me'}, {fromUnit: 'a', toUnit: 'sister', partition: {key: 'KEY_FUNCTION'}}, {fromUnit: 'me', toUnit: 'me'},
      {fromUnit: 'old', toUnit: 'b', partition: {key: 'KEY_WHOLE'}}, {fromUnit: '', toUnit: 'sister'}, {fromUnit: 'a', toUnit: 'nobody knows'},
    ],
  });
  const place = Object.fromEntries(drawing.boxes.map(({node, column, row}) => [node.unit, [column, row]]));
  assert.deepEqual(place, {old: [0, 0], b: [1, 0], a: [1, 1], me: [2, 0], sister: [2, 1]});
  assert.deepEqual(drawing.lines.map(({from, to, partial}) => [from.node.unit, to.node.unit, partial]),
    [['b', 'me', false], ['a', 'sister', true], ['old', 'b', false]]);
  assert.deepEqual([drawing.columns, drawing.rows], [3, 2]);
  assert.deepEqual(drawingOf({}), {boxes: [], lines: [], columns: 0, rows: 0});
});

test('members of a set are one column; what a document lays down is no illustration', () => {
  const rows = rowsOfMatrix({rows: [
    {function: 'f', cells: [
      {unit: 'u', role: 'DUTY_ROLE_COORDINATE', status: 'DUTY_STATUS_ILLUSTRATIVE', alive: true},
      {unit: 'x1', unitSet: 's', role: 'DUTY_ROLE_LEAD', status: 'DUTY_STATUS_ILLUSTRATIVE', alive: true},
      {unit: 'x2', unitSet: 's', role: 'DUTY_ROLE_LEAD', status: 'DUTY_STATUS_REGULATED', alive: true},
      {unitSet: 'gone', role: 'DUTY_ROLE_LEAD', status: 'DUTY_STATUS_ILLUSTRATIVE'},
    ]},
    {function: 'g', cells: [{unit: 'u', role: 'DUTY_ROLE_COORDINATE', alive: true}]},
  ]});
  assert.deepEqual(rows[0]!.holdings, [
    {holder: 's', role: 'DUTY_ROLE_LEAD', illustrative: false, dead: false},
    {holder: 'gone', role: 'DUTY_ROLE_LEAD', illustrative: true, dead: true},
    {holder: 'u', role: 'DUTY_ROLE_COORDINATE', illustrative: true, dead: false},
  ]);
  assert.deepEqual(holdersOf(rows), ['gone', 's', 'u'], 'who leads comes first');
});

test('both languages have the same enumerations', () => {
  for (const [key, texts] of Object.entries(viOrganisation)) {
    if (typeof texts !== 'object') continue;
    assert.deepEqual(Object.keys(enOrganisation[key as keyof typeof enOrganisation]).sort(), Object.keys(texts).sort(), key);
  }
});
