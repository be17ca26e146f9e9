// Both languages in one file, with the page of a task.

import {enTask} from './en_task.ts';
import {language} from './index.ts';
import {type TaskWords, viTask} from './vi_task.ts';

export const taskWords = (): TaskWords => language.value === 'en' ? enTask : viTask;
