// Both languages in one file, with the pages beside the list and the task.

import {enPages} from './en_pages.ts';
import {language} from './index.ts';
import {type PageWords, viPages} from './vi_pages.ts';

export const pageWords = (): PageWords => language.value === 'en' ? enPages : viPages;
