// Who are you? In local mode by choosing, else by the provider of the province.

import type {MembershipJson} from 'phoihop/v1/organisation_pb';
import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';

import {idOf} from '../api/http.ts';
import {readConfig, readProvinces, signedOut, signIn, type SignInConfig} from '../auth/session.ts';
import {readPeople, type UnitChoice} from '../state/directory.ts';
import {explain, type Problem} from '../state/toasts.ts';
import {UnitPicker} from '../ui/unit_picker.tsx';
import {words} from '../words/index.ts';

function People({province, unit}: {province: string; unit: UnitChoice}): JSX.Element {
  const t = words();
  const [people, setPeople] = useState<readonly MembershipJson[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    setPeople(null);
    readPeople(unit.name).then(setPeople, (error: unknown) => setProblem(explain(error)));
  }, [unit.name]);
  const enter = (person: string, personDisplayName: string) => signIn({
    province, unit: unit.name, person, unitDisplayName: unit.displayName, personDisplayName, withProvider: false, namesUnit: false,
  });
  return (
    <section aria-labelledby="choose-person">
      <h2 id="choose-person">{t.choosePerson}</h2>
      {problem && <p class="problem" role="alert">{problem.text}</p>}
      {people === null && !problem && <p role="status">{t.loading}</p>}
      {people?.length === 0 && <p>{t.noPeople}</p>}
      <ul class="choices">
        {people?.map(({person = '', displayName = '', role}) => (
          <li key={person}>
            <button type="button" onClick={() => enter(person, displayName)}>
              <strong>{displayName}</strong> <span class="quiet">{t.roles[role ?? 'MEMBERSHIP_ROLE_UNSPECIFIED']}</span>
            </button>
          </li>
        ))}
        {people && <li><button type="button" onClick={() => enter('', '')}>{t.asUnit}</button></li>}
      </ul>
    </section>
  );
}

function LocalSignIn({provinces}: {provinces: readonly string[]}): JSX.Element {
  const t = words();
  const [province, setProvince] = useState(provinces[0] ?? '');
  const [unit, setUnit] = useState<UnitChoice | null>(null);
  if (!province) return <p class="problem">{t.noData}</p>;
  return (
    <>
      <p class="hint">{t.localModeHint}</p>
      {provinces.length > 1 && (
        <div class="field">
          <label for="province">{t.province}</label>
          <select id="province" value={province} onChange={(event) => { setProvince(event.currentTarget.value); setUnit(null); }}>
            {provinces.map((one) => <option key={one} value={one}>{idOf(one)}</option>)}
          </select>
        </div>
      )}
      <UnitPicker
        key={province} province={province} label={t.chooseUnit} hint={t.chooseUnitHint} value={unit?.name ?? ''}
        onChoose={setUnit} autoFocus
      />
      {unit && <People province={province} unit={unit} />}
    </>
  );
}

function ProviderSignIn({config}: {config: SignInConfig}): JSX.Element {
  const t = words();
  const [problem, setProblem] = useState<Problem | null>(null);
  const begin = async () => {
    try {
      const {beginSignIn} = await import('../auth/provider.ts');
      await beginSignIn(config);
    } catch (error) {
      setProblem(explain(error));
    }
  };
  return (
    <>
      <button type="button" class="primary wide" onClick={() => void begin()}>{t.signInWithProvider}</button>
      {problem && <div class="problem" role="alert"><p>{t.signInFailed}. {problem.text}</p><p class="quiet">{problem.detail}</p></div>}
    </>
  );
}

export function SignInPage(): JSX.Element {
  const t = words();
  const [config, setConfig] = useState<SignInConfig | null>(null);
  const [provinces, setProvinces] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const read = () => {
    setProblem(null);
    Promise.all([readConfig(), readProvinces()]).then(([next, list]) => {
      setProvinces(list);
      setConfig(next);
    }, (error: unknown) => setProblem(explain(error)));
  };
  useEffect(read, []);
  return (
    <div class="narrow">
      <h1 tabIndex={-1}>{t.signInTitle}</h1>
      {signedOut.value && <p class="problem" role="alert">{t.signedOut}</p>}
      {problem && <div class="problem" role="alert"><p>{problem.text}</p><button type="button" onClick={read}>{t.tryAgain}</button></div>}
      {!config && !problem && <p role="status">{t.loading}</p>}
      {config?.issuer && <ProviderSignIn config={config} />}
      {config?.localMode && <LocalSignIn provinces={provinces} />}
      {config && !config.issuer && !config.localMode && <p class="problem">{t.noProvider}</p>}
    </div>
  );
}
