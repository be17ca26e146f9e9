// Where the provider sends the browser back to: makes a session of what it brought.

import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';

import {idOf} from '../api/http.ts';
import {readProvinces} from '../auth/session.ts';
import {navigate, paths} from '../state/route.ts';
import {explain, type Problem} from '../state/toasts.ts';
import {words} from '../words/index.ts';

interface Choice {
  province: string;
  units: readonly {name: string; displayName: string}[];
  path: string;
}

export function SignedInPage(): JSX.Element {
  const t = words();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [choice, setChoice] = useState<Choice | null>(null);

  const enter = async (province: string, unit: string, path: string) => {
    const {identify, nameOfUnit} = await import('../auth/provider.ts');
    const {units} = await identify(province, unit);
    if (!units.length) return navigate(path, true);
    const named = await Promise.all(units.map(async (name) => ({name, displayName: await nameOfUnit(name).catch(() => idOf(name))})));
    setChoice({province, units: named, path});
  };
  const attempt = (call: () => Promise<void>) => {
    setProblem(null);
    call().catch((error: unknown) => setProblem(explain(error)));
  };
  useEffect(() => attempt(async () => {
    const {finishSignIn} = await import('../auth/provider.ts');
    const path = await finishSignIn();
    // What the provider brought is good once, and no address to keep.
    history.replaceState(null, '', paths.signedIn);
    if (path === null) return navigate(paths.myWork, true);
    await enter((await readProvinces())[0] ?? '', '', path);
  }), []);

  return (
    <div class="narrow">
      <h1 tabIndex={-1}>{problem ? t.signInFailed : t.signInTitle}</h1>
      {!problem && !choice && <p role="status">{t.signingIn}</p>}
      {problem && (
        <div class="problem" role="alert">
          <p>{problem.text}</p>
          {problem.detail && <p class="quiet">{problem.detail}</p>}
          <button type="button" onClick={() => location.assign(paths.myWork)}>{t.tryAgain}</button>
        </div>
      )}
      {choice && (
        <>
          <h2>{t.chooseActingUnit}</h2>
          <ul class="choices">
            {choice.units.map(({name, displayName}) => (
              <li key={name}><button type="button" onClick={() => attempt(() => enter(choice.province, name, choice.path))}>{displayName}</button></li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
