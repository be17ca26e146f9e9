// The list as it is shown: what is looked for, in groups by when it is due.

import type {BasketKindJson} from 'phoihop/v1/basket_service_pb';

import {type DueGroup, groupsAt} from './due.ts';
import {wordsOf} from './fold.ts';

export type Group = DueGroup | 'waiting';

export interface Groupable {
  kind: BasketKindJson;
  dueTime: string | undefined;
  waiting: boolean;
  folded: string;
  task: {assignee?: string};
}

export interface Selection {
  query: string;
  // Empty: all.
  kind: BasketKindJson | '';
  // Only what this person has; empty: the whole unit's.
  person: string;
}

export interface Rows<Item> {
  rows: ({header: Group; count: number} | {item: Item})[];
  shown: number;
}

const GROUPS: readonly Group[] = ['overdue', 'today', 'week', 'later', 'waiting'];

export const isMine = (item: Groupable, person: string): boolean => person !== '' && item.task.assignee === person;

// Items keep their order within a group.
export function rowsOf<Item extends Groupable>(items: readonly Item[], selection: Selection, now: number): Rows<Item> {
  const words = wordsOf(selection.query);
  const groupOf = groupsAt(now);
  const groups = new Map<Group, Item[]>(GROUPS.map((group) => [group, []]));
  let shown = 0;
  for (const item of items) {
    if (selection.kind && item.kind !== selection.kind) continue;
    if (selection.person && !isMine(item, selection.person)) continue;
    if (!words.every((word) => item.folded.includes(word))) continue;
    groups.get(item.waiting ? 'waiting' : groupOf(item.dueTime))!.push(item);
    shown += 1;
  }
  const rows: Rows<Item>['rows'] = [];
  for (const [header, members] of groups) {
    if (!members.length) continue;
    rows.push({header, count: members.length});
    for (const item of members) rows.push({item});
  }
  return {rows, shown};
}
