import assert from 'node:assert/strict';
import {test} from 'node:test';

import {checkStandIn, type Typed} from '../src/model/stand_in_form.ts';

const today = '2026-11-30';
const typed: Typed = {absent: 'a', substitute: 'b', from: '30/11/2026', to: '04/12/2026', rights: 'RIGHTS_ACT', reason: ' phép ', basis: ''};
const mistakesOf = (part: Partial<Typed>) => checkStandIn({...typed, ...part}, today).mistakes;

test('the last day is the last on which it holds; the API has the first on which it does not', () => {
  const {substitution, mistakes} = checkStandIn(typed, today);
  assert.deepEqual(mistakes, {});
  assert.deepEqual(substitution, {
    person: 'a', substitute: 'b', validFrom: '2026-11-30', validTo: '2026-12-05', rights: 'RIGHTS_ACT', reason: 'phép',
  });
  assert.deepEqual(checkStandIn({...typed, to: '30/11/2026', basis: '12/QĐ'}, today).substitution.basis, {text: '12/QĐ'});
});

test('what is wrong is said at its field', () => {
  assert.deepEqual(mistakesOf({absent: '', substitute: ''}), {absent: 'missing', substitute: 'missing'});
  assert.deepEqual(mistakesOf({substitute: 'a'}), {substitute: 'missing'}, 'nobody stands in for themselves');
  assert.deepEqual(mistakesOf({from: '31/11/2026', to: ''}), {from: 'not-a-date', to: 'not-a-date'});
  assert.deepEqual(mistakesOf({to: '29/11/2026'}), {to: 'wrong-order'});
  assert.deepEqual(mistakesOf({from: '01/11/2026', to: '29/11/2026'}), {to: 'over'});
  assert.deepEqual(mistakesOf({to: '30/11/2027'}), {}, '366 days');
  assert.deepEqual(mistakesOf({to: '01/12/2027'}), {to: 'too-long'});
});
