// Both languages in one file, with the pages of the organisation.

import {enOrganisation} from './en_organisation.ts';
import {language} from './index.ts';
import {type OrganisationWords, viOrganisation} from './vi_organisation.ts';

export const organisationWords = (): OrganisationWords => language.value === 'en' ? enOrganisation : viOrganisation;
