// The steps of a task as they are typed: one a line, with the day behind it where the step has one of its own.

import {dateForPeople, type CivilDate} from './dates.ts';

export interface StepLine {
  text: string;
  // As typed: it may be no day.
  day?: string;
}

// `Soạn dự thảo | 15/12/2026`.
export function readSteps(text: string): StepLine[] {
  return text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const dated = /^(.*\S)\s*\|\s*([\d/.-]+)$/.exec(line);
    return dated ? {text: dated[1]!, day: dated[2]!} : {text: line};
  });
}

export function writeSteps(steps: readonly {text?: string; dueDate?: CivilDate}[]): string {
  return steps.map(({text = '', dueDate}) => (dueDate ? `${text} | ${dateForPeople(dueDate)}` : text)).join('\n');
}
