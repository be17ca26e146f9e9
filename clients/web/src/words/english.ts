import {en} from './en.ts';
import {enErrors} from './en_errors.ts';
import {enVerbs} from './en_verbs.ts';
import type {Words} from './vietnamese.ts';

export const english: Words = {...en, ...enVerbs, errors: enErrors};
