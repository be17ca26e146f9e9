import {en} from './en.ts';
import {enErrors} from './en_errors.ts';
import {enEvents} from './en_events.ts';
import {enPages} from './en_pages.ts';
import {enTask} from './en_task.ts';
import {enVerbs} from './en_verbs.ts';
import type {Words} from './vietnamese.ts';

export const english: Words = {...en, ...enVerbs, task: enTask, pages: enPages, events: enEvents, errors: enErrors};
