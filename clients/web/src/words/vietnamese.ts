import {vi} from './vi.ts';
import {viErrors} from './vi_errors.ts';
import {viEvents} from './vi_events.ts';
import {viPages} from './vi_pages.ts';
import {viTask} from './vi_task.ts';
import {viVerbs} from './vi_verbs.ts';

export const vietnamese = {...vi, ...viVerbs, task: viTask, pages: viPages, events: viEvents, errors: viErrors};

export type Words = typeof vietnamese;
