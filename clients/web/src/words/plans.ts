// Both languages in one file: it comes with the pages of plans, which few people open on a phone.

import {enPlans} from './en_plans.ts';
import {language} from './index.ts';
import {type PlanWords, viPlans} from './vi_plans.ts';

export const planWords = (): PlanWords => language.value === 'en' ? enPlans : viPlans;
