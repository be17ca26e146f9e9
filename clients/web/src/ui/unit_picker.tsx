// Chooses a unit by a part of its name, with or without diacritics (the combobox pattern of WAI-ARIA).

import type {JSX} from 'preact';
import {useEffect, useId, useMemo, useRef, useState} from 'preact/hooks';

import {matches} from '../model/fold.ts';
import {readUnits, type UnitChoice} from '../state/directory.ts';
import {explain} from '../state/toasts.ts';
import {words} from '../words/index.ts';

// More than this nobody reads; typing narrows it down.
const MOST_SHOWN = 30;

interface Props {
  province: string;
  label: string;
  hint?: string;
  required?: boolean;
  invalid?: string;
  // Resource name; empty: none.
  value: string;
  onChoose(unit: UnitChoice | null): void;
  autoFocus?: boolean;
}

export function UnitPicker({province, label, hint, required, invalid, value, onChoose, autoFocus}: Props): JSX.Element {
  const t = words();
  const id = useId();
  const [units, setUnits] = useState<readonly UnitChoice[]>([]);
  const [problem, setProblem] = useState('');
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => {
    readUnits(province).then(setUnits, (error: unknown) => setProblem(explain(error).text));
  }, [province]);
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, []);
  const chosen = units.find((unit) => unit.name === value);
  const found = useMemo(() => units.filter((unit) => matches(unit.folded, text)), [units, text]);
  const shown = found.slice(0, MOST_SHOWN);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({block: 'nearest'});
  }, [active, open]);

  const choose = (unit: UnitChoice) => {
    setText('');
    setOpen(false);
    onChoose(unit);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) setOpen(true);
      else setActive((before) => Math.max(0, Math.min(shown.length - 1, before + (event.key === 'ArrowDown' ? 1 : -1))));
    } else if (event.key === 'Enter' && open && shown[active]) {
      event.preventDefault();
      choose(shown[active]!);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    }
  };
  const described = [hint ? `${id}-hint` : '', invalid ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div class="field combobox">
      <label for={id}>{label} {required === false && <span class="quiet">{t.optional}</span>}</label>
      {hint && <p id={`${id}-hint`} class="hint">{hint}</p>}
      <input
        ref={input} id={id} type="text" role="combobox" autocomplete="off" spellcheck={false} aria-autocomplete="list"
        aria-expanded={open} aria-controls={`${id}-list`} aria-required={required === true} aria-invalid={Boolean(invalid)}
        aria-describedby={described || undefined} aria-activedescendant={open && shown[active] ? `${id}-${active}` : undefined}
        value={open || text ? text : chosen?.displayName ?? ''} placeholder={chosen?.displayName ?? t.chooseUnitHint}
        onFocus={() => setOpen(true)} onBlur={() => setOpen(false)} onKeyDown={onKeyDown}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
          setOpen(true);
          if (value) onChoose(null);
        }}
      />
      {invalid && <p id={`${id}-error`} class="error">{invalid}</p>}
      {problem && <p class="error" role="alert">{problem}</p>}
      <ul ref={list} id={`${id}-list`} role="listbox" aria-label={label} class="options" hidden={!open || shown.length === 0}>
        {open && shown.map((unit, i) => (
          // The press, not the click: the field would lose the focus and close the list before.
          <li
            key={unit.name} id={`${id}-${i}`} role="option" aria-selected={i === active} class={i === active ? 'active' : ''}
            onMouseDown={(event) => {
              event.preventDefault();
              choose(unit);
            }}
          >{unit.displayName}</li>
        ))}
      </ul>
      <p class="hint" role="status">
        {open && units.length > 0 && shown.length === 0 && t.noUnitFound}
        {open && found.length > shown.length && t.moreUnits(found.length - shown.length)}
      </p>
    </div>
  );
}
