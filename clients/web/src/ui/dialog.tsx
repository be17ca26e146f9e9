// A dialog over the page: the browser keeps the focus in it, gives it back, and closes it with Escape.

import type {ComponentChildren, JSX} from 'preact';
import {useEffect, useId, useRef} from 'preact/hooks';

import {dialogs} from '../state/live.ts';
import {words} from '../words/index.ts';

interface Props {
  title: string;
  onClose(): void;
  children: ComponentChildren;
}

export function Dialog({title, onClose, children}: Props): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current!;
    dialog.showModal();
    dialogs.value += 1;
    return () => {
      dialogs.value -= 1;
      dialog.close();
    };
  }, []);
  return (
    <dialog
      ref={element} class="dialog" aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        // Beside the dialog, on what it covers.
        if (event.target === element.current) onClose();
      }}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          <button type="button" class="icon" aria-label={words().close} title={words().close} onClick={onClose}>
            <span aria-hidden="true">✕</span>
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
