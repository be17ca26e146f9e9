import type {VerbWords} from './vi_verbs.ts';

export const enVerbs: VerbWords = {
  verbs: {
    TASK_VERB_ISSUE: 'Issue', TASK_VERB_ACCEPT: 'Accept', TASK_VERB_REFUSE: 'Refuse', TASK_VERB_REISSUE: 'Issue again',
    TASK_VERB_ASSIGN_PERSON: 'Assign', TASK_VERB_START: 'Start', TASK_VERB_SUBMIT: 'Submit', TASK_VERB_APPROVE: 'Approve',
    TASK_VERB_RETURN: 'Return', TASK_VERB_COMPLETE: 'Complete', TASK_VERB_REVOKE: 'Revoke', TASK_VERB_HAND_OFF: 'Hand over',
    TASK_VERB_ACCEPT_HANDOFF: 'Accept the hand-off', TASK_VERB_REFUSE_HANDOFF: 'Refuse the hand-off',
    TASK_VERB_RECALL_HANDOFF: 'Recall the hand-off', TASK_VERB_DROP: 'Drop', TASK_VERB_CLAIM: 'I take it',
    TASK_VERB_RELEASE: 'Give it back', TASK_VERB_SUSPEND: 'Suspend', TASK_VERB_RESUME: 'Resume',
    TASK_VERB_REQUEST_EXTENSION: 'Ask for more time', TASK_VERB_GRANT_EXTENSION: 'Grant more time',
    TASK_VERB_DENY_EXTENSION: 'Deny more time', TASK_VERB_REPORT_IMPOSSIBLE: 'Report: cannot be done',
    TASK_VERB_DECLARE_IMPOSSIBLE: 'Confirm: cannot be done', TASK_VERB_DENY_IMPOSSIBLE: 'It has to go on',
    TASK_VERB_REOPEN: 'Reopen', TASK_VERB_RESTORE: 'Restore', TASK_VERB_DELEGATE: 'Delegate a part',
    TASK_VERB_REQUEST_CONTRIBUTIONS: 'Ask coordinators', TASK_VERB_CONTRIBUTE: 'Contribute',
    TASK_VERB_SEND_COPIES: 'Send copies', TASK_VERB_ACKNOWLEDGE_COPY: 'I have read it', TASK_VERB_COMMENT: 'Comment',
    TASK_VERB_ADD_EVIDENCE: 'Add evidence', TASK_VERB_REMOVE_EVIDENCE: 'Remove evidence',
    TASK_VERB_REPORT_PROGRESS: 'Report progress', TASK_VERB_SET_CHECKLIST: 'Set the steps', TASK_VERB_CHECK_ITEM: 'Check a step',
    TASK_VERB_WATCH: 'Follow', TASK_VERB_UNWATCH: 'Stop following', TASK_VERB_ADD_DEPENDENCY: 'Wait for a task',
    TASK_VERB_REMOVE_DEPENDENCY: 'Stop waiting', TASK_VERB_SEND_HANDOFF: 'Send the draft',
    TASK_VERB_ANSWER_RECALL: 'Answer the recall', TASK_VERB_REMIND: 'Remind', TASK_VERB_HANDLE_ESCALATION: 'Answer the escalation',
    TASK_VERB_RETURN_HANDOFF_RESULT: 'Give the result', TASK_VERB_ANSWER_HANDOFF_RESULT: 'Look at the result',
  },
  fields: {
    reason: 'Reason', refusalReason: 'Reason', explanation: 'Explanation', proposedUnit: 'Unit that should have it',
    leadUnit: 'Give it to', leadUnitHint: 'empty: the same unit', person: 'Person', summary: 'Result in words',
    documents: 'Documents, photos, files', comment: 'Comment', basis: 'Basis (number of the instrument)', toUnit: 'Hand over to',
    handoffKind: 'Kind', replyBy: 'Answer by the end of', until: 'Stands still until the end of', newDue: 'New deadline, end of',
    grantedDue: 'Granted until the end of', dueDate: 'Due by the end of', unit: 'Unit', units: 'Units', title: 'Title',
    description: 'Text', blocking: 'The whole cannot be submitted before', request: 'What is needed', text: 'Text',
    nothing: 'Nothing to contribute', percent: 'Done (%)', label: 'Where it stands', note: 'Note', items: 'One step per line',
    task: 'Id of the task', dependency: 'Task that it no longer waits for', answer: 'Answer', instruction: 'Instruction', anchorDate: 'Day of the event',
  },
};
