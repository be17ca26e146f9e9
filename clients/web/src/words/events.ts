// Both languages in one file, with the timeline of a task.

import {enEvents} from './en_events.ts';
import {language} from './index.ts';
import {viEvents} from './vi_events.ts';

// By the type of an event: `task.accepted`.
export const eventWords = (): Record<string, string> => language.value === 'en' ? enEvents : viEvents;
