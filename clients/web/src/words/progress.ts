// How tasks stand, in both languages; with the pages that say it, not with the first load.

import type {ProgressClass} from '../model/progress.ts';
import {language} from './index.ts';

const vi = {
  classes: {
    openOverdue: 'Chưa xong, quá hạn', openInTime: 'Chưa xong, còn hạn', completedLate: 'Xong, quá hạn', completedOnTime: 'Xong, đúng hạn',
    refused: 'Bị từ chối', notYetIssued: 'Chưa đến lúc giao', suspended: 'Tạm dừng', openNoDeadline: 'Chưa xong, không có hạn',
    completedNoDeadline: 'Xong, không có hạn', endedWithoutResult: 'Kết thúc, không có kết quả',
  } satisfies Record<ProgressClass, string> as Record<ProgressClass, string>,
  noTasks: 'Chưa có việc nào được giao.',
};

const en: typeof vi = {
  classes: {
    openOverdue: 'Open, overdue', openInTime: 'Open, in time', completedLate: 'Done, late', completedOnTime: 'Done, in time',
    refused: 'Refused', notYetIssued: 'Not issued yet', suspended: 'Suspended', openNoDeadline: 'Open, no deadline',
    completedNoDeadline: 'Done, no deadline', endedWithoutResult: 'Ended without a result',
  },
  noTasks: 'No task has been issued yet.',
};

export const progressWords = (): typeof vi => language.value === 'en' ? en : vi;
