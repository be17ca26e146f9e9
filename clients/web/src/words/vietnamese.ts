import {vi} from './vi.ts';
import {viErrors} from './vi_errors.ts';
import {viVerbs} from './vi_verbs.ts';

export const vietnamese = {...vi, ...viVerbs, errors: viErrors};

export type Words = typeof vietnamese;
