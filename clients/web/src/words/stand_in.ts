// What is said about standing in for somebody who is away, in both languages; with its page, not with the first load.

import {language} from './index.ts';

const vi = {
  title: 'Thay mặt khi vắng',
  intro: 'Khi ai đó vắng, người thay mặt làm việc thay họ trong thời gian đã ghi; việc không đổi chủ, nhật ký ghi cả hai người. Hết ngày là tự hết.',
  acting: (name: string, unit: string) => `Bạn đang thay mặt ${name}, ${unit}`,
  until: (date: string) => `đến hết ngày ${date}`,
  onlyViews: 'chỉ xem',
  stop: 'Thôi thay mặt',
  mayStandIn: (name: string, date: string) => `${name} vắng đến hết ngày ${date}, và bạn được thay mặt.`,
  standInFor: (name: string) => `Thay mặt ${name}`,
  over: (name: string) => `Việc thay mặt ${name} đã kết thúc. Bạn lại làm việc của mình.`,
  queueStays: (count: number) => `${count} thao tác chưa gửi được khi thay mặt vẫn chờ; chúng được gửi khi bạn thay mặt lại.`,
  mine: 'Bạn được thay mặt', noneOfMine: 'Hôm nay bạn không được thay mặt ai.',
  ofUnit: (unit: string) => `Ở ${unit}`, none: 'Không có ai đang hoặc sắp được thay mặt.',
  row: (absent: string, substitute: string) => `${absent} vắng; ${substitute} thay mặt`,
  holderOf: (post: string) => `người giữ chức danh ${post}`,
  fromTo: (from: string, to: string) => `từ ngày ${from} đến hết ngày ${to}`,
  rights: {RIGHTS_UNSPECIFIED: '', RIGHTS_VIEW: 'chỉ xem', RIGHTS_ACT: 'làm thay'},
  onlyVerbs: (verbs: string) => `chỉ: ${verbs}`, onlyPlan: (plan: string) => `chỉ kế hoạch ${plan}`,
  record: 'Ghi người thay mặt', recorded: 'Đã ghi người thay mặt',
  notWhileActing: 'Đang thay mặt người khác nên không ghi được. Thôi thay mặt trước.',
  absent: 'Ai vắng', substitute: 'Ai thay mặt', substituteHint: 'người của đơn vị, hoặc của đơn vị cấp trên',
  from: 'Từ ngày', to: 'Đến hết ngày', what: 'Được làm gì',
  act: 'Làm mọi việc mà người vắng được làm trong đơn vị', view: 'Chỉ xem những gì người vắng được xem',
  reason: 'Lý do', basis: 'Căn cứ (số, ký hiệu văn bản)',
  wrongOrder: 'Ngày cuối phải từ ngày đầu trở đi.', tooLong: 'Tối đa 366 ngày; hết thì ghi lại.', isOver: 'Ngày cuối phải từ hôm nay trở đi.',
  end: 'Kết thúc sớm', endOf: (absent: string) => `Kết thúc sớm việc thay mặt ${absent}`, ended: 'Đã kết thúc việc thay mặt',
};

const en: typeof vi = {
  title: 'Standing in',
  intro: 'When somebody is away, the substitute works in their place for the time recorded here. Nothing changes its owner, the journal names both, and it ends by itself.',
  acting: (name, unit) => `You stand in for ${name}, ${unit}`,
  until: (date) => `until the end of ${date}`,
  onlyViews: 'sees only',
  stop: 'Stop standing in',
  mayStandIn: (name, date) => `${name} is away until the end of ${date}, and you may stand in.`,
  standInFor: (name) => `Stand in for ${name}`,
  over: (name) => `Standing in for ${name} is over. You do your own work again.`,
  queueStays: (count) => `${count} not yet sent from there still ${count === 1 ? 'waits' : 'wait'}, until you stand in again.`,
  mine: 'You may stand in', noneOfMine: 'You may stand in for nobody today.',
  ofUnit: (unit) => `In ${unit}`, none: 'Nobody is away, or will be.',
  row: (absent, substitute) => `${absent} is away; ${substitute} stands in`,
  holderOf: (post) => `whoever is ${post}`,
  fromTo: (from, to) => `from ${from} to the end of ${to}`,
  rights: {RIGHTS_UNSPECIFIED: '', RIGHTS_VIEW: 'sees only', RIGHTS_ACT: 'acts'},
  onlyVerbs: (verbs) => `only: ${verbs}`, onlyPlan: (plan) => `only the plan ${plan}`,
  record: 'Record a substitute', recorded: 'The substitute is recorded',
  notWhileActing: 'Nothing is recorded while you stand in for somebody. Stop standing in first.',
  absent: 'Who is away', substitute: 'Who stands in', substituteHint: 'somebody of the unit, or of one above it',
  from: 'From', to: 'To the end of', what: 'What they may do',
  act: 'Everything that the absent one may do in the unit', view: 'Only see what the absent one sees',
  reason: 'Reason', basis: 'Basis (number of the instrument)',
  wrongOrder: 'The last day is not before the first.', tooLong: 'At most 366 days; record it again then.', isOver: 'The last day is today or later.',
  end: 'End it early', endOf: (absent) => `End it early: standing in for ${absent}`, ended: 'It is ended',
};

export type StandInWords = typeof vi;
export const standInWords = (): StandInWords => language.value === 'en' ? en : vi;
