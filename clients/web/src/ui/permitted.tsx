// Whether the caller may use a method of the API, or has a permission, by the server's word (ExplainAccess): what would be refused is not offered, and
// the reason stands in its place.

import type {ExplainAccessResponseJson} from 'phoihop/v1/access_service_pb';
import type {ComponentChildren, JSX} from 'preact';

import {get} from '../api/http.ts';
import {session, sessionKey} from '../auth/session.ts';
import {useResource} from './resource.tsx';

export type Method =
  | 'PlanService.ImportPlan' | 'PlanService.UpdatePlanItem' | 'PlanService.IssuePlan' | 'PlanService.RecordPlanEvent'
  | 'ResponsibilityService.WaiveFinding' | 'ReorganisationService.PreviewReorganisation'
  | 'ReorganisationService.AssignRehomingItem';

export type Asked = Method | 'PERMISSION_MANAGE_SUBSTITUTIONS';

export interface Permission {
  allowed: boolean;
  // Why not, in the server's words.
  explanation: string;
}

// `resource`: the plan that it is about; empty: what the caller's unit has. Undefined until the server has answered.
export function usePermission(asked: Asked, resource = ''): Permission | undefined {
  const {value, problem} = useResource(
    (signal) => get<ExplainAccessResponseJson>(
      `/v1/${session.value?.province}/access:explain`,
      {...asked.includes('.') ? {method: `phoihop.v1.${asked}`} : {permission: asked}, resource}, signal),
    [sessionKey.value, asked, resource]);
  // Who cannot be told is not kept from trying: the server decides in any case.
  if (problem) return {allowed: true, explanation: ''};
  return value && {allowed: value.allowed === true, explanation: value.explanation ?? ''};
}

export function NotPermitted({what, may}: {what: string; may: Permission | undefined}): JSX.Element | null {
  if (!may || may.allowed) return null;
  return <p class="hint not-permitted no-print"><strong>{what}:</strong> {may.explanation}</p>;
}

interface Props {
  may: Permission | undefined;
  // What the button says.
  what: string;
  children: ComponentChildren;
}

export function Permitted({may, what, children}: Props): JSX.Element {
  return may?.allowed ? <>{children}</> : <NotPermitted what={what} may={may} />;
}
